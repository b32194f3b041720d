package org.vivavoce.ice;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Builds the few messages of multicast DNS that we send ({@link MdnsMessage} for the diagram). */
final class MdnsWriter {
  private static final int RESPONSE = 0x8400;

  /** RFC 6762 section 10: for records with a host's name. */
  private static final int TTL_SECONDS = 120;

  /** Section 6.7: a resolver that knows nothing of multicast DNS must not keep it for long. */
  private static final int LEGACY_TTL_SECONDS = 10;

  private MdnsWriter() {}

  /** A question for the addresses of a name of one label and {@code .local}. */
  static ByteBuffer query(String name, boolean ipv6) {
    ByteBuffer out = header(0, 0, ipv6 ? 2 : 1, 0, 0);
    question(name, out, MdnsMessage.TYPE_A);
    if (ipv6) {
      question(name, out, MdnsMessage.TYPE_AAAA);
    }
    return out.flip();
  }

  /** Our address, and that there is no other. */
  static ByteBuffer answer(String name, InetAddress address) {
    ByteBuffer out = header(0, RESPONSE, 0, 1, 1);
    record(name, out, address, MdnsMessage.TOP_BIT, TTL_SECONDS);
    noOther(name, out, address);
    return out.flip();
  }

  /** To a question for a type that the name does not have (section 6.1). */
  static ByteBuffer denial(String name, InetAddress address) {
    ByteBuffer out = header(0, RESPONSE, 0, 1, 0);
    noOther(name, out, address);
    return out.flip();
  }

  /** The name is not ours any more (section 10.1). */
  static ByteBuffer goodbye(String name, InetAddress address) {
    ByteBuffer out = header(0, RESPONSE, 0, 1, 0);
    record(name, out, address, MdnsMessage.TOP_BIT, 0);
    return out.flip();
  }

  /** To a question from another port than 5353 (section 6.7): as unicast DNS answers. */
  static ByteBuffer legacyAnswer(int id, MdnsMessage.Question asked, InetAddress address) {
    ByteBuffer out = header(id, RESPONSE, 1, 1, 0);
    question(asked.name(), out, asked.type());
    record(asked.name(), out, address, 0, LEGACY_TTL_SECONDS);
    return out.flip();
  }

  static int type(InetAddress address) {
    return address.getAddress().length == 4 ? MdnsMessage.TYPE_A : MdnsMessage.TYPE_AAAA;
  }

  private static ByteBuffer header(int id, int flags, int asked, int told, int additional) {
    ByteBuffer out = ByteBuffer.allocate(1200);
    out.putShort((short) id).putShort((short) flags);
    out.putShort((short) asked).putShort((short) told);
    return out.putShort((short) 0).putShort((short) additional);
  }

  private static void name(String name, ByteBuffer out) {
    for (String label : name.split("\\.")) {
      byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
      out.put((byte) bytes.length).put(bytes);
    }
    out.put((byte) 0);
  }

  private static void question(String name, ByteBuffer out, int type) {
    name(name, out);
    out.putShort((short) type).putShort((short) MdnsMessage.CLASS_IN);
  }

  private static void record(
      String name, ByteBuffer out, InetAddress address, int topBit, int ttl) {
    byte[] data = address.getAddress();
    name(name, out);
    out.putShort((short) type(address)).putShort((short) (topBit | MdnsMessage.CLASS_IN));
    out.putInt(ttl).putShort((short) data.length).put(data);
  }

  /** NSEC in the restricted form of section 6.1: the name, and a bit for each type that it has. */
  private static void noOther(String name, ByteBuffer out, InetAddress address) {
    int type = type(address);
    int mapBytes = type / 8 + 1;
    name(name, out);
    out.putShort((short) MdnsMessage.TYPE_NSEC);
    out.putShort((short) (MdnsMessage.TOP_BIT | MdnsMessage.CLASS_IN)).putInt(TTL_SECONDS);
    int lengthAt = out.position();
    out.putShort((short) 0);
    name(name, out);
    out.put((byte) 0).put((byte) mapBytes);
    int mapAt = out.position();
    out.put(new byte[mapBytes]).put(mapAt + type / 8, (byte) (0x80 >> type % 8));
    out.putShort(lengthAt, (short) (out.position() - lengthAt - 2));
  }
}

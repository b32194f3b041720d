package org.vivavoce.signaling.libp2p.mdns;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Builds the few messages that discovery sends ({@link MdnsMessage} reads them). */
final class MdnsWriter {
  /** What goes through every Ethernet in one piece: 1,500 less the headers of IP and UDP. */
  static final int MAX_LENGTH = 1472;

  private static final int AUTHORITATIVE_RESPONSE = 0x8400;
  private static final int MAX_STRING = 255;

  private MdnsWriter() {}

  /** A question for the pointers at a service. */
  static byte[] query(String service) {
    ByteBuffer out = header(0, 0, 1, 0, 0);
    question(out, service, MdnsMessage.TYPE_PTR);
    return bytes(out);
  }

  /**
   * Our name under a service, and the strings at it: as many as fit. Libp2p wants the strings among
   * the additional records.
   *
   * @param id of the question, if it was a one-shot one; else 0
   * @param question the question of the one-shot query, which it is to see again; else null
   * @param ttl in seconds; 0 says goodbye, without strings
   */
  static byte[] response(
      int id,
      MdnsMessage.Question question,
      String service,
      String name,
      List<String> strings,
      int ttl) {
    boolean told = ttl > 0;
    ByteBuffer out = header(id, AUTHORITATIVE_RESPONSE, question == null ? 0 : 1, 1, told ? 1 : 0);
    if (question != null) {
      question(out, question.name(), question.type());
    }
    record(out, service, MdnsMessage.TYPE_PTR, 0, ttl);
    int data = out.position();
    out.putShort((short) 0);
    name(out, name);
    out.putShort(data, (short) (out.position() - data - 2));
    if (told) {
      // Nobody else has that name, so what was known of it before is void; but that bit is not for
      // resolvers that know nothing of multicast (section 6.7).
      record(out, name, MdnsMessage.TYPE_TXT, question == null ? MdnsMessage.TOP_BIT : 0, ttl);
      data = out.position();
      out.putShort((short) 0);
      for (String string : strings) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_STRING && 1 + bytes.length <= out.remaining()) {
          out.put((byte) bytes.length).put(bytes);
        }
      }
      out.putShort(data, (short) (out.position() - data - 2));
    }
    return bytes(out);
  }

  private static ByteBuffer header(int id, int flags, int asked, int told, int additional) {
    ByteBuffer out = ByteBuffer.allocate(MAX_LENGTH);
    out.putShort((short) id).putShort((short) flags);
    out.putShort((short) asked).putShort((short) told);
    return out.putShort((short) 0).putShort((short) additional);
  }

  private static void question(ByteBuffer out, String name, int type) {
    name(out, name);
    out.putShort((short) type).putShort((short) MdnsMessage.CLASS_IN);
  }

  private static void record(ByteBuffer out, String name, int type, int topBit, int ttl) {
    name(out, name);
    out.putShort((short) type).putShort((short) (topBit | MdnsMessage.CLASS_IN)).putInt(ttl);
  }

  private static void name(ByteBuffer out, String name) {
    for (String label : name.split("\\.")) {
      byte[] bytes = label.getBytes(StandardCharsets.UTF_8);
      out.put((byte) bytes.length).put(bytes);
    }
    out.put((byte) 0);
  }

  private static byte[] bytes(ByteBuffer out) {
    return Arrays.copyOf(out.array(), out.position());
  }
}

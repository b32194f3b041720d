package org.vivavoce.ice;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What we understand of a message of multicast DNS (RFC 6762 section 18): questions for addresses,
 * and addresses.
 *
 * <pre>
 *   0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |                      ID                       |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |QR|   Opcode  |AA|TC|RD|RA| Z|AD|CD|   RCODE   |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |    QDCOUNT, ANCOUNT, NSCOUNT, ARCOUNT, each 16 bits
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |    questions: name, type (16), class (16)
 * |    records: name, type (16), class (16), TTL (32), length (16), data
 * </pre>
 *
 * @param id of a legacy query; else 0
 * @param response whether it answers
 * @param questions for A, AAAA or any record of class IN, in order
 * @param addresses A and AAAA records of class IN, of all sections that come before a broken one
 */
record MdnsMessage(int id, boolean response, List<Question> questions, List<Address> addresses) {
  static final int TYPE_A = 1;
  static final int TYPE_AAAA = 28;
  static final int TYPE_NSEC = 47;
  static final int TYPE_ANY = 255;
  static final int CLASS_IN = 1;

  /** In a question: a unicast answer is welcome. In a record: earlier ones are void. */
  static final int TOP_BIT = 0x8000;

  /** RFC 6762 section 17. */
  static final int MAX_BYTES = 9000;

  static final int MAX_NAME = 255;
  static final int MAX_LABEL = 63;
  private static final int HEADER = 12;
  private static final int CLASS_ANY = 255;
  private static final int MAX_ENTRIES = 256;

  /**
   * A question.
   *
   * @param name in lower case, without a dot at its end
   * @param type A, AAAA or any
   */
  record Question(String name, int type) {}

  /**
   * An A or AAAA record.
   *
   * @param name in lower case, without a dot at its end
   * @param address its data
   * @param ttl seconds; 0 says that it is not so any more
   */
  record Address(String name, InetAddress address, long ttl) {}

  /** Null when it is no such message. */
  static MdnsMessage parse(ByteBuffer packet) {
    int length = packet.remaining();
    if (length < HEADER || length > MAX_BYTES) {
      return null;
    }
    return new Parser(packet.slice()).parse();
  }

  /** One pass over the bytes; a name may point back, never ahead. */
  private static final class Parser {
    private final ByteBuffer in;
    private final List<Question> questions = new ArrayList<>();
    private final List<Address> addresses = new ArrayList<>();

    Parser(ByteBuffer in) {
      this.in = in;
    }

    MdnsMessage parse() {
      int id = u16();
      int flags = u16();
      boolean plainQuery = (flags & 0x7800) == 0 && (flags & 0x000F) == 0;
      int asked = u16();
      int told = u16() + u16() + u16();
      if (!plainQuery || asked + told > MAX_ENTRIES) {
        return null;
      }
      for (int i = 0; i < asked; i++) {
        if (!question()) {
          return null;
        }
      }
      for (int i = 0; i < told; i++) {
        if (!record()) {
          return null;
        }
      }
      boolean response = (flags & 0x8000) != 0;
      return new MdnsMessage(id, response, List.copyOf(questions), List.copyOf(addresses));
    }

    private boolean question() {
      String name = name();
      if (name == null || in.remaining() < 4) {
        return false;
      }
      int type = u16();
      int kind = u16() & ~TOP_BIT;
      boolean ours = type == TYPE_A || type == TYPE_AAAA || type == TYPE_ANY;
      if (ours && (kind == CLASS_IN || kind == CLASS_ANY)) {
        questions.add(new Question(name, type));
      }
      return true;
    }

    private boolean record() {
      String name = name();
      if (name == null || in.remaining() < 10) {
        return false;
      }
      int type = u16();
      int kind = u16() & ~TOP_BIT;
      long ttl = in.getInt() & 0xFFFFFFFFL;
      int length = u16();
      if (length > in.remaining()) {
        return false;
      }
      int end = in.position() + length;
      boolean address = type == TYPE_A && length == 4 || type == TYPE_AAAA && length == 16;
      if (address && kind == CLASS_IN) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        addresses.add(new Address(name, address(bytes), ttl));
      }
      in.position(end);
      return true;
    }

    private static InetAddress address(byte[] bytes) {
      try {
        return InetAddress.getByAddress(bytes);
      } catch (UnknownHostException e) {
        throw new AssertionError("an address of 4 or 16 bytes", e);
      }
    }

    /**
     * RFC 1035 section 4.1.4; null when it is broken. Each pointer must lead to before the place
     * where the last one led to, so that there is an end to it.
     */
    private String name() {
      StringBuilder name = new StringBuilder(48);
      int at = in.position();
      int before = at;
      int next = -1;
      while (at < in.limit()) {
        int length = in.get(at) & 0xFF;
        if (length == 0) {
          in.position(next < 0 ? at + 1 : next);
          return name.toString().toLowerCase(Locale.ROOT);
        }
        if (length >= 0xC0) {
          if (at + 1 >= in.limit()) {
            return null;
          }
          next = next < 0 ? at + 2 : next;
          at = in.getShort(at) & 0x3FFF;
          if (at >= before) {
            return null;
          }
          before = at;
        } else if (length <= MAX_LABEL
            && at + 1 + length <= in.limit()
            && name.length() + 1 + length <= MAX_NAME) {
          byte[] label = new byte[length];
          in.get(at + 1, label);
          name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.UTF_8));
          at += 1 + length;
        } else {
          return null;
        }
      }
      return null;
    }

    private int u16() {
      return in.getShort() & 0xFFFF;
    }
  }
}

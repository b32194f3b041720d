package org.vivavoce.signaling.libp2p.mdns;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What discovery understands of a message of multicast DNS (RFC 6762 section 18): questions, and
 * records of the types PTR and TXT. Names are in lower case, without a dot at their end; a dot
 * within a label makes a name that is nobody's.
 *
 * @param id of a one-shot question; else 0
 * @param response whether it answers
 * @param questions in their order, of class IN or any
 * @param pointers PTR records of all sections
 * @param texts TXT records of all sections
 */
record MdnsMessage(
    int id, boolean response, List<Question> questions, List<Pointer> pointers, List<Text> texts) {
  static final int TYPE_PTR = 12;
  static final int TYPE_TXT = 16;
  static final int TYPE_ANY = 255;
  static final int CLASS_IN = 1;

  /** In a question: a unicast answer is welcome. In a record: earlier ones are void. */
  static final int TOP_BIT = 0x8000;

  /** RFC 6762 section 17. */
  static final int MAX_LENGTH = 9000;

  private static final int HEADER_LENGTH = 12;
  private static final int MAX_NAME = 255;
  private static final int MAX_LABEL = 63;
  private static final int MAX_ENTRIES = 256;
  private static final int CLASS_ANY = 255;

  record Question(String name, int type) {
    boolean isFor(String asked, int wanted) {
      return name.equals(asked) && (type == wanted || type == TYPE_ANY);
    }
  }

  /** A name that leads to another; ttl in seconds, 0 says that it does so no more. */
  record Pointer(String name, String target, long ttl) {}

  /** The strings at a name. */
  record Text(String name, List<String> strings, long ttl) {}

  /** Empty if it is no such message, or a broken one. */
  static Optional<MdnsMessage> parse(ByteBuffer packet) {
    if (packet.remaining() < HEADER_LENGTH || packet.remaining() > MAX_LENGTH) {
      return Optional.empty();
    }
    return new Parser(packet.slice()).parse();
  }

  /** One pass over the bytes; a compressed name may lead back, never ahead. */
  private static final class Parser {
    private final ByteBuffer in;
    private final List<Question> questions = new ArrayList<>();
    private final List<Pointer> pointers = new ArrayList<>();
    private final List<Text> texts = new ArrayList<>();

    Parser(ByteBuffer in) {
      this.in = in;
    }

    Optional<MdnsMessage> parse() {
      int id = u16();
      int flags = u16();
      int asked = u16();
      int told = u16() + u16() + u16();
      boolean plain = (flags & 0x780F) == 0; // opcode and response code, section 18.3 and 18.11
      boolean whole = plain && asked + told <= MAX_ENTRIES;
      for (int i = 0; whole && i < asked; i++) {
        whole = question();
      }
      for (int i = 0; whole && i < told; i++) {
        whole = record();
      }
      return whole
          ? Optional.of(new MdnsMessage(id, (flags & 0x8000) != 0, questions, pointers, texts))
          : Optional.empty();
    }

    private boolean question() {
      String name = name();
      if (name == null || in.remaining() < 4) {
        return false;
      }
      int type = u16();
      int kind = u16() & ~TOP_BIT;
      if (kind == CLASS_IN || kind == CLASS_ANY) {
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
      boolean known = (u16() & ~TOP_BIT) == CLASS_IN;
      long ttl = in.getInt() & 0xffffffffL;
      int length = u16();
      if (length > in.remaining()) {
        return false;
      }
      int end = in.position() + length;
      if (known && type == TYPE_PTR) {
        String target = name();
        if (target == null || in.position() != end) {
          return false;
        }
        pointers.add(new Pointer(name, target, ttl));
      } else if (known && type == TYPE_TXT) {
        List<String> strings = strings(end);
        if (strings == null) {
          return false;
        }
        texts.add(new Text(name, strings, ttl));
      }
      in.position(end);
      return true;
    }

    /** RFC 1035 section 3.3.14; null when one goes beyond the end. */
    private List<String> strings(int end) {
      List<String> strings = new ArrayList<>();
      while (in.position() < end) {
        byte[] string = new byte[in.get() & 0xff];
        if (string.length > end - in.position()) {
          return null;
        }
        in.get(string);
        strings.add(new String(string, StandardCharsets.UTF_8));
      }
      return strings;
    }

    /**
     * RFC 1035 section 4.1.4; null when it is broken. Each pointer must lead to before the place
     * where the last one led to, so that there is an end to it.
     */
    private String name() {
      List<String> labels = new ArrayList<>();
      int length = 0;
      int before = in.position();
      int back = -1; // where to go on after the first pointer
      while (in.hasRemaining()) {
        int head = in.get() & 0xff;
        if (head == 0) {
          in.position(back < 0 ? in.position() : back);
          return String.join(".", labels).toLowerCase(Locale.ROOT);
        }
        if (head <= MAX_LABEL && head <= in.remaining() && length + 1 + head <= MAX_NAME) {
          length += 1 + head;
          byte[] label = new byte[head];
          in.get(label);
          String text = new String(label, StandardCharsets.UTF_8);
          labels.add(text.replace('.', '\ufffd'));
        } else if (head >= 0xc0 && in.hasRemaining()) {
          int to = (head & 0x3f) << 8 | in.get() & 0xff;
          back = back < 0 ? in.position() : back;
          if (to >= before) {
            return null;
          }
          before = to;
          in.position(to);
        } else {
          return null;
        }
      }
      return null;
    }

    private int u16() {
      return in.getShort() & 0xffff;
    }
  }
}

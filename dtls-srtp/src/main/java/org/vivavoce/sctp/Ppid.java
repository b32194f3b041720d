package org.vivavoce.sctp;

/**
 * Says what a message is to the application (payload protocol identifier, RFC 9260 section 3.3.1).
 * The constants are WebRTC's (RFC 8831 section 8).
 *
 * @param value 32 bits
 */
public record Ppid(int value) {
  /** The data channel establishment protocol (RFC 8832). */
  public static final Ppid DCEP = new Ppid(50);

  /** Text in UTF-8. */
  public static final Ppid STRING = new Ppid(51);

  /** A part of a binary message, but the last (deprecated). */
  public static final Ppid BINARY_PARTIAL = new Ppid(52);

  /** Bytes. */
  public static final Ppid BINARY = new Ppid(53);

  /** A part of a text, but the last (deprecated). */
  public static final Ppid STRING_PARTIAL = new Ppid(54);

  /** The empty text; it comes with one byte, since SCTP cannot carry none. */
  public static final Ppid STRING_EMPTY = new Ppid(56);

  /** The empty binary message, with one byte. */
  public static final Ppid BINARY_EMPTY = new Ppid(57);

  /** Returns a constant, or makes one. */
  static Ppid of(int value) {
    return switch (value) {
      case 50 -> DCEP;
      case 51 -> STRING;
      case 52 -> BINARY_PARTIAL;
      case 53 -> BINARY;
      case 54 -> STRING_PARTIAL;
      case 56 -> STRING_EMPTY;
      case 57 -> BINARY_EMPTY;
      default -> new Ppid(value);
    };
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(value);
  }
}

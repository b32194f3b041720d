package org.vivavoce.rtp;

/**
 * A synchronisation source identifier, RFC 3550 section 3: names one stream within a session.
 *
 * @param value the 32 bits, to be read as unsigned
 */
public record Ssrc(int value) {
  /**
   * Makes an identifier of an unsigned number, as SDP writes it.
   *
   * @param value 0 to 4,294,967,295
   * @throws IllegalArgumentException if the value has more than 32 bits
   */
  public static Ssrc ofUnsigned(long value) {
    if ((value >>> 32) != 0) {
      throw new IllegalArgumentException("an SSRC is 0 to 4294967295, not " + value);
    }
    return new Ssrc((int) value);
  }

  /** The identifier as an unsigned number. */
  public long unsigned() {
    return Integer.toUnsignedLong(value);
  }

  /** The identifier as an unsigned decimal, as SDP writes it (RFC 5576). */
  @Override
  public String toString() {
    return Integer.toUnsignedString(value);
  }
}

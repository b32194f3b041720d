package org.vivavoce.srtp;

/**
 * Why a received packet was dropped. {@link SrtpUnprotector#unprotect} and {@link
 * SrtpUnprotector#unprotectRtcp} return the {@link #code}, which is negative, in place of a length.
 */
public enum SrtpDrop {
  /**
   * The packet is too short, too long, not of version 2, or its header does not end within it. No
   * cryptography was done.
   */
  MALFORMED,
  /** The authentication tag is wrong: forged, damaged, or protected with other keys. */
  FORGED,
  /** A packet with this index has been received before (RFC 3711 section 3.3.2). */
  REPLAYED,
  /** The packet lies so far behind the newest one that a replay could not be told from it. */
  TOO_OLD,
  /**
   * {@link SrtpUnprotector#MAX_SOURCES} SSRCs are known already, and the packet is of another one.
   */
  TOO_MANY_SOURCES;

  private static final SrtpDrop[] VALUES = values();

  /** Returns the negative number that stands for this reason. */
  public int code() {
    return -1 - ordinal();
  }

  /**
   * Returns the reason that a negative result stands for.
   *
   * @param code what {@link SrtpUnprotector#unprotect} returned
   * @throws IllegalArgumentException if the number is no code, for example a length
   */
  public static SrtpDrop of(int code) {
    if (code >= 0 || code < -VALUES.length) {
      throw new IllegalArgumentException(
          code + " is no drop code: those are " + -VALUES.length + " to -1.");
    }
    return VALUES[-1 - code];
  }
}

package org.vivavoce.rtp;

/**
 * A wall clock time as RTCP carries it, RFC 3550 section 4: seconds since 1 January 1900 UTC in the
 * upper 32 bits, the fraction of a second in the lower.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     seconds since 1900                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    fraction, 1/2^32 s                         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param bits the 64 bits
 */
public record NtpTime(long bits) {
  /** 70 years with 17 leap days lie between 1900 and 1970: (70 * 365 + 17) * 86,400. */
  private static final long UNIX_EPOCH_SECONDS = (70L * 365 + 17) * 86_400;

  private static final long NANOS = 1_000_000_000L;

  /**
   * Makes a time of what {@code java.time.Instant} gives.
   *
   * @param epochSecond seconds since 1970
   * @param nano nanoseconds of that second
   * @throws IllegalArgumentException if {@code nano} is not 0 to 999,999,999
   */
  public static NtpTime ofUnix(long epochSecond, int nano) {
    if (nano < 0 || nano >= NANOS) {
      throw new IllegalArgumentException("nano must be 0 to 999999999, not " + nano);
    }
    // Rounded to the nearest 1/2^32 s; the largest nano (999,999,999) stays below one second.
    long fraction = (((long) nano << 32) + NANOS / 2) / NANOS;
    return new NtpTime(((epochSecond + UNIX_EPOCH_SECONDS) << 32) | fraction);
  }

  /** This time, moved by so many nanoseconds. */
  public NtpTime plusNanos(long nanos) {
    long seconds = Math.floorDiv(nanos, NANOS);
    long rest = Math.floorMod(nanos, NANOS);
    return new NtpTime(bits + (seconds << 32) + ((rest << 32) + NANOS / 2) / NANOS);
  }

  /** Nanoseconds from {@code earlier} to this time, to the nearest. */
  public long nanosSince(NtpTime earlier) {
    long difference = bits - earlier.bits;
    long seconds = difference >> 32;
    long fraction = difference & 0xFFFF_FFFFL;
    return seconds * NANOS + ((fraction * NANOS + (1L << 31)) >>> 32);
  }

  /** Milliseconds since 1970, with what is less than one. */
  public double unixMillis() {
    long seconds = (bits >>> 32) - UNIX_EPOCH_SECONDS;
    return seconds * 1e3 + (bits & 0xFFFF_FFFFL) * 1e3 / (1L << 32);
  }

  /** The middle 32 bits, in 1/65536 s: what LSR carries (RFC 3550 section 6.4.1). */
  public int middle32() {
    return (int) (bits >>> 16);
  }
}

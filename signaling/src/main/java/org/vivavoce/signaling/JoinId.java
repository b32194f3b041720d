package org.vivavoce.signaling;

/**
 * One joining of a call: by which device, and the how-manieth of that device. Who leaves and joins
 * again, or restarts, is told apart from who they were before, and two devices of one person from
 * each other.
 *
 * @param value the device's random number in the upper 47 bits, the count in the lower 16; not
 *     negative
 */
public record JoinId(long value) {
  /** Bits of {@link #number}. */
  private static final int NUMBER_BITS = 16;

  /** The most that {@link #device} can be. */
  public static final long MAX_DEVICE = (1L << 47) - 1;

  /** The most that {@link #number} can be. */
  public static final int MAX_NUMBER = (1 << NUMBER_BITS) - 1;

  /** Checks that it is not negative. */
  public JoinId {
    if (value < 0) {
      throw new IllegalArgumentException("a joining's number is " + value + "; 0 is the least");
    }
  }

  /**
   * From its parts.
   *
   * @param device 0 to {@link #MAX_DEVICE}
   * @param number 0 to {@link #MAX_NUMBER}
   */
  public static JoinId of(long device, int number) {
    if (device < 0 || device > MAX_DEVICE || number < 0 || number > MAX_NUMBER) {
      throw new IllegalArgumentException("no joining: device " + device + ", number " + number);
    }
    return new JoinId(device << NUMBER_BITS | number);
  }

  /** Which device: a number that each process draws at random. */
  public long device() {
    return value >>> NUMBER_BITS;
  }

  /** Counts the joinings of the device, in all its calls. */
  public int number() {
    return (int) (value & MAX_NUMBER);
  }
}

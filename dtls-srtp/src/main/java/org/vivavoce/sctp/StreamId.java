package org.vivavoce.sctp;

/**
 * The number of a stream (RFC 9260 section 1.3), the same in both directions for a data channel.
 *
 * @param value 0 to 65,534; 65,535 is never used (RFC 8831 section 6.2)
 */
public record StreamId(int value) implements Comparable<StreamId> {
  /** How many there are. */
  public static final int COUNT = 65_535;

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the number is negative or above 65,534
   */
  public StreamId {
    if (value < 0 || value >= COUNT) {
      throw new IllegalArgumentException("a stream's number is 0 to 65534, not " + value);
    }
  }

  @Override
  public int compareTo(StreamId other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}

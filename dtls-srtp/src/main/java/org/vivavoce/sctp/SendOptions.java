package org.vivavoce.sctp;

/**
 * How a message is to be carried.
 *
 * @param ordered whether it is delivered in the order of its stream
 * @param maxRetransmits how many times one of its fragments may be sent again before the message is
 *     given up (RFC 7496 section 3.2); {@link #UNLIMITED} means for ever
 * @param lifetimeNanos how long after {@code send} something of it may be put into a packet (RFC
 *     3758 section 4); {@link #UNLIMITED} means for ever
 */
public record SendOptions(boolean ordered, int maxRetransmits, long lifetimeNanos) {
  /** No limit. */
  public static final int UNLIMITED = -1;

  /** Ordered, and sent until it arrives. */
  public static final SendOptions RELIABLE = new SendOptions(true, UNLIMITED, UNLIMITED);

  /** Sent until it arrives, delivered when it does. */
  public static final SendOptions UNORDERED = new SendOptions(false, UNLIMITED, UNLIMITED);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if a limit is below zero and not {@link #UNLIMITED}
   */
  public SendOptions {
    if (maxRetransmits < UNLIMITED || lifetimeNanos < UNLIMITED) {
      throw new IllegalArgumentException(
          "a limit is 0 or more, or UNLIMITED: " + maxRetransmits + ", " + lifetimeNanos);
    }
  }

  boolean isReliable() {
    return maxRetransmits == UNLIMITED && lifetimeNanos == UNLIMITED;
  }
}

package org.vivavoce.datachannel;

/**
 * How large a channel's share of the path is beside others: the W3C's {@code RTCPriorityType}, with
 * the numbers of RFC 8831 section 6.4.
 */
public enum Priority {
  /** Below the normal. */
  VERY_LOW(128),

  /** The default. */
  LOW(256),

  /** Above the normal. */
  MEDIUM(512),

  /** Much above the normal. */
  HIGH(1024);

  private final int weight;

  Priority(int weight) {
    this.weight = weight;
  }

  /** Its number in DATA_CHANNEL_OPEN, and its weight. */
  int weight() {
    return weight;
  }

  /** The priority whose number this is, or the next one above. */
  static Priority of(int number) {
    if (number == 0) {
      return LOW;
    }
    for (Priority priority : values()) {
      if (number <= priority.weight) {
        return priority;
      }
    }
    return HIGH;
  }
}

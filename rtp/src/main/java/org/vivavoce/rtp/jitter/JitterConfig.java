package org.vivavoce.rtp.jitter;

/**
 * The bounds of a {@link JitterBuffer}.
 *
 * @param clockRate of the RTP timestamps, in Hz
 * @param minDelayMillis the least delay that is aimed at: it takes hiccups of sender, receiver and
 *     scheduler that have not been seen yet; 0 to 500
 * @param maxDelayMillis frames that would wait longer are discarded; more than {@code
 *     minDelayMillis}, up to 5,000
 * @param capacityPackets how many packets fit; a power of two, 16 to 4,096
 * @param maxPayloadBytes longer payloads are refused; 1 to 65,535. The buffer takes {@code
 *     capacityPackets} times this.
 */
public record JitterConfig(
    int clockRate,
    int minDelayMillis,
    int maxDelayMillis,
    int capacityPackets,
    int maxPayloadBytes) {

  /**
   * Checks the ranges given above.
   *
   * @throws IllegalArgumentException if a value is out of its range; the message names it and the
   *     range
   */
  public JitterConfig {
    range("clockRate", clockRate, 1_000, 1_000_000);
    range("minDelayMillis", minDelayMillis, 0, 500);
    range("maxDelayMillis", maxDelayMillis, minDelayMillis + 1, 5_000);
    range("capacityPackets", capacityPackets, 16, 4_096);
    if (Integer.bitCount(capacityPackets) != 1) {
      throw new IllegalArgumentException(
          "capacityPackets is " + capacityPackets + ", which is not a power of two");
    }
    range("maxPayloadBytes", maxPayloadBytes, 1, 65_535);
  }

  /** For speech at 48 kHz: 35 to 500 ms, 128 packets of up to 1,500 bytes. */
  public static JitterConfig voice() {
    return new JitterConfig(48_000, 35, 500, 128, 1_500);
  }

  private static void range(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " is " + value + ", allowed is " + min + " to " + max);
    }
  }
}

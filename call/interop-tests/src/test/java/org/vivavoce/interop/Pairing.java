package org.vivavoce.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;

/** What is expected of sound, wherever it was heard. */
final class Pairing {
  /** How long sound flows: enough to tell a tone, short enough for forty pairings. */
  static final double SECONDS = 3;

  /** The level, RMS, that our side sends with, and all others that let us choose. */
  static final double DBFS = -20;

  // Of some 220 tones in two rounds of all pairings, at a load of up to 12 on two cores, the worst
  // was 0.1 Hz and 1.0 dB off, had 0.964 of the power, and was 46 dB above one's own. Since then
  // our playout runs up to DriftCompensator.MAX_PPM fast or slow while it catches up: 1.3 Hz of
  // 660. Two rounds side by side once had 1.2 Hz and 3.0 dB.
  private static final double HERTZ_OFF = 2;
  private static final double DB_OFF = 4;
  private static final double LEAST_PURITY = 0.95;
  private static final double LEAST_OTHER_DB = 30;

  private Pairing() {}

  /**
   * Checks that a tone was heard well: its frequency, its level, nothing of one's own, and for how
   * long. Gives what was measured.
   */
  static Tone assertHeard(
      String where, Path recording, double hertz, double dbfs, double own, double leastSeconds)
      throws IOException {
    Tone tone = Tone.in(recording, hertz, own);
    String told = where + " heard " + tone;
    System.out.println(told);
    assertThat(tone.heardSeconds()).as(told).isGreaterThan(leastSeconds);
    assertThat(tone.hertz()).as(told).isCloseTo(hertz, within(HERTZ_OFF));
    assertThat(tone.dbfs()).as(told).isCloseTo(dbfs, within(DB_OFF));
    assertThat(tone.purity()).as(told).isGreaterThan(LEAST_PURITY);
    assertThat(tone.otherDb()).as(told).isGreaterThan(LEAST_OTHER_DB);
    return tone;
  }
}

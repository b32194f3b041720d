package org.vivavoce.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The yardstick itself. */
class HolesTest {
  private static final int MS = Sound.RATE / 1_000;
  private static final int DELAY_MS = 137;

  private final Sound source = new Sound(Speech.ALICE.pcm());

  @Test
  void what_was_heard_whole_has_no_hole() {
    Sound heard = new Sound(delayed());

    assertThat(heard.lag(source, 0, 500)).isEqualTo(DELAY_MS);
    assertThat(Holes.longestMs(heard, source, DELAY_MS)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 200})
  void silence_cut_into_the_loudest_stretch_is_found(int holeMs) {
    short[] pcm = delayed();
    int from = loudest(holeMs) + DELAY_MS * MS;
    Arrays.fill(pcm, from, from + holeMs * MS, (short) 0);
    Sound heard = new Sound(pcm);

    assertThat(Holes.longestMs(heard, source, DELAY_MS)).isBetween(holeMs - 20, holeMs);
  }

  /** Where so many milliseconds are never quiet: the 10 ms that are quietest there are loudest. */
  private int loudest(int millis) {
    int best = 0;
    double most = 0;
    for (int from = 0; from + millis * MS < source.pcm().length; from += 10 * MS) {
      double least = Double.MAX_VALUE;
      for (int at = from; at < from + millis * MS; at += 10 * MS) {
        least = Math.min(least, source.rms(at, 10 * MS));
      }
      if (least > most) {
        most = least;
        best = from;
      }
    }
    return best;
  }

  private short[] delayed() {
    short[] pcm = new short[source.pcm().length + 2 * DELAY_MS * MS];
    System.arraycopy(source.pcm(), 0, pcm, DELAY_MS * MS, source.pcm().length);
    return pcm;
  }
}

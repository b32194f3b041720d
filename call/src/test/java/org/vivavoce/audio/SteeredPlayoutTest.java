package org.vivavoce.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.rtp.jitter.JitterConfig;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusEncoder;
import org.vivavoce.rtp.opus.PlayoutStats;

/** A sender whose clock is off, and a speaker, in virtual time. */
class SteeredPlayoutTest {
  private static final long MS = 1_000_000;
  private static final int PULL = 480;
  private static final int FRAME = 960;
  private static final double HERTZ = 1_000;
  private static final int MINUTES = Integer.getInteger("vivavoce.drift.minutes", 10);

  /** Frames of a tone that has whole periods in each: any of them may follow any other. */
  private static List<byte[]> tone() {
    OpusEncoder encoder =
        OpusEncoder.create(
            OpusConfig.builder().channels(1).bitrate(96_000).frameMillis(20).build());
    byte[] out = new byte[OpusEncoder.MAX_PACKET_BYTES];
    short[] pcm = new short[FRAME];
    for (int i = 0; i < FRAME; i++) {
      pcm[i] = (short) Math.round(8_000 * Math.sin(2 * Math.PI * HERTZ * i / 48_000));
    }
    List<byte[]> packets = new ArrayList<>();
    for (int f = 0; f < 100; f++) {
      packets.add(Arrays.copyOf(out, encoder.encode(pcm, 0, FRAME, out, 0, out.length)));
    }
    return packets.subList(50, 100);
  }

  private record Arrival(long nanos, int frame) implements Comparable<Arrival> {
    @Override
    public int compareTo(Arrival other) {
      return Long.compare(nanos, other.nanos);
    }
  }

  /** What came of a run. */
  private record Run(
      PlayoutStats afterAMinute, PlayoutStats end, double click, double spreadMs, double ppm) {}

  /**
   * Runs it.
   *
   * @param ppm by how much the sender is faster than the speaker
   */
  private static Run run(double ppm, int minutes) {
    List<byte[]> tone = tone();
    SteeredPlayout steered = new SteeredPlayout(1, JitterConfig.voice());
    Random random = new Random(17);
    PriorityQueue<Arrival> network = new PriorityQueue<>();
    int sent = 0;
    short[] pcm = new short[PULL];
    double before = 0;
    double twoBefore = 0;
    double factor = 2 * Math.cos(2 * Math.PI * HERTZ / 48_000);
    double click = 0;
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    PlayoutStats afterAMinute = null;
    long pulls = minutes * 6_000L;
    for (long i = 0; i < pulls; i++) {
      long now = i * 10 * MS;
      double due = sent * 20 * MS / (1 + ppm / 1e6);
      while (due <= now) {
        network.add(new Arrival((long) due + random.nextInt(8) * MS, sent++));
        due = sent * 20 * MS / (1 + ppm / 1e6);
      }
      while (!network.isEmpty() && network.peek().nanos() <= now) {
        Arrival a = network.poll();
        byte[] p = tone.get(a.frame() % tone.size());
        steered
            .playout()
            .put(a.frame() & 0xFFFF, a.frame() * (long) FRAME, p, 0, p.length, a.nanos());
      }
      steered.supply(pcm, 0, PULL, now);
      if (i == 6_000) {
        afterAMinute = steered.playout().stats();
      }
      for (short sample : pcm) {
        if (i > 6_000) {
          click = Math.max(click, Math.abs(factor * before - twoBefore - sample));
        }
        twoBefore = before;
        before = sample;
      }
      if (i > 6_000) {
        double excess =
            steered.playout().excessNanos(now + 10 * MS) + steered.pendingFrames() * 1e9 / 48_000;
        least = Math.min(least, excess);
        most = Math.max(most, excess);
      }
    }
    return new Run(
        afterAMinute, steered.playout().stats(), click, (most - least) / MS, steered.ppm());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-300, 300})
  void a_clock_that_is_off_costs_no_sample_and_no_click_and_the_delay_stays(double ppm) {
    Run run = run(ppm, MINUTES);
    assertThat(run.end().concealedSamples()).isEqualTo(run.afterAMinute().concealedSamples());
    assertThat(run.end().packetsLate()).isEqualTo(run.afterAMinute().packetsLate());
    assertThat(run.end().discarded()).isEqualTo(run.afterAMinute().discarded());
    assertThat(run.end().acceleratedSamples())
        .as("taken out")
        .isEqualTo(run.afterAMinute().acceleratedSamples());
    assertThat(run.end().deceleratedSamples())
        .as("put in")
        .isEqualTo(run.afterAMinute().deceleratedSamples());
    assertThat(run.spreadMs()).as("of the delay, in ms").isLessThan(20);
    assertThat(run.click()).isLessThan(200);
    assertThat(run.ppm()).isCloseTo(ppm, within(60.0));
  }

  @Test
  void clocks_that_agree_are_left_alone() {
    Run run = run(0, 2);
    assertThat(run.end().concealedSamples()).isZero();
    assertThat(run.click()).isLessThan(200);
    assertThat(Math.abs(run.ppm())).isLessThan(60);
  }
}

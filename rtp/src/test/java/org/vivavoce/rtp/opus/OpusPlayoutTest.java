package org.vivavoce.rtp.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.rtp.jitter.JitterConfig;

class OpusPlayoutTest {
  private static final long MS = 1_000_000L;

  private static List<byte[]> speech;
  private static short[] reference;

  @BeforeAll
  static void encode() {
    speech = Sounds.encode(OpusConfig.voice(), Sounds.speech());
    reference = decode(speech);
  }

  private static short[] decode(List<byte[]> packets) {
    OpusDecoder decoder = OpusDecoder.create(1);
    short[] pcm = new short[packets.size() * 960];
    for (int i = 0; i < packets.size(); i++) {
      decoder.decode(packets.get(i), 0, packets.get(i).length, pcm, i * 960);
    }
    return pcm;
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20})
  void on_a_clean_path_nothing_is_concealed_and_the_delay_is_low(int pullMillis) {
    double sum = 0;
    for (int seed = 0; seed < 4; seed++) {
      Network network = new Network(speech, seed);
      network.pullMillis = pullMillis;
      network.phase = seed * 20 * MS / 4;
      network.run();
      PlayoutStats stats = network.playout.stats();
      assertThat(stats.concealedSamples()).isZero();
      assertThat(stats.packetsReceived()).isEqualTo(network.delivered);
      assertThat(stats.playoutDelayMs()).isBetween(25.0, 55.0);
      sum += stats.playoutDelayMs();
    }
    assertThat(sum / 4).isBetween(28.0, 46.0);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 20})
  void on_a_busy_machine_with_hiccups_up_to_30_ms_next_to_nothing_is_concealed(int pullMillis) {
    long[] concealed = new long[7];
    for (int seed = 0; seed < 7; seed++) {
      Network network = new Network(speech, seed);
      network.pullMillis = pullMillis;
      network.hiccups = 0.02;
      network.run();
      concealed[seed] = network.concealedAfterHalfASecond;
      assertThat(network.playout.stats().playoutDelayMs()).isLessThan(60);
    }
    Arrays.sort(concealed);
    assertThat(concealed[6]).isLessThanOrEqualTo(20 * 48);
    assertThat(concealed[3]).isZero();
  }

  @Test
  void what_is_heard_is_what_was_said() {
    Network network = new Network(speech, 3);
    network.phase = 7 * MS;
    short[] heard = network.run();
    // From the third second on the delay stands still: the same samples, later.
    int lag = bestLag(heard, 100_000, 120_000);
    assertThat(lag / 48).isBetween(20, 60);
    assertThat(Sounds.snr(reference, heard, lag, 150_000, 400_000)).isGreaterThan(60);
  }

  @Test
  void at_10_percent_loss_most_lost_frames_are_recovered_and_nowhere_the_speech_breaks_off() {
    for (int seed = 0; seed < 4; seed++) {
      Network network = new Network(speech, seed);
      network.loss = 0.1;
      short[] heard = network.run();
      PlayoutStats stats = network.playout.stats();
      int lost = network.lost.size();
      assertThat(lost).isGreaterThan(30);
      assertThat(stats.fecRecoveredFrames())
          .isBetween(Math.round(0.6 * lost), flaggedAfter(network));
      assertThat(stats.concealedSamples())
          .isBetween(
              (lost - stats.fecRecoveredFrames() - 2) * 960,
              (lost - stats.fecRecoveredFrames() + 1) * 960);
      assertThat(stats.playoutDelayMs()).isLessThan(60);
      assertThat(longestHole(heard)).as("seed %d", seed).isLessThanOrEqualTo(60);
    }
  }

  @Test
  void at_30_percent_loss_it_goes_on() {
    Network network = new Network(speech, 30);
    network.loss = 0.3;
    network.run();
    PlayoutStats stats = network.playout.stats();
    int lost = network.lost.size();
    assertThat(stats.fecRecoveredFrames()).isGreaterThan(Math.round(0.45 * lost));
    assertThat(stats.fecRecoveredFrames() * 960 + stats.concealedSamples())
        .isBetween((lost - 3) * 960L, (lost + 2) * 960L);
    assertThat(stats.restarts()).isZero();
    assertThat(stats.playoutDelayMs()).isLessThan(60);
  }

  @Test
  void jitter_reordering_and_duplicates_are_absorbed() {
    for (int seed = 0; seed < 4; seed++) {
      Network network = new Network(speech, seed);
      network.jitter = 60 * MS;
      network.duplicates = 0.1;
      network.run();
      PlayoutStats stats = network.playout.stats();
      assertThat(stats.duplicates()).isBetween(25L, 80L);
      assertThat(stats.packetsReceived() + stats.packetsLate() + stats.duplicates())
          .isEqualTo(network.delivered);
      assertThat(network.concealedAfterHalfASecond).isLessThan(250 * 48);
      assertThat(stats.targetDelayMs()).isBetween(50.0, 75.0);
      assertThat(stats.playoutDelayMs()).isLessThan(80);
    }
  }

  @Test
  void a_tone_stays_smooth_while_playout_is_stretched_and_shortened() {
    int seconds = 30;
    List<byte[]> packets =
        Sounds.encode(OpusConfig.voice(), Sounds.sine(220, 8_000, 48_000 * seconds));
    int smooth = Sounds.roughness(decode(packets), 48_000, 48_000 * (seconds - 1));
    OpusPlayout playout = OpusPlayout.create(1);
    short[] heard = new short[48_000 * seconds];
    int next = 0;
    for (int k = 0; k < seconds * 100; k++) {
      long now = k * 10 * MS;
      while (next < packets.size() && arrival(next) <= now) {
        byte[] p = packets.get(next);
        playout.put(next, next * 960L, p, 0, p.length, arrival(next));
        next++;
      }
      playout.pull(heard, k * 480, 480, now);
    }
    PlayoutStats stats = playout.stats();
    assertThat(stats.deceleratedSamples()).isGreaterThan(48 * 50);
    assertThat(stats.acceleratedSamples()).isGreaterThan(48 * 50);
    assertThat(stats.concealedSamples() + stats.fecRecoveredFrames()).isZero();
    assertThat(Sounds.roughness(heard, 48_000, 48_000 * (seconds - 1))).isLessThan(2 * smooth);
    for (int at = 48_000; at < 48_000 * (seconds - 1); at += 960) {
      assertThat(Sounds.level(heard, at, at + 960)).isBetween(-17.0, -13.5);
    }
  }

  /** A sender whose clock is 0.5 % slow for 15 s, and then as much fast. */
  private static long arrival(int packet) {
    return (packet * 201L - Math.max(0, packet - 750) * 2L) * MS / 10;
  }

  @Test
  void silence_under_dtx_is_comfort_and_not_concealment() {
    short[] signal = new short[48_000 * 8];
    short[] words = Sounds.speech();
    System.arraycopy(words, 0, signal, 0, 96_000);
    System.arraycopy(words, 0, signal, 48_000 * 5, 96_000);
    List<byte[]> packets = Sounds.encode(OpusConfig.builder().dtx(true).build(), signal);
    OpusPlayout playout = OpusPlayout.create(1);
    short[] pcm = new short[480];
    int seq = 0;
    int sent = 0;
    for (int i = 0; i < packets.size(); i++) {
      byte[] p = packets.get(i);
      if (p.length > 0) {
        playout.put(seq++, i * 960L, p, 0, p.length, i * 20 * MS);
        sent++;
      }
      playout.pull(pcm, 0, 480, (i * 20 + 4) * MS);
      playout.pull(pcm, 0, 480, (i * 20 + 14) * MS);
    }
    PlayoutStats stats = playout.stats();
    assertThat(sent).isLessThan(packets.size() - 80);
    assertThat(stats.packetsReceived()).isEqualTo(sent);
    assertThat(stats.concealedSamples()).isZero();
    assertThat(stats.comfortSamples()).isGreaterThan(48_000);
    assertThat(stats.playoutDelayMs()).isLessThan(60);
  }

  @Test
  void another_stream_may_follow_after_reset() {
    OpusPlayout playout = OpusPlayout.create(1);
    short[] pcm = new short[960];
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 100; i++) {
        byte[] p = speech.get(i);
        playout.put(
            20_000 * round + i,
            1_000_000_007L * round + i * 960L,
            p,
            0,
            p.length,
            (round * 2_000 + i * 20) * MS);
        playout.pull(pcm, 0, 960, (round * 2_000 + i * 20 + 5) * MS);
      }
      playout.reset();
    }
    PlayoutStats stats = playout.stats();
    assertThat(stats.packetsReceived()).isEqualTo(300);
    assertThat(stats.concealedSamples()).isZero();
    assertThat(stats.restarts()).isZero();
  }

  @Test
  void malformed_payloads_are_dropped_or_concealed_and_counted() {
    OpusPlayout playout = OpusPlayout.create(1);
    short[] pcm = new short[960];
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      byte[] p = speech.get(i).clone();
      if (i % 5 == 0) {
        random.nextBytes(p);
      }
      playout.put(i, i * 960L, p, 0, p.length, i * 20 * MS);
      assertThat(playout.pull(pcm, 0, 960, (i * 20 + 5) * MS)).isEqualTo(960);
    }
    PlayoutStats stats = playout.stats();
    assertThat(stats.discarded() + stats.malformed()).isPositive();
    assertThat(stats.packetsReceived()).isGreaterThan(400);
  }

  @Test
  void before_the_first_packet_and_long_after_the_last_there_is_silence() {
    OpusPlayout playout = OpusPlayout.create(2);
    short[] pcm = new short[1_920];
    Arrays.fill(pcm, (short) 7);
    assertThat(playout.pull(pcm, 0, 960, 0)).isEqualTo(960);
    assertThat(pcm).containsOnly(0);
    for (int i = 0; i < 100; i++) {
      byte[] p = speech.get(i);
      playout.put(i, i * 960L, p, 0, p.length, i * 20 * MS);
      playout.pull(pcm, 0, 960, (i * 20 + 5) * MS);
    }
    for (int i = 100; i < 170; i++) {
      playout.pull(pcm, 0, 960, (i * 20 + 5) * MS);
    }
    assertThat(pcm).containsOnly(0);
    assertThat(playout.stats().concealedSamples()).isZero();
  }

  @Test
  void one_thread_may_put_while_another_pulls() throws InterruptedException {
    OpusPlayout playout = OpusPlayout.create(1);
    AtomicBoolean failed = new AtomicBoolean();
    Thread receiver =
        new Thread(
            () -> {
              for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 500; i++) {
                  byte[] p = speech.get(i);
                  int n = round * 500 + i;
                  playout.put(n, n * 960L, p, 0, p.length, n * 20 * MS);
                }
              }
            });
    receiver.setUncaughtExceptionHandler((t, e) -> failed.set(true));
    receiver.start();
    short[] pcm = new short[960];
    int n = 0;
    while (receiver.isAlive() || n < 100) {
      playout.pull(pcm, 0, 960, n++ * 20 * MS);
      playout.stats();
    }
    receiver.join();
    assertThat(failed).isFalse();
    PlayoutStats stats = playout.stats();
    assertThat(stats.packetsReceived() + stats.packetsLate() + stats.discarded())
        .isGreaterThanOrEqualTo(10_000);
  }

  @Test
  void arguments_out_of_range_are_refused_with_what_is_allowed() {
    OpusPlayout playout = OpusPlayout.create(1);
    assertThatThrownBy(() -> playout.pull(new short[960], 0, -480, 0)).hasMessageContaining("-480");
    assertThatThrownBy(() -> playout.pull(new short[960], 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> playout.pull(new short[960], 1, 960, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> OpusPlayout.create(3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OpusPlayout.create(1, new JitterConfig(8_000, 35, 500, 128, 1_500)))
        .hasMessageContaining("48000");
  }

  private static long flaggedAfter(Network network) {
    return network.lost.stream()
        .filter(i -> i + 1 < speech.size() && !network.lost.contains(i + 1))
        .filter(i -> OpusPacket.hasFec(speech.get(i + 1), 0, speech.get(i + 1).length))
        .count();
  }

  /** How much later than in the reference this stretch is heard. */
  private static int bestLag(short[] heard, int from, int to) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int lag = 480; lag < 48 * 120; lag++) {
      double sum = 0;
      for (int i = from; i < to; i += 19) {
        sum += reference[i] * (double) heard[i + lag];
      }
      if (sum > most) {
        most = sum;
        best = lag;
      }
    }
    return best;
  }

  /**
   * The longest stretch, in ms, that lies more than 30 dB below the reference where that speaks.
   */
  private static int longestHole(short[] heard) {
    int longest = 0;
    int hole = 0;
    int lag = bestLag(heard, 48_000, 60_000);
    for (int at = 48_000; at + 480 + lag < heard.length; at += 240) {
      if (at % 48_000 == 0 && at + 12_000 + 48 * 120 < heard.length) {
        lag = bestLag(heard, at, at + 12_000);
      }
      double said = Sounds.level(reference, at, at + 480);
      boolean missing = said > -45 && Sounds.level(heard, at + lag, at + lag + 480) < said - 30;
      hole = missing ? hole + 5 : 0;
      longest = Math.max(longest, hole == 0 ? 0 : hole + 5);
    }
    return longest;
  }
}

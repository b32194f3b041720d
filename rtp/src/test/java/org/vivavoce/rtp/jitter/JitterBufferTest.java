package org.vivavoce.rtp.jitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vivavoce.rtp.jitter.JitterBuffer.Outcome;
import org.vivavoce.rtp.jitter.JitterBuffer.Put;

class JitterBufferTest {
  private static final long MS = 1_000_000L;

  private final JitterBuffer buffer =
      JitterBuffer.create(JitterConfig.voice(), FakeFrames.INSTANCE);
  private final FakeSink sink = new FakeSink(buffer);

  private Put put(int seq, long ts, byte[] payload, long millis) {
    return buffer.put(seq, ts, payload, 0, payload.length, millis * MS);
  }

  private Put put(int seq, long millis) {
    return put(seq, seq * 960L, FakeFrames.PLAIN, millis);
  }

  /** Pulls 10 ms at a time from one time up to, but not including, another. */
  private void pull(long from, long to) {
    for (long t = from; t < to; t += 10) {
      sink.pull(t * MS, 480);
    }
  }

  /** Packets first to last (exclusive), each 20 ms after the other, pulls in between. */
  private void run(int first, int last) {
    for (int i = first; i < last; i++) {
      put(i, i * 20L);
      pull(i * 20L + 3, i * 20L + 23);
    }
  }

  private int played(Outcome outcome) {
    return sink.samples.get(outcome) / 480 * 10;
  }

  @Test
  void nothing_is_played_before_the_delay_has_passed_and_everything_after() {
    assertThat(buffer.next(0)).isEqualTo(Outcome.EMPTY);
    run(0, 100);
    assertThat(played(Outcome.EMPTY)).isEqualTo(40);
    // The delay began a little above its target; some 10 ms have been taken out.
    assertThat(played(Outcome.PLAY)).isBetween(1_960, 1_980);
    assertThat(played(Outcome.CONCEAL)).isZero();
    JitterStats stats = buffer.stats();
    assertThat(stats.packetsReceived()).isEqualTo(100);
    assertThat(stats.currentDelayNanos()).isBetween(30 * MS, 45 * MS);
    assertThat(stats.targetDelayNanos()).isEqualTo(35 * MS);
  }

  @Test
  void reordered_packets_are_played_in_order() {
    int[] order = {0, 2, 1, 3, 5, 4};
    for (int i = 0; i < 6; i++) {
      put(order[i], order[i] * 960L, new byte[] {0, (byte) order[i]}, i * 20L);
    }
    for (int seq = 0; seq < 6; seq++) {
      assertThat(buffer.next((55 + 20 * seq) * MS)).isEqualTo(Outcome.PLAY);
      assertThat(buffer.payload()[1]).isEqualTo((byte) seq);
      assertThat(buffer.payloadLength()).isEqualTo(2);
      assertThat(buffer.duration()).isEqualTo(960);
      assertThat(buffer.payloadArrivalNanos()).isEqualTo((seq == 0 ? 0 : order[seq] * 20) * MS);
    }
  }

  @Test
  void packets_reordered_to_before_the_first_are_played_too() {
    put(10, 0);
    put(9, 1);
    put(8, 2);
    pull(50, 100);
    assertThat(played(Outcome.PLAY)).isEqualTo(60);
    assertThat(buffer.stats().packetsLate()).isZero();
  }

  @Test
  void a_duplicate_is_dropped_and_counted_before_and_after_it_was_played() {
    run(0, 20);
    assertThat(put(19, 400)).isEqualTo(Put.DUPLICATE);
    assertThat(put(3, 401)).isEqualTo(Put.DUPLICATE);
    assertThat(buffer.stats().duplicates()).isEqualTo(2);
    assertThat(buffer.stats().packetsLate()).isZero();
  }

  @Test
  void a_packet_whose_place_was_concealed_is_late_dropped_and_counted() {
    run(0, 10);
    run(11, 20);
    assertThat(played(Outcome.CONCEAL)).isEqualTo(20);
    assertThat(put(10, 400)).isEqualTo(Put.LATE);
    assertThat(buffer.stats().packetsLate()).isEqualTo(1);
    assertThat(buffer.stats().concealedSamples()).isEqualTo(960);
    assertThat(buffer.stats().concealmentEvents()).isEqualTo(1);
  }

  @Test
  void a_lost_frame_is_recovered_if_the_packet_after_it_has_a_copy() {
    run(0, 10);
    for (int i = 11; i < 20; i++) {
      put(i, i * 960L, FakeFrames.WITH_COPY, i * 20L);
      pull(i * 20L - 17, i * 20L + 3);
    }
    assertThat(played(Outcome.RECOVER)).isEqualTo(20);
    assertThat(played(Outcome.CONCEAL)).isZero();
    assertThat(buffer.stats().recoveredFrames()).isEqualTo(1);
  }

  @Test
  void of_three_lost_frames_two_are_concealed_and_the_last_recovered() {
    for (int i = 0; i < 30; i++) {
      if (i < 10 || i > 12) {
        put(i, i * 960L, FakeFrames.WITH_COPY, i * 20L);
      }
      pull(i * 20L + 3, i * 20L + 23);
    }
    assertThat(buffer.stats().recoveredFrames()).isEqualTo(1);
    assertThat(played(Outcome.RECOVER)).isEqualTo(20);
    assertThat(buffer.stats().concealedSamples()).isBetween(2 * 960L, 2 * 960L + 480);
    assertThat(buffer.stats().concealmentEvents()).isEqualTo(1);
  }

  @Test
  void a_late_packet_is_played_late_and_the_delay_comes_down_again() {
    run(0, 10);
    pull(203, 303);
    for (int i = 10; i < 15; i++) {
      put(i, 300);
    }
    pull(303, 323);
    assertThat(buffer.stats().packetsLate()).isZero();
    assertThat(buffer.stats().underruns()).isEqualTo(1);
    long before = buffer.stats().concealedSamples();
    assertThat(before).isBetween(48L * 50, 48L * 90);
    assertThat(buffer.stats().currentDelayNanos()).isGreaterThan(80 * MS);
    run(15, 700);
    assertThat(buffer.stats().concealedSamples()).isEqualTo(before);
    assertThat(buffer.stats().acceleratedSamples()).isGreaterThan(1_500);
    assertThat(buffer.stats().currentDelayNanos()).isLessThan(50 * MS);
  }

  @Test
  void sequence_numbers_and_timestamps_wrap_around() {
    for (int i = 0; i < 200; i++) {
      int seq = 65_500 + i & 0xffff;
      long ts = 0xffff_0000L + i * 960L & 0xffff_ffffL;
      assertThat(put(seq, ts, FakeFrames.PLAIN, i * 20L)).isEqualTo(Put.ACCEPTED);
      pull(i * 20L + 3, i * 20L + 23);
    }
    assertThat(played(Outcome.CONCEAL)).isZero();
    assertThat(played(Outcome.PLAY)).isGreaterThan(3_900);
  }

  @Test
  void rfc7587_silence_of_the_sender_is_no_loss() {
    run(0, 20);
    // 400 ms of nothing, then on with the next sequence number.
    pull(403, 803);
    for (int i = 0; i < 20; i++) {
      put(20 + i, (40 + i) * 960L, FakeFrames.PLAIN, 800 + i * 20L);
      pull(803 + i * 20L, 823 + i * 20L);
    }
    JitterStats stats = buffer.stats();
    assertThat(stats.concealedSamples()).isZero();
    assertThat(stats.comfortSamples()).isEqualTo(48 * 400);
    assertThat(stats.underruns()).isZero();
    assertThat(stats.currentDelayNanos()).isBetween(30 * MS, 50 * MS);
    assertThat(played(Outcome.PLAY)).isEqualTo(1_220 - 40 - 400);
  }

  @Test
  void a_silence_known_in_advance_is_comfort_too() {
    JitterBuffer deep =
        JitterBuffer.create(new JitterConfig(48_000, 200, 500, 128, 1_500), FakeFrames.INSTANCE);
    FakeSink slow = new FakeSink(deep);
    for (int i = 0; i < 60; i++) {
      if (i < 20 || i >= 26) {
        int seq = i < 20 ? i : i - 6;
        deep.put(seq, i * 960L, FakeFrames.PLAIN, 0, 1, i * 20 * MS);
      }
      slow.pull((i * 20L + 3) * MS, 960);
    }
    assertThat(slow.samples.get(Outcome.COMFORT)).isEqualTo(120 * 48);
    assertThat(slow.samples.get(Outcome.CONCEAL)).isZero();
    assertThat(deep.stats().comfortSamples()).isEqualTo(120 * 48);
  }

  @Test
  void when_the_sender_falls_silent_for_good_nothing_counts_as_concealed() {
    run(0, 20);
    pull(403, 5_003);
    assertThat(buffer.stats().concealedSamples()).isZero();
    assertThat(played(Outcome.CONCEAL)).isEqualTo(1_000);
    assertThat(played(Outcome.EMPTY)).isGreaterThan(3_500);
  }

  @Test
  void a_sender_that_pauses_without_moving_its_timestamps_is_followed() {
    run(0, 50);
    pull(1_003, 11_003);
    for (int i = 50; i < 300; i++) {
      put(i, 10_000 + i * 20L);
      pull(10_003 + i * 20L, 10_023 + i * 20L);
    }
    assertThat(buffer.stats().restarts()).isEqualTo(1);
    assertThat(buffer.stats().currentDelayNanos()).isBetween(30 * MS, 50 * MS);
    assertThat(played(Outcome.PLAY)).isBetween(5_850, 6_000);
  }

  @Test
  void timestamps_that_jump_begin_a_new_stream() {
    run(0, 50);
    for (int i = 50; i < 100; i++) {
      put(i, 123_456_789L + i * 960L, FakeFrames.PLAIN, i * 20L);
      pull(i * 20L + 3, i * 20L + 23);
    }
    assertThat(buffer.stats().restarts()).isEqualTo(1);
    assertThat(played(Outcome.PLAY)).isGreaterThan(1_880);
    assertThat(buffer.stats().concealedSamples()).isZero();
  }

  @Test
  void a_new_sequence_is_believed_with_its_second_packet() {
    run(0, 50);
    assertThat(put(30_000, 48_000, FakeFrames.PLAIN, 1_000)).isEqualTo(Put.DISCARDED);
    pull(1_003, 1_023);
    assertThat(put(51, 1_020)).isEqualTo(Put.ACCEPTED);
    assertThat(put(30_000, 48_960, FakeFrames.PLAIN, 1_020)).isEqualTo(Put.DISCARDED);
    assertThat(put(30_001, 49_920, FakeFrames.PLAIN, 1_040)).isEqualTo(Put.RESTARTED);
    assertThat(put(30_002, 50_880, FakeFrames.PLAIN, 1_060)).isEqualTo(Put.ACCEPTED);
    assertThat(buffer.stats().restarts()).isEqualTo(1);
  }

  @Test
  void after_reset_any_number_goes_on() {
    run(0, 50);
    buffer.reset();
    assertThat(buffer.next(1_003 * MS)).isEqualTo(Outcome.EMPTY);
    for (int i = 0; i < 50; i++) {
      assertThat(put(40_000 + i, 77 + i * 960L, FakeFrames.PLAIN, 1_000 + i * 20L))
          .isEqualTo(Put.ACCEPTED);
      pull(1_003 + i * 20L, 1_023 + i * 20L);
    }
    assertThat(buffer.stats().restarts()).isZero();
    assertThat(buffer.stats().packetsReceived()).isEqualTo(100);
    assertThat(played(Outcome.CONCEAL)).isZero();
  }

  @Test
  void malformed_and_oversized_payloads_are_discarded_and_counted() {
    assertThat(put(0, 0, FakeFrames.MALFORMED, 0)).isEqualTo(Put.DISCARDED);
    assertThat(put(0, 0, new byte[0], 0)).isEqualTo(Put.DISCARDED);
    assertThat(put(0, 0, new byte[1_501], 0)).isEqualTo(Put.DISCARDED);
    assertThat(put(0, 0, new byte[1_500], 0)).isEqualTo(Put.ACCEPTED);
    assertThat(buffer.stats().discarded()).isEqualTo(3);
    assertThatThrownBy(() -> buffer.put(0, 0, new byte[3], 2, 2, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void when_nobody_pulls_the_oldest_packets_give_way() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(put(i, i * 20L)).isEqualTo(Put.ACCEPTED);
    }
    assertThat(buffer.stats().discarded()).isBetween(1_000L - 128, 1_000L - 64);
    // The sink begins late: what has waited too long is skipped.
    pull(20_003, 20_053);
    assertThat(buffer.stats().currentDelayNanos()).isLessThan(110 * MS);
    assertThat(played(Outcome.PLAY)).isEqualTo(60);
  }

  @Test
  void a_sink_that_was_held_up_and_pulls_in_a_burst_misses_nothing() {
    run(0, 100);
    long accelerated = buffer.stats().acceleratedSamples();
    for (int i = 100; i < 110; i++) {
      put(i, i * 20L);
    }
    for (int k = 0; k < 20; k++) {
      sink.pull(2_200 * MS, 480);
    }
    run(110, 200);
    JitterStats stats = buffer.stats();
    assertThat(stats.concealedSamples()).isZero();
    assertThat(stats.acceleratedSamples()).isEqualTo(accelerated);
    assertThat(stats.discarded()).isZero();
    assertThat(stats.underruns()).isZero();
  }

  @Test
  void a_sink_that_lost_time_for_good_is_brought_back_to_the_target() {
    run(0, 100);
    for (int i = 100; i < 115; i++) {
      put(i, i * 20L);
    }
    // 300 ms nobody pulls, and nobody makes up for it.
    run(115, 400);
    assertThat(buffer.stats().currentDelayNanos()).isLessThan(60 * MS);
    assertThat(buffer.stats().concealedSamples()).isZero();
    for (int i = 400; i < 500; i++) {
      put(i, i * 20L);
    }
    run(500, 600);
    assertThat(buffer.stats().discarded())
        .as("two seconds are too much to catch up")
        .isGreaterThan(70);
    assertThat(buffer.stats().currentDelayNanos()).isLessThan(80 * MS);
  }

  @ParameterizedTest
  @CsvSource({"300,480", "-300,480", "300,960", "-300,960", "0,960"})
  void clocks_that_drift_apart_for_an_hour_leave_the_delay_where_it_was(int ppm, int pull) {
    Random random = new Random(ppm);
    long step = 20 * MS + 20L * ppm; // the sender's 20 ms by our clock
    long worst = 0;
    long next = 0;
    int i = 0;
    for (long t = 3 * MS; t < 3_600_000 * MS; t += pull / 48 * MS) {
      while (next <= t) {
        buffer.put(i, i * 960L, FakeFrames.PLAIN, 0, 1, next);
        i++;
        next = i * step + random.nextInt(3_000_000);
      }
      sink.pull(t, pull);
      if (t > 2_000 * MS && i % 50 == 0) {
        worst = Math.max(worst, buffer.stats().currentDelayNanos());
      }
    }
    JitterStats stats = buffer.stats();
    assertThat(worst).isLessThan(60 * MS);
    assertThat(stats.concealedSamples()).isZero();
    assertThat(stats.underruns()).isZero();
    assertThat(stats.discarded()).isZero();
    assertThat(stats.packetsLate()).isZero();
    long expected = 48L * 3_600 * Math.abs(ppm) / 1_000;
    long corrected =
        ppm > 0
            ? stats.deceleratedSamples() - stats.acceleratedSamples()
            : stats.acceleratedSamples() - stats.deceleratedSamples();
    assertThat(corrected).isBetween(expected - 1_500, expected + 1_500);
  }

  @Test
  void a_path_that_becomes_slower_for_good_is_followed_and_forgotten() {
    run(0, 200);
    for (int i = 200; i < 1_500; i++) {
      put(i, i * 20L + 60);
      pull(i * 20L + 3, i * 20L + 23);
    }
    assertThat(buffer.stats().currentDelayNanos()).isBetween(28 * MS, 55 * MS);
    assertThat(buffer.stats().targetDelayNanos()).isEqualTo(35 * MS);
    long concealed = buffer.stats().concealedSamples();
    assertThat(concealed).isLessThan(48 * 60);
    for (int i = 1_500; i < 2_500; i++) {
      put(i, i * 20L);
      pull(i * 20L + 3, i * 20L + 23);
    }
    assertThat(buffer.stats().currentDelayNanos()).isBetween(28 * MS, 55 * MS);
    assertThat(buffer.stats().concealedSamples()).isEqualTo(concealed);
  }

  @Test
  void hostile_packets_are_dropped_and_counted_and_the_buffer_stays_bounded() {
    Random random = new Random(99);
    byte[] payload = new byte[40];
    long now = 0;
    for (int i = 0; i < 300_000; i++) {
      random.nextBytes(payload);
      int seq = random.nextInt(4) == 0 ? random.nextInt() : i / 3 + random.nextInt(400) - 200;
      long ts = random.nextInt(4) == 0 ? random.nextLong() : i * 320L + random.nextInt(20_000);
      buffer.put(seq, ts, payload, 0, 1 + random.nextInt(40), now + random.nextInt(50_000_000));
      now += random.nextInt(13_000_000);
      if (random.nextInt(3) > 0) {
        sink.pull(now, 480);
        assertThat(buffer.duration()).isBetween(1, 960);
      }
    }
    JitterStats stats = buffer.stats();
    long all =
        stats.packetsReceived() + stats.packetsLate() + stats.duplicates() + stats.discarded();
    assertThat(all).isGreaterThanOrEqualTo(300_000);
    assertThat(stats.targetDelayNanos()).isLessThanOrEqualTo(500 * MS);
    // And an honest stream is played again.
    buffer.reset();
    int before = played(Outcome.PLAY);
    for (int i = 0; i < 100; i++) {
      buffer.put(i, i * 960L, FakeFrames.PLAIN, 0, 1, now + i * 20 * MS);
      sink.pull(now + (i * 20 + 3) * MS, 960);
    }
    assertThat(played(Outcome.PLAY) - before).isGreaterThan(1_900);
  }

  @Test
  void nothing_is_allocated_per_packet() {
    run(0, 20_000); // warm
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 20_000; i < 40_000; i++) {
      buffer.put(i, i * 960L, FakeFrames.PLAIN, 0, 1, i * 20 * MS);
      buffer.next((i * 20L + 3) * MS, 0, 960);
      buffer.correction();
    }
    assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 20_000).isZero();
  }

  @Test
  void the_configuration_names_what_is_out_of_range() {
    assertThatThrownBy(() -> new JitterConfig(48_000, 35, 30, 128, 1_500))
        .hasMessageContaining("maxDelayMillis is 30");
    assertThatThrownBy(() -> new JitterConfig(48_000, 35, 500, 100, 1_500))
        .hasMessageContaining("power of two");
    assertThatThrownBy(() -> new JitterConfig(48_000, 35, 500, 128, 0))
        .hasMessageContaining("maxPayloadBytes");
  }
}

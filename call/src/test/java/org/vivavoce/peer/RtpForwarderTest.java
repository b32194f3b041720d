package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.Ssrc;

class RtpForwarderTest {
  private static final long MS = 1_000_000;
  private static final int VP8 = VideoCodecs.VP8.payloadType();
  private static final int A = 1;
  private static final int B = 2;

  private final List<String> sent = new ArrayList<>();
  private final List<Ssrc> asked = new ArrayList<>();
  private final RemoteTrack track = track();
  private final byte[] payload = new byte[1_200];
  private RtpForwarder forwarder;

  private final FrameSink sink =
      new FrameSink() {
        @Override
        public void onFrame(byte[] p, int offset, int length, long timestamp, boolean marker) {
          throw new AssertionError("packets have numbers");
        }

        @Override
        public void onPacket(
            byte[] p,
            int offset,
            int length,
            long number,
            long timestamp,
            boolean marker,
            RtpCodec codec) {
          sent.add(number + (marker ? " m " : " ") + timestamp + " " + codec.name());
        }
      };

  private RemoteTrack track() {
    RemoteTrack made = new RemoteTrack("camera", MediaKind.VIDEO, t -> {});
    made.negotiated(
        VideoCodecs.all(), (codecs, media, count, gate) -> asked.add(media) && count >= 0);
    return made;
  }

  @BeforeEach
  void begin() {
    forwarder = RtpForwarder.of(track);
    forwarder.addSink(sink);
  }

  private void deliver(RemoteTrack to, int ssrc, long number, long timestamp, long ms) {
    to.deliver(ssrc, payload, 0, 100, number, timestamp & 0xFFFF_FFFFL, true, VP8, null, ms * MS);
  }

  private void deliver(int ssrc, long number, long timestamp, long ms) {
    deliver(track, ssrc, number, timestamp, ms);
  }

  @Test
  void it_has_the_name_and_kind_of_its_source() {
    assertThat(forwarder.id()).isEqualTo("camera");
    assertThat(forwarder.kind()).isEqualTo(MediaKind.VIDEO);
  }

  @Test
  void gaps_and_disorder_go_on_as_they_came() {
    deliver(A, 70_000, 0, 0);
    deliver(A, 70_003, 9_000, 100);
    deliver(A, 70_001, 3_000, 101);
    assertThat(sent).containsExactly("0 m 0 VP8", "3 m 9000 VP8", "1 m 3000 VP8");
  }

  @Test
  void another_ssrc_goes_on_where_the_one_before_stopped_and_stragglers_are_dropped() {
    deliver(A, 70_000, 90_000, 1_000);
    deliver(B, 100_000, 5, 1_040);
    deliver(A, 70_001, 93_000, 1_041);
    deliver(B, 100_001, 3_005, 1_073);
    assertThat(sent).containsExactly("0 m 90000 VP8", "1 m 93600 VP8", "2 m 96600 VP8");
    assertThat(track.packetsDropped()).isEqualTo(1);
  }

  @Test
  void a_source_that_comes_back_later_is_heard_again() {
    deliver(A, 70_000, 0, 1_000);
    deliver(B, 100_000, 0, 1_100);
    deliver(A, 70_010, 0, 1_300);
    assertThat(sent).hasSize(3);
    assertThat(sent.get(2)).startsWith("2 m ");
  }

  @Test
  void a_source_that_begins_anew_with_its_ssrc_leaves_no_gap() {
    deliver(A, 70_000, 90_000, 1_000);
    deliver(A, 70_000 + 2 * 65_536 + 20_000, 7, 1_010);
    assertThat(sent).containsExactly("0 m 90000 VP8", "1 m 90900 VP8");
  }

  @Test
  void during_a_pause_nothing_goes_on_and_afterwards_it_goes_on_without_a_gap() {
    deliver(A, 70_000, 90_000, 1_000);
    int before = asked.size();
    forwarder.pause();
    for (int i = 1; i < 50; i++) {
      deliver(A, 70_000 + i, 90_000 + i * 3_000, 1_000 + i * 33);
    }
    assertThat(sent).hasSize(1);
    assertThat(asked).hasSize(before);
    assertThat(forwarder.paused()).isTrue();
    forwarder.resume();
    forwarder.resume();
    assertThat(asked).hasSize(before + 1);
    deliver(A, 70_050, 240_000, 3_000);
    assertThat(sent.get(1)).isEqualTo("1 m 270000 VP8");
    assertThat(forwarder.stats().packetsWithheld()).isEqualTo(49);
    assertThat(forwarder.stats().packetsForwarded()).isEqualTo(2);
  }

  @Test
  void another_track_takes_over_and_the_one_before_is_left_alone() {
    RemoteTrack other = track();
    deliver(other, B, 5_000, 77, 900);
    deliver(A, 70_000, 90_000, 1_000);
    int before = asked.size();
    forwarder.source(other);
    assertThat(asked.subList(before, asked.size())).containsExactly(new Ssrc(B));
    deliver(A, 70_001, 93_000, 1_033);
    deliver(other, B, 5_001, 3_077, 1_050);
    assertThat(sent).containsExactly("0 m 90000 VP8", "1 m 94500 VP8");
    assertThat(track.packetsDropped()).isEqualTo(1);
    PacketSink own = (b, o, l, s, t, m, p, n) -> {};
    other.sink(own);
    forwarder.source(null);
    deliver(other, B, 5_002, 6_077, 1_083);
    assertThat(other.packetsDropped()).as("still has its own sink").isEqualTo(1);
  }

  @Test
  void key_frames_are_asked_of_the_source_once_it_is_heard_and_for_each_who_joins() {
    assertThat(asked).isEmpty();
    deliver(A, 70_000, 0, 0);
    forwarder.onKeyFrameRequest();
    forwarder.addSink(sink);
    assertThat(asked).containsExactly(new Ssrc(A));
    forwarder.removeSink(sink);
    deliver(B, 1, 0, 500);
    assertThat(sent).hasSize(1);
    forwarder.addSink(sink);
    assertThat(asked).containsExactly(new Ssrc(A), new Ssrc(B));
  }

  @Test
  void a_payload_type_that_was_not_negotiated_is_counted_and_a_track_of_another_kind_refused() {
    track.deliver(A, payload, 0, 100, 1, 0, true, 127, null, 0);
    assertThat(sent).isEmpty();
    assertThat(forwarder.stats().packetsUnknown()).isEqualTo(1);
    assertThatThrownBy(() -> forwarder.source(new RemoteTrack("voice", MediaKind.AUDIO, t -> {})))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void forwarding_allocates_nothing_per_packet() {
    AtomicInteger count = new AtomicInteger();
    RtpForwarder counted = RtpForwarder.of(track);
    counted.addSink(
        new FrameSink() {
          @Override
          public void onFrame(byte[] p, int offset, int length, long timestamp, boolean marker) {}

          @Override
          public void onPacket(
              byte[] p,
              int offset,
              int length,
              long number,
              long timestamp,
              boolean marker,
              RtpCodec codec) {
            count.incrementAndGet();
          }
        });
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long number = 70_000;
    for (int i = 0; i < 20_000; i++) {
      deliver(A, number++, number * 10, number);
    }
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        deliver(A, number++, number * 10, number);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(count.get()).isEqualTo(70_000);
    assertThat(least / 10_000.0).as("bytes per packet").isLessThan(1);
  }
}

package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.rtp.InboundRtpStats;
import org.vivavoce.rtp.OutboundRtpStats;
import org.vivavoce.sdp.Direction;

/** Video over loopback, through two connections: forwarded, asked for, reported. */
class VideoPassThroughTest {

  /** A packet as it came back. */
  private record Heard(byte[] payload, int sequence, long timestamp, boolean marker, int type) {}

  /** Offers one m-line of video both ways, which the other side echoes. */
  static RtpForwarder echo(Peer a, Peer b, Clip clip) {
    a.pc.addTrack(clip, "stream");
    Peer.trickle(a, b);
    a.negotiate(
        b,
        () -> {
          RtpTransceiver t = b.tracks.get(0);
          t.sender().replaceTrack(RtpForwarder.of(t.receiver().track()));
          t.setDirection(Direction.SENDRECV);
        });
    a.awaitConnected();
    b.awaitConnected();
    return (RtpForwarder) b.tracks.get(0).sender().track().orElseThrow();
  }

  private static List<RtpCodec> codecs() {
    return VideoCodecs.all();
  }

  @Test
  void a_thousand_packets_are_echoed_intact_with_their_gaps_and_disorder() {
    Clip clip = new Clip("camera", VideoCodecs.VP8);
    Random random = new Random(11);
    Map<Integer, Heard> heard = new ConcurrentHashMap<>();
    List<Integer> order = new CopyOnWriteArrayList<>();
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      RtpForwarder forwarder = echo(a, b, clip);
      a.tracks
          .get(0)
          .receiver()
          .track()
          .sink(
              (buffer, offset, length, sequence, timestamp, marker, type, arrival) -> {
                byte[] p = Arrays.copyOfRange(buffer, offset, offset + length);
                int index = (p[0] & 0xFF) << 8 | (p[1] & 0xFF);
                heard.put(index, new Heard(p, sequence, timestamp, marker, type));
                order.add(index);
              });
      List<byte[]> payloads = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        byte[] p = new byte[i % 100 == 7 ? 1_200 : 2 + random.nextInt(1_199)];
        random.nextBytes(p);
        p[0] = (byte) (i >>> 8);
        p[1] = (byte) i;
        payloads.add(p);
      }
      // A wrap of the numbers is not to be seen; every 50th is lost, every 30th comes late.
      for (int i = 0; i < 1_000; i++) {
        if (i % 50 == 49) {
          continue;
        }
        int index = i % 30 == 10 && i + 1 < 1_000 ? i + 1 : i % 30 == 11 ? i - 1 : i;
        if (index % 50 == 49) {
          continue;
        }
        clip.send(payloads.get(index), 500 + index, 1_000_000 + index / 5 * 3_000, index % 5 == 4);
        // A window of one: loopback loses nothing, a full socket would.
        int sent = index;
        Peer.await("packet " + index + " came back", () -> heard.containsKey(sent));
      }

      Heard first = heard.get(0);
      for (Map.Entry<Integer, Heard> e : heard.entrySet()) {
        int index = e.getKey();
        Heard h = e.getValue();
        assertThat(h.payload()).isEqualTo(payloads.get(index));
        assertThat(h.sequence()).isEqualTo((first.sequence() + index) & 0xFFFF);
        assertThat((h.timestamp() - first.timestamp()) & 0xFFFF_FFFFL).isEqualTo(index / 5 * 3_000);
        assertThat(h.marker()).isEqualTo(index % 5 == 4);
        assertThat(h.type()).isEqualTo(VideoCodecs.VP8.payloadType());
      }
      assertThat(heard).hasSize(order.size()).hasSizeGreaterThan(940);
      assertThat(order.indexOf(41)).isEqualTo(order.indexOf(40) - 1);
      assertThat(forwarder.stats().packetsForwarded()).isEqualTo(order.size());

      // The stream that a sends and the one that it hears are two, with SSRCs of their own.
      OutboundRtpStats out = a.pc.stats().outbound().get(0);
      InboundRtpStats in = a.pc.stats().inbound().get(0);
      assertThat(in.ssrc()).isNotEqualTo(out.ssrc());
      assertThat(in.packetsReceived()).isEqualTo(out.packetsSent());
      assertThat(in.packetsLost()).isEqualTo(1_000 - 1 - in.packetsReceived());
      Peer.await(
          "sender reports of video", () -> a.pc.stats().inbound().get(0).senderInfo().isPresent());
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void each_codec_alone_is_agreed_on_and_carried_under_the_number_it_was_offered_with(
      RtpCodec codec) {
    RtpCodec renumbered = codec.withPayloadType(125);
    Clip clip = new Clip("camera", codec);
    try (Peer a = new Peer(c -> c.codecs(List.of(renumbered)));
        Peer b = new Peer()) {
      echo(a, b, clip);
      AtomicLong type = new AtomicLong(-1);
      RemoteTrack back = a.tracks.get(0).receiver().track();
      back.sink((p, offset, length, seq, time, marker, pt, arrival) -> type.set(pt));
      assertThat(back.codecs()).hasSize(1);
      assertThat(back.codec(125).orElseThrow().sameCodec(codec)).isTrue();
      assertThat(back.codec(96)).isEmpty();
      AtomicLong number = new AtomicLong();
      Peer.await(
          "a packet of " + codec.name(),
          () -> {
            clip.send(new byte[100], number.getAndIncrement(), 0, true);
            return type.get() == 125;
          });
    }
  }

  @Test
  void a_track_in_a_codec_that_was_not_agreed_on_is_not_sent() {
    Clip clip = new Clip("camera", VideoCodecs.VP9);
    try (Peer a = new Peer(c -> c.codecs(List.of(VideoCodecs.VP8, VideoCodecs.VP9)));
        Peer b = new Peer(c -> c.codecs(List.of(VideoCodecs.VP8)))) {
      echo(a, b, clip);
      for (int i = 0; i < 10; i++) {
        clip.send(new byte[100], i, i, true);
      }
      assertThat(a.pc.stats().outbound().get(0).packetsSent()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nack pli", "ccm fir"})
  void a_key_frame_that_is_asked_for_at_the_far_end_is_asked_of_the_source(String feedback) {
    RtpCodec codec = new RtpCodec(MediaKind.VIDEO, "VP8", 90_000, 1, 96, "", List.of(feedback));
    Clip clip = new Clip("camera", codec);
    try (Peer a = new Peer(c -> c.codecs(List.of(codec)));
        Peer b = new Peer()) {
      RtpForwarder forwarder = echo(a, b, clip);
      RtpReceiver back = a.tracks.get(0).receiver();
      assertThat(back.requestKeyFrame()).as("nothing is heard yet").isFalse();
      AtomicLong heard = new AtomicLong();
      back.track().sink((p, offset, length, s, t, m, pt, arrival) -> heard.incrementAndGet());
      AtomicLong number = new AtomicLong();
      Peer.await(
          "video",
          () -> {
            clip.send(new byte[100], number.getAndIncrement(), 0, true);
            return heard.get() > 0;
          });
      int before = clip.keyFrameRequests.get();
      Peer.await("a request is let through", back::requestKeyFrame);
      assertThat(back.requestKeyFrame()).as("too soon").isFalse();
      // b's sender hears of it, its forwarder asks b's receiver, which asks a's sender.
      Peer.await("the source was asked", () -> clip.keyFrameRequests.get() > before);
      assertThat(forwarder.stats().keyFrameRequests()).isPositive();
      boolean pli = feedback.equals("nack pli");
      OutboundRtpStats out = a.pc.stats().outbound().get(0);
      InboundRtpStats in = a.pc.stats().inbound().get(0);
      assertThat(pli ? out.pliCount() : out.firCount()).isPositive();
      assertThat(pli ? out.firCount() : out.pliCount()).isZero();
      assertThat(pli ? in.pliCount() : in.firCount()).isPositive();
    }
  }

  @Test
  void without_feedback_agreed_on_nobody_is_asked() {
    RtpCodec codec = new RtpCodec(MediaKind.VIDEO, "VP8", 90_000, 1, 96, "", List.of());
    Clip clip = new Clip("camera", codec);
    try (Peer a = new Peer(c -> c.codecs(List.of(codec)));
        Peer b = new Peer()) {
      RtpForwarder forwarder = echo(a, b, clip);
      AtomicLong number = new AtomicLong();
      Peer.await(
          "video",
          () -> {
            clip.send(new byte[100], number.getAndIncrement(), 0, true);
            return forwarder.stats().packetsForwarded() > 0;
          });
      assertThat(b.tracks.get(0).receiver().requestKeyFrame()).isFalse();
    }
  }

  @Test
  void another_track_goes_on_with_the_senders_numbers_and_its_clock() {
    Clip one = new Clip("one", VideoCodecs.VP8);
    Clip two = new Clip("two", VideoCodecs.VP8);
    List<Heard> heard = new CopyOnWriteArrayList<>();
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      echo(a, b, one);
      RemoteTrack track = b.tracks.get(0).receiver().track();
      track.sink(
          (buffer, offset, length, sequence, timestamp, marker, type, arrival) ->
              heard.add(new Heard(new byte[length], sequence, timestamp, marker, type)));
      one.send(new byte[10], 70, 5_000, true);
      Peer.await("one", () -> heard.size() == 1);
      a.pc.transceivers().get(0).sender().replaceTrack(two);
      two.send(new byte[20], 9_000_000, 123_456_789_000L, true);
      Peer.await("two", () -> heard.size() == 2);
      two.send(new byte[20], 9_000_001, 123_456_789_000L + 3_000, true);
      Peer.await("two again", () -> heard.size() == 3);
      int first = heard.get(0).sequence();
      assertThat(heard.get(1).sequence()).isEqualTo((first + 1) & 0xFFFF);
      assertThat(heard.get(2).sequence()).isEqualTo((first + 2) & 0xFFFF);
      long passed = (heard.get(1).timestamp() - heard.get(0).timestamp()) & 0xFFFF_FFFFL;
      assertThat(passed).isBetween(1L, 90_000L * Peer.PATIENCE.toSeconds());
      assertThat((heard.get(2).timestamp() - heard.get(1).timestamp()) & 0xFFFF_FFFFL)
          .isEqualTo(3_000);
    }
  }
}

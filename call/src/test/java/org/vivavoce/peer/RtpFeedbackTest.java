package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.RtpSendStream;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.rtp.rtcp.Fir;
import org.vivavoce.rtp.rtcp.Pli;
import org.vivavoce.rtp.rtcp.RtcpCompound;
import org.vivavoce.rtp.rtcp.RtcpPacket;
import org.vivavoce.sdp.Direction;

/** Requests within one process: what is let through, and that nothing throws whatever comes. */
class RtpFeedbackTest {
  private static final long MS = 1_000_000;
  private static final Ssrc OURS = new Ssrc(1);
  private static final Ssrc THEIRS = new Ssrc(2);
  private static final Ssrc REPORTER = new Ssrc(3);

  private final List<RtcpPacket> out = new ArrayList<>();
  private final RtpFeedback feedback = new RtpFeedback(REPORTER, out::add);
  private final Clip clip = new Clip("clip", VideoCodecs.VP8);
  private final OutboundRtp sender = sender(clip);

  private static OutboundRtp sender(LocalTrack track) {
    RtpTransceiver t = Transceivers.of(MediaKind.VIDEO, Direction.SENDRECV, true);
    t.sender().replaceTrack(track);
    RtpSection section =
        new RtpSection(
            "0",
            "UDP/TLS/RTP/SAVPF",
            List.of("96"),
            t,
            VideoCodecs.all(),
            new HeaderExtensionIds(4, 0));
    // Without keys nothing leaves it.
    RtpMedia media =
        new RtpMedia(
            new StillLoop(), new java.security.SecureRandom(), PacketFilter.NONE, d -> false);
    return new OutboundRtp(media, RtpSendStream.create(OURS, 96, 90_000, 7, 9), section);
  }

  RtpFeedbackTest() {
    feedback.senders(List.of(sender));
  }

  private int asked() {
    return clip.keyFrameRequests.get();
  }

  private static Fir fir(Ssrc sender, int sequence) {
    return new Fir(sender, new Ssrc(0), List.of(new Fir.Request(OURS, sequence)));
  }

  @Test
  void key_frames_are_asked_of_a_track_no_more_than_four_times_a_second() {
    for (int ms = 0; ms < 10_000; ms++) {
      feedback.take(List.of(new Pli(THEIRS, OURS)), ms * MS);
    }
    assertThat(asked()).isEqualTo(40);
  }

  @Test
  void rfc5104_section_4_3_1_2_a_repeated_fir_asks_for_nothing_new() {
    feedback.take(List.of(fir(THEIRS, 5)), 0);
    feedback.take(List.of(fir(THEIRS, 5)), 1_000 * MS);
    assertThat(asked()).isEqualTo(1);
    feedback.take(List.of(fir(THEIRS, 6)), 2_000 * MS);
    assertThat(asked()).isEqualTo(2);
    feedback.take(List.of(fir(REPORTER, 6)), 3_000 * MS);
    assertThat(asked()).isEqualTo(3);
  }

  @Test
  void what_is_about_another_stream_asks_nobody() {
    feedback.take(List.of(new Pli(OURS, THEIRS), new Pli(THEIRS, REPORTER)), 0);
    feedback.take(List.of(new Fir(THEIRS, OURS, List.of(new Fir.Request(THEIRS, 1)))), 1_000 * MS);
    assertThat(asked()).isZero();
  }

  @Test
  void each_full_intra_request_of_ours_has_the_next_number() {
    List<RtpCodec> fir =
        List.of(new RtpCodec(MediaKind.VIDEO, "VP8", 90_000, 1, 96, "", List.of(VideoCodecs.FIR)));
    assertThat(feedback.requestKeyFrame(fir, THEIRS, 255)).isTrue();
    assertThat(feedback.requestKeyFrame(fir, THEIRS, 256)).isTrue();
    assertThat(feedback.requestKeyFrame(List.of(RtpCodec.OPUS), THEIRS, 0)).isFalse();
    assertThat(feedback.requestKeyFrame(VideoCodecs.all(), THEIRS, 0)).isTrue();
    assertThat(out)
        .containsExactly(
            new Fir(REPORTER, new Ssrc(0), List.of(new Fir.Request(THEIRS, 255))),
            new Fir(REPORTER, new Ssrc(0), List.of(new Fir.Request(THEIRS, 0))),
            new Pli(REPORTER, THEIRS));
  }

  @Test
  void whatever_feedback_comes_nothing_throws() {
    Random random = new Random(5);
    byte[] bytes = new byte[1_200];
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      List<RtcpPacket> packets =
          List.of(
              new Pli(THEIRS, random.nextBoolean() ? OURS : new Ssrc(random.nextInt())),
              fir(new Ssrc(random.nextInt(3)), random.nextInt(256)));
      int length = RtcpCompound.write(packets, bytes, 0);
      for (int m = random.nextInt(6); m > 0; m--) {
        bytes[random.nextInt(length)] = (byte) random.nextInt();
      }
      List<RtcpPacket> read =
          RtcpCompound.parse(bytes, 0, random.nextInt(8) == 0 ? random.nextInt(length) : length)
              .packets();
      taken += read.size();
      feedback.take(read, i * MS);
    }
    assertThat(taken).isGreaterThan(10_000);
    assertThat(asked()).isBetween(20, 80);
  }

  @Test
  void whatever_packets_are_forwarded_nothing_throws_and_what_does_not_fit_is_counted() {
    Random random = new Random(6);
    RemoteTrack track = new RemoteTrack("hostile", MediaKind.VIDEO, t -> {});
    track.negotiated(VideoCodecs.all(), (codecs, media, count, gate) -> true);
    RtpForwarder forwarder = RtpForwarder.of(track);
    OutboundRtp to = sender(forwarder);
    to.begin();
    forwarder.addSink(to);
    AtomicLong number = new AtomicLong(70_000);
    byte[] payload = new byte[1_500];
    for (int i = 0; i < 50_000; i++) {
      switch (random.nextInt(40)) {
        case 0 -> number.addAndGet(200_000 + random.nextInt(65_536));
        case 1 -> number.addAndGet(random.nextInt(3_000));
        default -> number.incrementAndGet();
      }
      track.deliver(
          random.nextInt(200) == 0 ? random.nextInt() : 77,
          payload,
          0,
          random.nextInt(10) == 0 ? random.nextInt(1_501) : random.nextInt(1_200),
          Math.max(1, number.get() - random.nextInt(20) / 19 * random.nextInt(2_000)),
          random.nextLong() & 0xFFFF_FFFFL,
          random.nextBoolean(),
          random.nextInt(20) == 0 ? random.nextInt(128) : 96,
          null,
          i * MS);
    }
    assertThat(forwarder.stats().packetsForwarded()).isGreaterThan(30_000);
    assertThat(to.dropped()).isGreaterThan(20);
  }

  @Test
  void a_frame_of_1200_bytes_goes_out_and_a_longer_one_is_refused_with_nothing_changed() {
    byte[] frame = new byte[1_300];
    sender.onFrame(frame, 0, FrameSink.MAX_BYTES, 0, true);
    long next = sender.stream().nextExtendedSequenceNumber();
    assertThatThrownBy(() -> sender.onFrame(frame, 0, FrameSink.MAX_BYTES + 1, 960, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1201")
        .hasMessageContaining("1200");
    assertThat(sender.stream().nextExtendedSequenceNumber()).isEqualTo(next);
  }

  @Test
  void what_came_in_one_packet_goes_on_in_one_as_far_as_an_ethernet_frame_holds_it() {
    byte[] payload = new byte[1_500];
    RtpCodec vp8 = VideoCodecs.VP8;
    // The longest frame of Opus (RFC 6716 section 3.2.1: 1,275 bytes, and the byte before them).
    sender.onPacket(payload, 0, 1_276, 7, 0, true, vp8);
    assertThat(sender.dropped()).isZero();
    sender.onPacket(payload, 0, 1_380, 8, 960, true, vp8);
    assertThat(sender.dropped()).isZero();
    sender.onPacket(payload, 0, 1_452, 9, 1_920, true, vp8);
    assertThat(sender.dropped()).isEqualTo(1);
  }
}

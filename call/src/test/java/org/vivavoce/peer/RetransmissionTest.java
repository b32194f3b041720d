package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vivavoce.peer.stats.RtcInboundRtpStreamStats;
import org.vivavoce.peer.stats.RtcOutboundRtpStreamStats;
import org.vivavoce.rtp.RtpHeaderExtensions;
import org.vivavoce.rtp.RtpSendStream;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.MediaDescription;
import org.vivavoce.sdp.PayloadFormat;
import org.vivavoce.sdp.SdpException;
import org.vivavoce.sdp.SessionDescription;

/** Packets that were lost come again: RFC 4588 negotiated, asked for by RFC 4585's NACK. */
class RetransmissionTest {
  private static final int VP8 = VideoCodecs.VP8.payloadType();

  /** Loses one in so many packets of the payload type, and one in so many of all others. */
  private static PacketFilter losing(int media, int others) {
    AtomicInteger mediaCount = new AtomicInteger();
    AtomicInteger otherCount = new AtomicInteger();
    return (buf, off, len) ->
        (buf[off + 1] & 0x7F) == VP8
            ? mediaCount.incrementAndGet() % media != 0
            : otherCount.incrementAndGet() % others != 0;
  }

  @Test
  void every_packet_of_an_echo_comes_back_though_one_in_seven_is_lost_each_way() {
    Clip clip = new Clip("camera", VideoCodecs.VP8);
    Set<Integer> heard = ConcurrentHashMap.newKeySet();
    AtomicInteger twice = new AtomicInteger();
    try (Peer a = new Peer(c -> c.receiveFilter(losing(7, 5)));
        Peer b = new Peer(c -> c.receiveFilter(losing(7, 5)))) {
      RtpForwarder echo = VideoPassThroughTest.echo(a, b, clip);
      a.tracks
          .get(0)
          .receiver()
          .track()
          .sink(
              (buffer, offset, length, sequence, timestamp, marker, type, arrival) -> {
                assertThat(type).isEqualTo(VP8);
                assertThat(length).isEqualTo(300);
                if (!heard.add(ByteBuffer.wrap(buffer, offset, 4).getInt())) {
                  twice.incrementAndGet();
                }
              });
      AtomicInteger next = new AtomicInteger();
      Set<Integer> first300 = new HashSet<>(IntStream.range(0, 300).boxed().toList());
      // A packet each millisecond; those after the 300th show that one before them is missing.
      Peer.await(
          () -> "packets " + first300.stream().filter(i -> !heard.contains(i)).toList(),
          () -> {
            int index = next.getAndIncrement();
            byte[] payload = ByteBuffer.allocate(300).putInt(index).array();
            clip.send(payload, 1_000 + index, index * 90L, true);
            return heard.containsAll(first300);
          });
      assertThat(twice.get()).as("packets that came twice").isZero();
      RtcOutboundRtpStreamStats sent =
          a.pc.getStats().join().all(RtcOutboundRtpStreamStats.class).get(0);
      assertThat(sent.nackCount()).isPositive();
      assertThat(sent.retransmittedPacketsSent()).isGreaterThan(20);
      assertThat(sent.retransmittedBytesSent()).isEqualTo(300 * sent.retransmittedPacketsSent());
      assertThat(sent.packetsSent()).isEqualTo(next.get() + sent.retransmittedPacketsSent());
      List<RtcInboundRtpStreamStats> got =
          b.pc.getStats().join().all(RtcInboundRtpStreamStats.class);
      assertThat(got).as("the stream of retransmissions is no stream of its own").hasSize(1);
      assertThat(got.get(0).ssrc()).isEqualTo(sent.ssrc());
      assertThat(got.get(0).rtxSsrc()).isEqualTo(sent.rtxSsrc()).isPresent();
      assertThat(got.get(0).nackCount()).isPositive();
      assertThat(got.get(0).retransmittedPacketsReceived().getAsLong())
          .isBetween(20L, sent.retransmittedPacketsSent());
      assertThat(got.get(0).packetsLost()).isGreaterThan(20);
      assertThat(echo.stats().packetsForwarded()).isGreaterThanOrEqualTo(300);
    }
  }

  private static MediaDescription video(RtcSessionDescription d) throws SdpException {
    return SessionDescription.parse(d.sdp()).media().get(0);
  }

  private static List<String> formats(MediaDescription m) {
    List<String> all = new ArrayList<>();
    for (PayloadFormat f : m.payloadFormats()) {
      all.add(
          f.payloadType()
              + " "
              + f.rtpMap().encodingName()
              + f.parameter("apt").map(apt -> " " + apt).orElse(""));
    }
    return all;
  }

  @Test
  void an_offer_has_retransmissions_behind_each_codec_and_says_which_stream_they_come_in()
      throws Exception {
    try (Peer a = new Peer()) {
      a.pc.addTrack(new Clip("camera", VideoCodecs.VP8), "s");
      a.pc.addTrack(new Clip("screen", VideoCodecs.VP8), "s");
      RtcSessionDescription offer = a.pc.createOffer().join();
      MediaDescription m = video(offer);
      assertThat(formats(m)).startsWith("96 VP8", "97 rtx 96", "98 VP9", "99 rtx 98");
      assertThat(m.formats()).doesNotHaveDuplicates().hasSize(2 * VideoCodecs.all().size());
      assertThat(m.ssrcGroups()).hasSize(1);
      assertThat(m.ssrcGroups().get(0).semantics()).isEqualTo("FID");
      assertThat(m.ssrcGroups().get(0).ssrcs())
          .containsExactlyElementsOf(m.ssrcAttributes().stream().map(s -> s.ssrc()).toList());
      assertThat(formats(SessionDescription.parse(offer.sdp()).media().get(1)))
          .as("the numbers mean the same on every m-line")
          .isEqualTo(formats(m));
    }
  }

  @Test
  void a_later_offer_keeps_the_numbers_that_the_other_side_gave() throws Exception {
    RtpCodec theirs = VideoCodecs.VP8.withPayloadType(109);
    try (Peer a = new Peer(c -> c.codecs(List.of(theirs)));
        Peer b = new Peer()) {
      VideoPassThroughTest.echo(a, b, new Clip("camera", VideoCodecs.VP8));
      MediaDescription again = video(b.pc.createOffer().join());
      assertThat(formats(again)).startsWith("109 VP8", "110 rtx 109");
      assertThat(again.formats()).doesNotHaveDuplicates();
    }
  }

  @Test
  void without_retransmissions_of_theirs_nobody_says_nack() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTransceiver(MediaKind.VIDEO, Direction.SENDRECV);
      String offer =
          a.pc
              .setLocalDescription()
              .join()
              .sdp()
              .lines()
              .filter(l -> !l.matches("a=(rtpmap|fmtp):97 .*"))
              .reduce("", (x, y) -> x + y + "\r\n");
      b.pc.setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, offer)).join();
      MediaDescription answer = video(b.pc.setLocalDescription().join());
      assertThat(formats(answer)).startsWith("96 VP8", "98 VP9", "99 rtx 98");
      assertThat(answer.payloadFormats().get(0).feedback().stream().map(f -> f.feedback()))
          .containsExactly("ccm fir", "nack pli");
      assertThat(answer.payloadFormats().get(1).feedback().stream().map(f -> f.feedback()))
          .containsExactly("ccm fir", "nack", "nack pli");
    }
  }

  @Test
  void preferences_bring_the_retransmissions_of_what_is_preferred_along() throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      RtpTransceiver t = a.pc.addTransceiver(MediaKind.VIDEO, Direction.SENDRECV);
      t.setCodecPreferences(List.of(VideoCodecs.AV1, VideoCodecs.VP8));
      RtcSessionDescription offer = a.pc.setLocalDescription().join();
      assertThat(formats(video(offer)))
          .containsExactly("45 AV1", "46 rtx 45", "96 VP8", "97 rtx 96");
      b.pc.setRemoteDescription(offer).join();
      b.pc.transceivers().get(0).setCodecPreferences(List.of(VideoCodecs.VP8));
      assertThat(formats(video(b.pc.setLocalDescription().join())))
          .containsExactly("96 VP8", "97 rtx 96");
    }
  }

  @Test
  void whoever_asks_for_more_than_was_sent_gets_no_more() {
    RtpMedia media =
        new RtpMedia(
            new StillLoop(), new java.security.SecureRandom(), PacketFilter.NONE, d -> false);
    RtpSendStream original = RtpSendStream.create(new Ssrc(1), VP8, 90_000, 0, 0);
    RtpSendStream again = RtpSendStream.create(new Ssrc(2), VP8, 90_000, 0, 0);
    Retransmitter r = new Retransmitter(media, original, again, new RtpHeaderExtensions(), 0);
    int[] types = Retransmission.byOriginal(List.of());
    types[VP8] = 97;
    List<Integer> all = IntStream.range(0, 10).boxed().toList();
    for (int n : all) {
      r.keep(n, VP8, true, 0, new byte[100], 0, 100, 0);
    }
    AtomicLong repeated = new AtomicLong();
    for (long ms = 0; ms < 1_900; ms++) {
      long before = again.nextExtendedSequenceNumber();
      r.repeat(all, types, ms * 1_000_000);
      repeated.addAndGet(again.nextExtendedSequenceNumber() - before);
    }
    assertThat(repeated.get()).isEqualTo(10);
    r.keep(10, VP8, true, 0, new byte[100], 0, 100, 1_900_000_000L);
    types[VP8] = -1;
    r.repeat(List.of(10), types, 1_900_000_000L);
    assertThat(again.nextExtendedSequenceNumber()).as("no longer negotiated").isEqualTo(10);
    types[VP8] = 97;
    r.repeat(List.of(10), types, 1_960_000_000L);
    assertThat(again.nextExtendedSequenceNumber()).isEqualTo(11);
  }
}

package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.RtpPacket;
import org.vivavoce.rtp.RtpParseResult;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.sdp.Direction;

class InboundRoutesTest {
  private static final int MID = 4;

  private final List<Ssrc> unbound = new ArrayList<>();

  private static MediaTransport.Route route(String mid, Direction ours, Integer... ssrcs) {
    RtpTransceiver t = Transceivers.of(MediaKind.AUDIO, ours, true);
    return route(t, mid, ours, ssrcs);
  }

  private static MediaTransport.Route route(
      RtpTransceiver t, String mid, Direction ours, Integer... ssrcs) {
    RtpSection s =
        new RtpSection(
            mid,
            "UDP/TLS/RTP/SAVPF",
            List.of("111"),
            t,
            List.of(RtpCodec.OPUS),
            new HeaderExtensionIds(MID, 0));
    return new MediaTransport.Route(s, ours, Set.of(ssrcs), true);
  }

  /** A packet of Opus, with a mid of one character or without. */
  private static RtpPacket packet(int ssrc, String mid) {
    ByteBuffer b = ByteBuffer.allocate(40);
    b.put((byte) (mid.isEmpty() ? 0x80 : 0x90)).put((byte) 111).putShort((short) 1);
    b.putInt(960).putInt(ssrc);
    if (!mid.isEmpty()) {
      b.putShort((short) 0xBEDE).putShort((short) 1);
      b.put((byte) (MID << 4)).put(mid.getBytes(StandardCharsets.US_ASCII)).putShort((short) 0);
    }
    b.putInt(0);
    RtpPacket p = new RtpPacket();
    assertThat(p.parse(b.array(), 0, b.position())).isEqualTo(RtpParseResult.OK);
    return p;
  }

  private Bound bind(InboundRoutes routes, int ssrc, String mid, long now) {
    Bound b = routes.bind(packet(ssrc, mid), unbound::add);
    return b == null ? null : routes.heard(ssrc, now);
  }

  @Test
  void of_too_many_ssrcs_the_longest_silent_of_the_same_m_line_gives_way() {
    MediaTransport.Route churning = route("0", Direction.RECVONLY);
    InboundRoutes routes = new InboundRoutes(List.of(churning, route("1", Direction.RECVONLY)));
    bind(routes, 1_000_000, "1", 0);
    int first = 1;
    int count = 10 * InboundRoutes.MAX_BOUND;
    for (int ssrc = first; ssrc <= count; ssrc++) {
      assertThat(bind(routes, ssrc, "0", ssrc)).isNotNull();
      // The first goes on to be heard; others fall silent.
      routes.heard(first, ssrc);
    }
    assertThat(unbound).hasSize(count + 1 - InboundRoutes.MAX_BOUND);
    assertThat(unbound.get(0)).isEqualTo(new Ssrc(2));
    assertThat(routes.heard(first, count)).isNotNull();
    assertThat(routes.heard(count, count).route()).isSameAs(churning);
    assertThat(routes.heard(1_000_000, count)).as("the other m-line's").isNotNull();
  }

  @Test
  void a_packet_for_an_m_line_that_does_not_receive_is_not_taken_by_another() {
    InboundRoutes routes =
        new InboundRoutes(
            List.of(route("0", Direction.RECVONLY), route("1", Direction.INACTIVE, 77)));
    assertThat(bind(routes, 1, "1", 0)).as("refused by its mid").isNull();
    assertThat(bind(routes, 2, "9", 0)).as("of no m-line that there is").isNull();
    assertThat(bind(routes, 77, "", 0)).as("announced by the refused one").isNull();
    assertThat(bind(routes, 3, "", 0)).as("by its payload type").isNotNull();
  }

  @Test
  void an_ssrc_stays_bound_over_a_negotiation_while_its_m_line_receives() {
    MediaTransport.Route stays = route("0", Direction.RECVONLY);
    MediaTransport.Route ends = route("1", Direction.RECVONLY);
    InboundRoutes routes = new InboundRoutes(List.of(stays, ends));
    bind(routes, 1, "0", 0);
    bind(routes, 2, "1", 0);
    MediaTransport.Route again = route(stays.section().transceiver(), "0", Direction.RECVONLY);
    MediaTransport.Route inactive = route(ends.section().transceiver(), "1", Direction.INACTIVE);

    InboundRoutes next = routes.followedBy(List.of(again, inactive), unbound::add);

    assertThat(next.heard(1, 0).route()).isSameAs(again);
    assertThat(next.heard(2, 0)).isNull();
    assertThat(unbound).containsExactly(new Ssrc(2));
  }
}

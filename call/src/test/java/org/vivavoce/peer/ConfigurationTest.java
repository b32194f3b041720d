package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.ice.IceServer;

class ConfigurationTest {
  /** The discard port: nobody listens. */
  private static final IceServer NOBODY = IceServer.of("turn:127.0.0.1:9", "user", "secret");

  @Test
  void servers_and_relay_only_may_change_and_hold_from_the_next_gathering_on() {
    try (Peer a = new Peer(c -> c.ice(i -> i.gatheringTimeout(Duration.ofMillis(300))));
        Peer b = new Peer()) {
      a.connect(b, "a");
      PeerConfiguration relayOnly =
          a.pc.getConfiguration().toBuilder()
              .ice(i -> i.iceServers(List.of(NOBODY)).relayOnly(true))
              .build();
      a.pc.setConfiguration(relayOnly);
      assertThat(a.pc.getConfiguration()).isSameAs(relayOnly);
      Peer.await("gathered", () -> a.pc.iceGatheringState() == IceGatheringState.COMPLETE);
      assertThat(a.pc.localDescription().orElseThrow().sdp()).contains("typ host");
      a.order.clear();

      a.pc.setLocalDescription(a.pc.createOffer(new OfferOptions(true)).join()).join();
      Peer.await("gathered anew", () -> a.order.contains("gathering COMPLETE"));
      // The server does not answer, and nothing else may be told.
      assertThat(a.pc.localDescription().orElseThrow().sdp()).doesNotContain("a=candidate:");
      assertThat(a.pc.connectionState()).isEqualTo(PeerConnectionState.CONNECTED);
    }
  }

  @Test
  void what_cannot_change_is_an_invalid_modification_error() {
    try (Peer a = new Peer()) {
      PeerConfiguration now = a.pc.getConfiguration();
      List<PeerConfiguration> changed =
          List.of(
              now.toBuilder().certificate(DtlsCertificate.generate()).build(),
              now.toBuilder()
                  .codecs(
                      List.of(new RtpCodec(MediaKind.AUDIO, "PCMU", 8_000, 1, 0, "", List.of())))
                  .build(),
              now.toBuilder().eventLoop(EventLoop.shared("other")).build(),
              now.toBuilder().receiveFilter((b, o, l) -> false).build(),
              now.toBuilder().bundlePolicy(BundlePolicy.MAX_BUNDLE).build(),
              now.toBuilder().maxMessageSize(1).build(),
              now.toBuilder().ice(i -> i.ipv6(false)).build());
      for (PeerConfiguration c : changed) {
        Refused.with(RtcErrorName.INVALID_MODIFICATION_ERROR, () -> a.pc.setConfiguration(c));
      }
      changed.get(2).eventLoop().orElseThrow().close();
      assertThat(a.pc.getConfiguration()).isSameAs(now);
    }
  }
}

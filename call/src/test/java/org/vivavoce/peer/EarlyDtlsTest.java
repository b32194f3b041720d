package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.vivavoce.dtls.DtlsState;
import org.vivavoce.dtls.DtlsTransport;
import org.vivavoce.ice.IceAgent;
import org.vivavoce.ice.IceNomination;
import org.vivavoce.ice.IceState;
import org.vivavoce.peer.stats.RtcTransportStats;

class EarlyDtlsTest {
  private static Peer slow() {
    return new Peer(
        c ->
            c.ice(
                i ->
                    i.loopbackOnly()
                        .nomination(IceNomination.REGULAR)
                        .pacing(Duration.ofMillis(500))));
  }

  private static DtlsState dtls(Peer p) {
    return p.pc.getStats().join().all(RtcTransportStats.class).get(0).dtlsState();
  }

  /**
   * Regular nomination sends its check a Ta after the one that was answered: half a second here,
   * which is enough for a handshake unless the machine is busy with something else; then once more.
   */
  @Test
  void keys_are_agreed_on_while_the_nomination_is_still_to_come() {
    IceAgent.warmUp();
    DtlsTransport.warmUp();
    List<DtlsState> whenSelected = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 10 && !whenSelected.contains(DtlsState.CONNECTED); i++) {
      try (Peer a = slow();
          Peer b = slow()) {
        a.iceHook =
            state -> {
              if (state == IceState.CONNECTED) {
                whenSelected.add(dtls(a));
              }
            };
        Frames voice = a.connect(b, "voice");
        assertThat(a.order)
            .containsSubsequence("ice CHECKING", "ice CONNECTED", "connection CONNECTED");
        Peer.sendUntilReceived(voice, b);
      }
    }
    assertThat(whenSelected).contains(DtlsState.CONNECTED);
  }
}

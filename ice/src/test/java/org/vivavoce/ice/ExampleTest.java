package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The example of {@link IceAgent}, with a second agent as the other side. */
class ExampleTest {
  @Test
  void the_example_of_the_manual_runs() throws Exception {
    try (Peer other = new Peer()) {
      AtomicReference<IceAgent> agent = new AtomicReference<>();
      CompletableFuture<Boolean> sent = new CompletableFuture<>();
      IceListener listener =
          new IceListener() {
            @Override
            public void onLocalCandidate(IceCandidate candidate) {
              other.agent.addRemoteCandidate(IceCandidate.parse(candidate.toString()));
            }

            @Override
            public void onSelectedPair(IceCandidatePair pair) {
              ByteBuffer packet = ByteBuffer.wrap(new byte[] {(byte) 0x80, 1, 2});
              sent.complete(agent.get().send(packet));
            }
          };
      agent.set(IceAgent.create(Peer.LOOPBACK, listener));
      other.agent.start(IceRole.CONTROLLED, agent.get().localParameters());
      agent.get().gather();
      agent.get().start(IceRole.CONTROLLING, other.agent.localParameters());
      other.gathered.get(5, TimeUnit.SECONDS);
      other.candidates.forEach(agent.get()::addRemoteCandidate);
      agent.get().endOfRemoteCandidates();
      assertThat(sent.get(5, TimeUnit.SECONDS)).isTrue();
      assertThat(other.awaitDatagram()).containsExactly(0x80, 1, 2);
      agent.get().close();
    }
  }
}

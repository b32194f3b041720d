package org.vivavoce.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.vivavoce.peer.LocalTrack;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerObserver;
import org.vivavoce.peer.RtcIceCandidate;
import org.vivavoce.peer.RtpTransceiver;

/**
 * The README's example of a PeerConnection: compiled here, run here, and the same to the letter.
 */
class ReadmePeerTest {

  /** Signaling in one JVM: hands candidates to the other side, once that can take them. */
  private static final class Wire implements PeerObserver {
    private final List<RtcIceCandidate> waiting = new ArrayList<>();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private final CountDownLatch connected = new CountDownLatch(1);
    private PeerConnection other;

    synchronized void to(PeerConnection there) {
      other = there;
      waiting.forEach(other::addIceCandidate);
    }

    @Override
    public synchronized void onIceCandidate(RtcIceCandidate candidate) {
      if (other == null) {
        waiting.add(candidate);
      } else {
        other.addIceCandidate(candidate);
      }
    }

    @Override
    public void onTrack(RtpTransceiver t) {
      t.receiver()
          .track()
          .sink(
              (buffer, offset, length, sequence, timestamp, marker, type, arrival) ->
                  heard.add(new String(buffer, offset, length, StandardCharsets.US_ASCII)));
    }

    @Override
    public void onConnectionStateChange(PeerConnectionState state) {
      if (state == PeerConnectionState.CONNECTED) {
        connected.countDown();
      }
    }
  }

  @Test
  void the_readmes_example_connects_and_is_heard() throws Exception {
    Wire fromAlice = new Wire();
    Wire fromBob = new Wire();
    Tone microphone = new Tone("microphone");
    example(fromAlice, fromBob, microphone, () -> awaitHeard(fromAlice, fromBob, microphone));
  }

  private static void awaitHeard(Wire fromAlice, Wire fromBob, Tone microphone) {
    try {
      assertThat(fromAlice.connected.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(fromBob.connected.await(20, TimeUnit.SECONDS)).isTrue();
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (fromBob.heard.isEmpty() && System.nanoTime() - until < 0) {
        microphone.send();
        LockSupport.parkNanos(1_000_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(fromBob.heard).containsExactly("microphone");
  }

  private static void example(
      Wire fromAlice, Wire fromBob, LocalTrack microphone, Runnable whileOpen) {
    // README begins
    PeerConfiguration config = PeerConfiguration.builder().loopbackOnly().build();
    try (PeerConnection alice = PeerConnection.create(config, fromAlice);
        PeerConnection bob = PeerConnection.create(config, fromBob)) {
      alice.addTrack(microphone, "voice");
      bob.setRemoteDescription(alice.setLocalDescription().join()).join();
      alice.setRemoteDescription(bob.setLocalDescription().join()).join();
      fromAlice.to(bob);
      fromBob.to(alice);
      // README ends
      whileOpen.run();
    }
  }

  @Test
  void the_readme_shows_this_code() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/org/vivavoce/example/ReadmePeerTest.java"));
    String code =
        source.substring(
            source.indexOf("// README begins\n") + "// README begins\n".length(),
            source.indexOf("      // README ends"));
    String shown = code.lines().map(l -> "    " + l.substring(4)).collect(Collectors.joining("\n"));
    assertThat(Files.readString(Path.of("../README.md"))).contains(shown + "\n    }");
  }
}

package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamId;

/** The README's example: compiled here, run here, and the same to the letter. */
class ReadmeExampleTest {
  @TempDir Path folder;

  @Test
  void the_readmes_example_makes_a_call_that_is_heard() throws Exception {
    CompletableFuture<CallEvent> heard = new CompletableFuture<>();
    CompletableFuture<Call> made = new CompletableFuture<>();
    example(
        folder.resolve("bob-heard.wav"),
        event -> {
          if (event instanceof CallEvent.TrackAdded) {
            heard.complete(event);
          }
        },
        made);
    assertThat(heard.get(20, TimeUnit.SECONDS)).isInstanceOf(CallEvent.TrackAdded.class);
    assertThat(made.get(20, TimeUnit.SECONDS).state()).isEqualTo(CallState.ENDED);
    assertThat(folder.resolve("bob-heard.wav")).exists();
  }

  private static void example(Path wav, CallListener listener, CompletableFuture<Call> made)
      throws Exception {
    // README begins
    ControllerConfig config = ControllerConfig.defaults().withPeer(peer -> peer.loopbackOnly());
    SinkFactory file = (peer, stream) -> SinkTrack.create(OutputDevices.wav(wav));
    try (PubSub network = InProcessPubSub.create();
        Controller alice = Controller.create(Identity.generate(), network, config, file);
        Controller bob = Controller.create(Identity.generate(), network, config, file)) {
      alice.addMediaSource(new StreamId("tone"), SourceTrack.create(InputDevices.tone(440, -20)));
      bob.addListener(CallListener.answering(Subscriptions.allAudio()));
      bob.addListener(listener);
      Call call = alice.call(List.of(bob.did()), Subscriptions.allAudio());
      // README ends
      Person.awaitTrue(
          "a packet sent",
          () ->
              call.stats(bob.did())
                  .connection()
                  .map(c -> c.outbound().stream().anyMatch(o -> o.packetsSent() > 10))
                  .orElse(false));
      call.leave("");
      Person.awaitTrue("the call ended", () -> call.state() == CallState.ENDED);
      made.complete(call);
    }
  }

  @Test
  void the_readme_shows_this_code() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/org/vivavoce/call/ReadmeExampleTest.java"));
    String code =
        source.substring(
            source.indexOf("// README begins\n") + "// README begins\n".length(),
            source.indexOf("      // README ends"));
    String shown = code.lines().map(l -> "    " + l.substring(4)).collect(Collectors.joining("\n"));
    assertThat(Files.readString(Path.of("../README.md"))).contains(shown);
  }
}

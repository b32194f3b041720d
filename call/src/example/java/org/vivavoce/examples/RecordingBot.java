package org.vivavoce.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.vivavoce.call.Call;
import org.vivavoce.call.CallEvent;
import org.vivavoce.call.CallListener;
import org.vivavoce.call.Controller;
import org.vivavoce.call.ControllerConfig;
import org.vivavoce.call.Subscriptions;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.recording.Recorder;
import org.vivavoce.recording.RecorderConfig;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamId;

/**
 * Is invited to a meeting and records it: each participant's stream as it came, and all together,
 * in Ogg Opus files. The others are shown that it does.
 */
public final class RecordingBot implements AutoCloseable {
  private final Controller controller;
  private final Path folder;
  private final CompletableFuture<List<Path>> files = new CompletableFuture<>();
  private Recorder recorder;

  /**
   * A bot that can be called from now on.
   *
   * @param folder where the files go; made if it is missing
   */
  public RecordingBot(PubSub network, Path folder) {
    this.folder = folder;
    controller =
        Controller.create(
            Identity.generate(),
            network,
            ControllerConfig.defaults().withPeer(peer -> peer.loopbackOnly()),
            (peer, stream) -> SinkTrack.create(OutputDevices.discard()));
    controller.addListener(this::onEvent);
  }

  /** Whom to invite. */
  public Did did() {
    return controller.did();
  }

  /** The files, once the first meeting is over. */
  public CompletableFuture<List<Path>> files() {
    return files;
  }

  private void onEvent(CallEvent event) {
    if (event instanceof CallEvent.IncomingCall incoming) {
      incoming.call().answer(Subscriptions.allAudio());
    } else if (event instanceof CallEvent.ParticipantJoined && recorder == null) {
      // The first of them is there, and so are we.
      controller.activeCalls().forEach(this::record);
    }
  }

  private void record(Call call) {
    try {
      recorder = call.record(folder, RecorderConfig.defaults());
      recorder.ended().thenAccept(end -> files.complete(recorder.stats().files()));
    } catch (IOException e) {
      call.leave("I cannot record: " + e.getMessage());
      files.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    controller.close();
  }

  private static Controller person(PubSub network, String stream, double hertz) throws IOException {
    Controller person =
        Controller.create(
            Identity.generate(),
            network,
            ControllerConfig.defaults().withPeer(peer -> peer.loopbackOnly()),
            (peer, heard) -> SinkTrack.create(OutputDevices.discard()));
    person.addMediaSource(new StreamId(stream), SourceTrack.create(InputDevices.tone(hertz, -20)));
    person.addListener(CallListener.answering(Subscriptions.allAudio()));
    return person;
  }

  /**
   * Two people meet and have it recorded.
   *
   * @param args where the files go; meeting if nothing is named
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args.length > 0 ? args[0] : "meeting");
    CompletableFuture<Void> both = new CompletableFuture<>();
    AtomicInteger tracks = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(1);
    try (PubSub network = InProcessPubSub.create();
        RecordingBot bot = new RecordingBot(network, folder);
        Controller alice = person(network, "alice", 440);
        Controller bob = person(network, "bob", 660)) {
      bot.controller.addListener(
          event -> {
            if (event instanceof CallEvent.TrackAdded && tracks.incrementAndGet() == 2) {
              both.complete(null);
            }
          });
      Call call = alice.call(List.of(bob.did(), bot.did()), Subscriptions.allAudio());
      // Both are heard, or the bot has given up.
      CompletableFuture.anyOf(both, bot.files()).get();
      over.await(3, TimeUnit.SECONDS); // They talk.
      call.leave("");
      bob.activeCalls().forEach(theirs -> theirs.leave(""));
      bot.files().get().forEach(System.out::println);
    }
  }
}

package org.vivavoce.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamId;

/**
 * Three people in one call, each connected with each. Each hums a note of their own, and has a WAV
 * file of what they hear of each other.
 */
public final class GroupCall {
  /** Who hums what, in Hz. */
  private static final Map<String, Double> NOTES =
      Map.of("alice", 440.0, "bob", 554.0, "carol", 660.0);

  private final Path folder;
  private final PubSub network;
  private final Map<Did, String> names = new ConcurrentHashMap<>();

  /** Each of three hears two. */
  private final CountDownLatch tracks = new CountDownLatch(6);

  private final CountDownLatch over = new CountDownLatch(2);

  private GroupCall(Path folder, PubSub network) {
    this.folder = folder;
    this.network = network;
  }

  private Controller person(String name) throws IOException {
    Controller person =
        Controller.create(
            Identity.generate(),
            network,
            ControllerConfig.defaults().withPeer(peer -> peer.loopbackOnly()),
            (peer, stream) ->
                SinkTrack.create(
                    OutputDevices.wav(
                        folder.resolve(name + "-heard-" + names.get(peer) + ".wav"))));
    names.put(person.did(), name);
    person.addMediaSource(
        new StreamId("voice"), SourceTrack.create(InputDevices.tone(NOTES.get(name), -20)));
    person.addListener(CallListener.answering(Subscriptions.allAudio()));
    person.addListener(event -> tell(name, event));
    return person;
  }

  private void tell(String name, CallEvent event) {
    if (event instanceof CallEvent.ParticipantJoined joined) {
      System.out.println(name + ": " + names.get(joined.peer()) + " is there");
    } else if (event instanceof CallEvent.ParticipantLeft left) {
      System.out.println(name + ": " + names.get(left.peer()) + " has left");
    } else if (event instanceof CallEvent.TrackAdded) {
      tracks.countDown();
    } else if (event instanceof CallEvent.CallTerminated) {
      over.countDown();
    }
  }

  private void run() throws Exception {
    List<Controller> people = new ArrayList<>();
    try {
      for (String name : List.of("alice", "bob", "carol")) {
        people.add(person(name));
      }
      Controller alice = people.get(0);
      List<Did> others = people.stream().skip(1).map(Controller::did).toList();
      Call call = alice.call(others, Subscriptions.allAudio());
      tracks.await();
      over.await(3, TimeUnit.SECONDS);
      // The others go on without her, until one of them leaves: the last one is alone then.
      call.leave("I have to go");
      people.get(1).activeCalls().forEach(theirs -> theirs.leave("me too"));
      over.await();
    } finally {
      people.forEach(Controller::close);
    }
  }

  /**
   * @param args the folder for what is heard; group-call if none is named
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args.length > 0 ? args[0] : "group-call"));
    try (PubSub network = InProcessPubSub.create()) {
      new GroupCall(folder, network).run();
    }
  }
}

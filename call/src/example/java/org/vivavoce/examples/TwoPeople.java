package org.vivavoce.examples;

import java.nio.file.Path;
import java.util.List;
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
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamId;

/** Alice calls Bob, and hums for three seconds. What he hears is left in a WAV file. */
public final class TwoPeople {
  private TwoPeople() {}

  /**
   * @param args the file; bob-heard.wav if none is named
   */
  public static void main(String[] args) throws Exception {
    Path wav = Path.of(args.length > 0 ? args[0] : "bob-heard.wav");
    ControllerConfig config = ControllerConfig.defaults().withPeer(peer -> peer.loopbackOnly());
    CountDownLatch bobHears = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    try (PubSub network = InProcessPubSub.create();
        Controller alice =
            Controller.create(
                Identity.generate(),
                network,
                config,
                (peer, stream) -> SinkTrack.create(OutputDevices.discard()));
        Controller bob =
            Controller.create(
                Identity.generate(),
                network,
                config,
                (peer, stream) -> SinkTrack.create(OutputDevices.wav(wav)))) {
      alice.addMediaSource(new StreamId("voice"), SourceTrack.create(InputDevices.tone(440, -20)));
      bob.addListener(CallListener.answering(Subscriptions.allAudio()));
      bob.addListener(
          event -> {
            System.out.println(event);
            if (event instanceof CallEvent.ConnectionStateChanged changed
                && changed.state() == PeerConnectionState.CONNECTED) {
              bobHears.countDown();
            } else if (event instanceof CallEvent.CallTerminated) {
              over.countDown();
            }
          });
      Call call = alice.call(List.of(bob.did()), Subscriptions.allAudio());
      bobHears.await();
      // For three seconds, or until somebody hangs up.
      over.await(3, TimeUnit.SECONDS);
      call.leave("that was all");
      over.await();
    }
  }
}

package org.vivavoce.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.vivavoce.call.CallEvent;
import org.vivavoce.call.Controller;
import org.vivavoce.call.ControllerConfig;
import org.vivavoce.call.Subscriptions;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.media.TrackListener;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamId;

/**
 * Answers whoever calls, plays a file from its beginning, and hangs up at its end. Whoever calls
 * meanwhile hears that it is busy.
 */
public final class AnsweringBot implements AutoCloseable {
  private final Controller controller;
  private final SourceTrack voice;
  private final InputDevice announcement;

  /**
   * A bot that can be called from now on.
   *
   * @param network where calls come
   * @param wav what it plays
   * @throws IOException if that is no WAV file
   */
  public AnsweringBot(PubSub network, Path wav) throws IOException {
    announcement = InputDevices.wav(wav, false);
    controller =
        Controller.create(
            Identity.generate(),
            network,
            ControllerConfig.defaults().withMaxCalls(1).withPeer(peer -> peer.loopbackOnly()),
            (peer, stream) -> SinkTrack.create(OutputDevices.discard()));
    voice = SourceTrack.create(InputDevices.silence(), new HangUp());
    controller.addMediaSource(new StreamId("announcement"), voice);
    controller.addListener(this::onEvent);
  }

  /** Whom to call. */
  public Did did() {
    return controller.did();
  }

  private void onEvent(CallEvent event) {
    if (event instanceof CallEvent.IncomingCall incoming) {
      // It wants to hear nothing.
      incoming.call().answer(Subscriptions.none());
    } else if (event instanceof CallEvent.ParticipantJoined) {
      try {
        voice.changeInputDevice(announcement);
      } catch (IOException e) {
        controller.activeCalls().forEach(call -> call.leave(e.getMessage()));
      }
    }
  }

  private final class HangUp implements TrackListener {
    @Override
    public void onEnded(String deviceName) {
      controller.activeCalls().forEach(call -> call.leave("that was all"));
    }

    @Override
    public void onDeviceLost(String deviceName, IOException cause) {
      controller.activeCalls().forEach(call -> call.leave(cause.getMessage()));
    }
  }

  @Override
  public void close() {
    controller.close();
  }

  /**
   * Somebody calls the bot and listens to the end.
   *
   * @param args what it plays, and where what is heard goes
   */
  public static void main(String[] args) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (PubSub network = InProcessPubSub.create();
        AnsweringBot bot = new AnsweringBot(network, Path.of(args[0]));
        Controller caller =
            Controller.create(
                Identity.generate(),
                network,
                ControllerConfig.defaults().withPeer(peer -> peer.loopbackOnly()),
                (peer, stream) -> SinkTrack.create(OutputDevices.wav(Path.of(args[1]))))) {
      caller.addListener(
          event -> {
            if (event instanceof CallEvent.CallTerminated terminated) {
              System.out.println(terminated.reason().message());
              over.countDown();
            }
          });
      caller.call(List.of(bot.did()), Subscriptions.allAudio());
      over.await();
    }
  }
}

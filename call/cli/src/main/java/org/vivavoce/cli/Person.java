package org.vivavoce.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import org.vivavoce.call.Call;
import org.vivavoce.call.CallEvent;
import org.vivavoce.call.Controller;
import org.vivavoce.call.ControllerConfig;
import org.vivavoce.call.ParticipantState;
import org.vivavoce.call.Subscriptions;
import org.vivavoce.media.Level;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.recording.Recorder;
import org.vivavoce.recording.RecorderConfig;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamDescription;
import org.vivavoce.signaling.StreamId;

/**
 * One person's end of a call: a Controller with one source, the recordings, and what it told so
 * far. Asked by the run's thread; events come on a thread of the Controller's.
 */
final class Person implements AutoCloseable {
  /** Where what is heard of somebody goes. */
  @FunctionalInterface
  interface Ears {
    /**
     * Called once for each track that arrives.
     *
     * @param person who hears it
     * @param from whose it is
     */
    OutputDevice of(Person person, Did from);
  }

  /** Hears of this person. */
  interface Listener {
    /** An event of the Controller, after what it changes was written down. */
    void event(Person person, CallEvent event);

    /** The source or a recording broke, in words that name it. */
    void failed(String why);

    /** A sound device went or came back, in words; the call goes on. */
    default void device(String what) {}
  }

  private final String name;
  private final Ears ears;
  private final Listener listener;
  private final Controller controller;
  private final SourceTrack source;
  private final PersonSound sound;

  private volatile Call call;
  private volatile List<Remote> remotes = List.of();
  private volatile boolean leaving;

  // What keys change, on the thread that reads them.
  private boolean muted;
  private boolean deafened;
  private Recorder recorder;

  /** Nobody is answered before there is something to say. */
  private final CountDownLatch ready = new CountDownLatch(1);

  /**
   * @param name for people
   * @param identity who it is
   * @param network where signals travel
   * @param config how to connect
   * @param devices what is said, and where it is heard besides the recordings
   * @param ears what is heard goes there
   * @param listener hears of it; nothing after {@link #expectTheEnd}
   * @throws IOException if the source cannot be opened, naming it
   */
  Person(
      String name,
      Identity identity,
      PubSub network,
      ControllerConfig config,
      PersonSound.Devices devices,
      Ears ears,
      Listener listener)
      throws IOException {
    this.name = name;
    this.ears = Objects.requireNonNull(ears);
    this.listener = Objects.requireNonNull(listener);
    sound = new PersonSound(devices, new UntilTheEnd());
    source = sound.source();
    controller = Controller.create(identity, network, config, this::sink);
    try {
      controller.addListener(this::onEvent);
      controller.addMediaSource(new StreamId("voice"), source);
    } catch (IOException | RuntimeException e) {
      leaving = true;
      ready.countDown();
      controller.close();
      sound.close();
      throw e;
    }
    ready.countDown();
  }

  private SinkTrack sink(Did from, StreamDescription stream) {
    OutputDevice ear = ears.of(this, from);
    remote(from).ifPresent(r -> r.track(stream.codec(), ear.name()));
    return sound.sink(ear);
  }

  /** What happens when it is over is no failure. */
  private final class UntilTheEnd implements Listener {
    @Override
    public void event(Person person, CallEvent event) {
      listener.event(person, event);
    }

    @Override
    public void failed(String why) {
      if (!leaving) {
        listener.failed(why);
      }
    }

    @Override
    public void device(String what) {
      if (!leaving) {
        listener.device(what);
      }
    }
  }

  private void onEvent(CallEvent event) {
    long now = System.nanoTime();
    try {
      ready.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (event instanceof CallEvent.ConnectionStateChanged changed) {
      remote(changed.peer()).ifPresent(r -> connection(r, changed.state(), now));
    } else if (event instanceof CallEvent.ParticipantJoined joined) {
      remote(joined.peer()).ifPresent(r -> r.gone(false));
    } else if (event instanceof CallEvent.ParticipantLeft left) {
      remote(left.peer()).ifPresent(r -> r.gone(true));
    }
    if (!leaving) {
      if (event instanceof CallEvent.SinkFailed failed) {
        listener.failed(failed.message());
      }
      listener.event(this, event);
    }
  }

  private static void connection(Remote remote, PeerConnectionState state, long now) {
    if (state == PeerConnectionState.CONNECTED) {
      remote.connected(now);
    } else {
      remote.disconnected();
    }
  }

  /** Calls these people; the Person's only call, and so is the next. */
  void call(List<Did> others) {
    // Before anything can arrive from them.
    remotes = others.stream().map(Remote::new).toList();
    joined(controller.call(others, Subscriptions.allAudio()));
  }

  /** Answers a call. */
  void answer(Call which) {
    remotes =
        which.participants().stream().filter(did -> !did.equals(did())).map(Remote::new).toList();
    joined(which);
    which.answer(Subscriptions.allAudio());
  }

  private void joined(Call which) {
    remotes.forEach(r -> r.in(which));
    call = which;
  }

  private Optional<Remote> remote(Did did) {
    return remotes.stream().filter(r -> r.did().equals(did)).findFirst();
  }

  /** What happens from now on is no failure. */
  void expectTheEnd() {
    leaving = true;
  }

  void leave(String why) {
    Call present = call;
    if (present != null) {
      present.leave(why);
    }
  }

  /** Mutes or unmutes; whether it is muted now. */
  boolean toggleMute() {
    muted = !muted;
    controller.muteSelf(muted);
    return muted;
  }

  /** Hears nothing, or all again; whether it is deaf now. */
  boolean toggleDeafen() {
    deafened = !deafened;
    controller.deafenSelf(deafened);
    return deafened;
  }

  /**
   * Records the call, pauses the recording, or goes on with it.
   *
   * @param folder for the files
   * @return what happens now, in words
   * @throws IOException if nothing can be written there
   * @throws IllegalStateException if there is no call
   */
  String record(Path folder) throws IOException {
    Call present = call;
    if (present == null) {
      throw new IllegalStateException("there is no call yet");
    }
    if (recorder == null || recorder.ended().isDone()) {
      recorder = present.record(folder, RecorderConfig.defaults());
      return "recording into " + folder;
    }
    if (recorder.paused()) {
      recorder.resume();
      return "recording again";
    }
    recorder.pause();
    return "the recording pauses";
  }

  /** What others are shown of this person, in words. */
  String states() {
    List<String> states = new ArrayList<>();
    if (muted) {
      states.add("muted");
    }
    if (deafened) {
      states.add("deafened");
    }
    if (recorder != null && !recorder.ended().isDone()) {
      states.add(recorder.paused() ? "recording pauses" : "recording");
    }
    return String.join(", ", states);
  }

  String name() {
    return name;
  }

  Did did() {
    return controller.did();
  }

  /** The others of the call, in its order; nobody before there is one. */
  List<Remote> remotes() {
    return remotes;
  }

  /** Whether it was this person who called. */
  boolean offered() {
    Call present = call;
    return present != null && present.offerer().equals(did());
  }

  /** The others but those who said no, or nothing, or left before they were connected. */
  List<Remote> expected() {
    return remotes.stream()
        .filter(r -> r.state() != ParticipantState.DECLINED)
        .filter(r -> !r.gone() || r.connectedNanos().isPresent())
        .toList();
  }

  /** When the last of those expected was connected; empty before. */
  OptionalLong connectedNanos() {
    return Times.last(expected().stream().map(Remote::connectedNanos).toList());
  }

  /** When the first sound of the last of those expected was played; empty before. */
  OptionalLong firstFrameNanos() {
    return Times.last(expected().stream().map(Remote::firstFrameNanos).toList());
  }

  /** Takes a snapshot of everybody's figures. */
  void look(long nowNanos) {
    remotes.forEach(r -> r.look(nowNanos));
  }

  /** How loud this person speaks. */
  Level level() {
    return source.level();
  }

  /** Hangs up and completes the recordings. */
  @Override
  public void close() {
    leaving = true;
    controller.close();
    sound.close();
  }
}

package org.vivavoce.call;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vivavoce.audio.AudioPlayer;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.peer.FrameSink;
import org.vivavoce.peer.PacketSink;
import org.vivavoce.recording.AudioRecording;
import org.vivavoce.recording.Recorder;
import org.vivavoce.recording.RecorderConfig;
import org.vivavoce.rtp.AudioLevel;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.StreamId;

/**
 * What is done with the sound of calls beside playing it: recordings, and who speaks. On the
 * Controller's loop; looks at the levels while somebody is played.
 */
final class Hearing {
  private static final long LOOK_NANOS = 100_000_000;

  /** So much of a DID tells people apart in the names of files. */
  private static final int NAME_LENGTH = 12;

  private record Voice(CallId call, Did peer, StreamId stream) {}

  /** A recording that runs, and what it gets. */
  private record Running(
      Recorder recorder, Map<Voice, AudioRecording> others, Map<PublishedStream, FrameSink> ours) {}

  private final Controller controller;
  private final Map<Voice, AudioPlayer> players = new LinkedHashMap<>();
  private final Map<CallId, Running> recordings = new HashMap<>();

  /** How loud each is wanted, in dB; who is not in it: as they come. */
  private final Map<CallId, Map<Did, Double>> gains = new HashMap<>();

  /** Who speaks in which call; ourselves by our own DID. */
  private final Map<CallId, Set<Did>> speaking = new HashMap<>();

  private EventLoop.Timer look;

  Hearing(Controller controller) {
    this.controller = controller;
  }

  /** A stream of theirs is played. */
  void added(CallId call, Did peer, StreamId stream, AudioPlayer player) {
    Voice voice = new Voice(call, peer, stream);
    players.put(voice, player);
    player.gain(gains.getOrDefault(call, Map.of()).getOrDefault(peer, 0.0));
    Running running = recordings.get(call);
    if (running != null) {
      tap(running, voice, player);
    }
    if (look == null) {
      schedule();
    }
  }

  /** Before it is told: what it means for what is heard. */
  void before(CallEvent event) {
    if (event instanceof CallEvent.TrackRemoved removed) {
      Voice voice = new Voice(removed.callId(), removed.peer(), removed.stream());
      players.remove(voice);
      Running running = recordings.get(removed.callId());
      AudioRecording recording = running == null ? null : running.others().remove(voice);
      if (recording != null) {
        recording.close();
      }
    } else if (event instanceof CallEvent.CallTerminated ended) {
      players.keySet().removeIf(v -> v.call().equals(ended.callId()));
      speaking.remove(ended.callId());
      gains.remove(ended.callId());
      Running running = recordings.get(ended.callId());
      if (running != null) {
        running.recorder().stop();
        forget(ended.callId(), running);
      }
    }
  }

  /** Turns a participant up or down, for as long as the call lasts. */
  void gain(CallId call, Did peer, double db) {
    gains.computeIfAbsent(call, c -> new HashMap<>()).put(peer, db);
    players.forEach(
        (voice, player) -> {
          if (voice.call().equals(call) && voice.peer().equals(peer)) {
            player.gain(db);
          }
        });
  }

  // --- recordings

  /**
   * Begins to record; from any thread.
   *
   * @throws IOException if the folder cannot be written
   */
  Recorder record(CallId call, Path folder, RecorderConfig config) throws IOException {
    controller.ask(() -> requireUnrecorded(call));
    // Making files may take long: not on the loop.
    Recorder recorder = Recorder.start(folder, config);
    try {
      controller.ask(
          () -> {
            requireUnrecorded(call);
            record(call, recorder, controller.published());
            return null;
          });
    } catch (IllegalStateException e) {
      recorder.close();
      throw e;
    }
    return recorder;
  }

  private Void requireUnrecorded(CallId call) {
    controller.requireOpen();
    if (recordings.containsKey(call) || controller.session(call) == null) {
      throw new IllegalStateException("The call is over, or is recorded already: stop that first");
    }
    return null;
  }

  private void record(CallId call, Recorder recorder, Collection<PublishedStream> ours) {
    Running running = new Running(recorder, new HashMap<>(), new HashMap<>());
    recordings.put(call, running);
    players.forEach(
        (voice, player) -> {
          if (voice.call().equals(call)) {
            tap(running, voice, player);
          }
        });
    for (PublishedStream stream : ours) {
      AudioRecording recording = recorder.audio("me-" + stream.description().id().text());
      FrameSink sink =
          (payload, offset, length, timestamp, marker) ->
              recording.packet(payload, offset, length, timestamp, System.nanoTime());
      running.ours().put(stream, sink);
      stream.publisher().addSink(sink);
    }
    controller.showRecording(true);
    recorder.ended().thenRun(() -> controller.onLoop(() -> ended(call, running)));
  }

  private static void tap(Running running, Voice voice, AudioPlayer player) {
    String did = voice.peer().text();
    String name =
        did.substring(Math.max(0, did.length() - NAME_LENGTH)) + "-" + voice.stream().text();
    AudioRecording recording = running.recorder().audio(name);
    running.others().put(voice, recording);
    player.tap(
        new PacketSink() {
          @Override
          public void onPacket(
              byte[] buffer,
              int offset,
              int length,
              int sequenceNumber,
              long timestamp,
              boolean marker,
              int payloadType,
              long arrivalNanos) {
            recording.packet(buffer, offset, length, timestamp, arrivalNanos);
          }

          @Override
          public void onSourceChange() {
            recording.sourceChange();
          }
        });
  }

  /** By a limit, a full disk, or whoever stopped it. */
  private void ended(CallId call, Running running) {
    if (recordings.get(call) == running) {
      forget(call, running);
    }
  }

  private void forget(CallId call, Running running) {
    recordings.remove(call);
    running.ours().forEach((stream, sink) -> stream.publisher().removeSink(sink));
    running.others().keySet().stream()
        .map(players::get)
        .filter(java.util.Objects::nonNull)
        .forEach(player -> player.tap(null));
    if (recordings.isEmpty()) {
      controller.showRecording(false);
    }
  }

  // --- who speaks

  private void schedule() {
    look =
        controller
            .loop()
            .schedule(
                () -> {
                  look = null;
                  look();
                  if (!players.isEmpty()) {
                    schedule();
                  }
                },
                LOOK_NANOS);
  }

  private void look() {
    Map<CallId, Set<Did>> now = new HashMap<>();
    players.forEach(
        (voice, player) -> {
          Set<Did> heard = now.computeIfAbsent(voice.call(), c -> new HashSet<>());
          if (player.remoteLevel().filter(AudioLevel::voice).isPresent()) {
            heard.add(voice.peer());
          }
        });
    boolean anybody = now.values().stream().anyMatch(heard -> !heard.isEmpty());
    boolean self = false;
    for (PublishedStream stream : controller.published()) {
      stream.publisher().gate().othersSpeak(anybody);
      self |= stream.speaks();
    }
    if (self) {
      now.values().forEach(heard -> heard.add(controller.did()));
    }
    now.forEach(this::tell);
  }

  private void tell(CallId call, Set<Did> now) {
    Set<Did> before = speaking.getOrDefault(call, Set.of());
    speaking.put(call, now);
    for (Did did : List.copyOf(before)) {
      if (!now.contains(did)) {
        changed(call, did, false);
      }
    }
    for (Did did : now) {
      if (!before.contains(did)) {
        changed(call, did, true);
      }
    }
  }

  private void changed(CallId call, Did did, boolean speaks) {
    controller.fire(
        did.equals(controller.did())
            ? new CallEvent.SelfSpeaking(call, speaks)
            : new CallEvent.ParticipantSpeaking(call, did, speaks));
  }
}

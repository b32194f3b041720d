package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.MicrophoneGate;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.recording.Recorder;
import org.vivavoce.recording.RecorderConfig;
import org.vivavoce.recording.RecordingEnd;
import org.vivavoce.rtp.opus.OggOpusReader;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamId;

/** Recording a call, and who speaks in it, between two Controllers. */
@Timeout(120)
class RecordedCallTest {
  @TempDir Path folder;

  private static Call connect(Person alice, Person bob) {
    bob.answering(Subscriptions.allAudio());
    Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
    alice.awaitConnected();
    bob.awaitConnected();
    alice.await(CallEvent.TrackAdded.class);
    return call;
  }

  /** How loud a tone is in a file, in dB of a sample's square, over all of it. */
  private static double loud(Path file, double hertz) throws IOException {
    short[] pcm;
    try (InputStream in = Files.newInputStream(file)) {
      pcm = OggOpusReader.readMono(in, 600);
    }
    double best = 0;
    // In tenths of a second: a busy machine leaves holes, across which phases do not agree.
    for (int from = 0; from + 4_800 <= pcm.length; from += 4_800) {
      double re = 0;
      double im = 0;
      for (int i = from; i < from + 4_800; i++) {
        re += pcm[i] * Math.cos(2 * Math.PI * hertz * i / 48_000);
        im += pcm[i] * Math.sin(2 * Math.PI * hertz * i / 48_000);
      }
      best = Math.max(best, 2 * (re * re + im * im) / 4_800 / 4_800);
    }
    return 10 * Math.log10(best + 1e-9);
  }

  private static Path named(List<Path> files, String end) {
    return files.stream()
        .filter(f -> f.getFileName().toString().endsWith(end))
        .findFirst()
        .orElseThrow(() -> new AssertionError(end + " is not among " + files));
  }

  @Test
  void a_call_can_be_recorded_and_turned_down_in_the_moment_in_which_it_is_answered()
      throws Exception {
    try (PubSub network = InProcessPubSub.create();
        Person alice = Person.named(Identity.generate(), network).speaks("voice", 440);
        Person bob = Person.named(Identity.generate(), network)) {
      CompletableFuture<Recorder> recorder = new CompletableFuture<>();
      bob.controller.addListener(
          event -> {
            if (event instanceof CallEvent.IncomingCall incoming) {
              Call call = incoming.call();
              assertThatIllegalStateException().isThrownBy(() -> call.gain(alice.did(), -6));
              call.answer(Subscriptions.allAudio());
              try {
                call.gain(alice.did(), -6);
                recorder.complete(call.record(folder, RecorderConfig.defaults()));
              } catch (IOException | RuntimeException e) {
                recorder.completeExceptionally(e);
              }
            }
          });
      alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      assertThat(recorder.get(20, TimeUnit.SECONDS).stats().duration()).isNotNull();
      bob.await(CallEvent.TrackAdded.class);
    }
  }

  @Test
  void both_sides_of_a_call_are_in_files_of_their_own_and_in_one_together() throws Exception {
    try (PubSub network = InProcessPubSub.create();
        Person alice = Person.named(Identity.generate(), network).speaks("voice", 440);
        Person bob = Person.named(Identity.generate(), network).speaks("song", 1_000)) {
      Call call = connect(alice, bob);
      Recorder recorder = call.record(folder, RecorderConfig.defaults());
      bob.await(CallEvent.ParticipantStateChanged.class, e -> e.state().recording());
      assertThatIllegalStateException()
          .isThrownBy(() -> call.record(folder, RecorderConfig.defaults()));
      Person.awaitTrue("four seconds", () -> recorder.stats().duration().toMillis() > 4_000);
      call.leave("");
      assertThat(recorder.ended().get(20, TimeUnit.SECONDS)).isEqualTo(new RecordingEnd.Stopped());
      List<Path> files = recorder.stats().files();
      assertThat(files).hasSize(3);
      // A tone at -20 dBFS has 67.3 dB here.
      assertThat(loud(named(files, "me-voice.opus"), 440)).isGreaterThan(60);
      assertThat(loud(named(files, "-song.opus"), 1_000)).isGreaterThan(60);
      assertThat(loud(named(files, "-song.opus"), 440)).isLessThan(40);
      assertThat(loud(named(files, "mixed.opus"), 440)).isGreaterThan(60);
      assertThat(loud(named(files, "mixed.opus"), 1_000)).isGreaterThan(60);
    }
  }

  @Test
  void a_recording_that_ends_by_itself_is_no_longer_shown_and_the_call_goes_on() throws Exception {
    try (PubSub network = InProcessPubSub.create();
        Person alice = Person.named(Identity.generate(), network).speaks("voice", 440);
        Person bob = Person.named(Identity.generate(), network).speaks("song", 1_000)) {
      Call call = connect(alice, bob);
      RecorderConfig brief = new RecorderConfig(false, 1 << 20, Duration.ofMillis(500));
      Recorder recorder = call.record(folder, brief);
      assertThat(recorder.ended().get(20, TimeUnit.SECONDS))
          .isEqualTo(new RecordingEnd.TimeReached(Duration.ofMillis(500)));
      bob.await(CallEvent.ParticipantStateChanged.class, e -> !e.state().recording());
      assertThat(call.state()).isEqualTo(CallState.ACTIVE);
      call.record(folder, brief).close();
    }
  }

  @Test
  void a_folder_that_cannot_be_written_and_a_call_that_is_over_are_refused() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    try (PubSub network = InProcessPubSub.create();
        Person alice = Person.named(Identity.generate(), network).speaks("voice", 440);
        Person bob = Person.named(Identity.generate(), network).speaks("song", 1_000)) {
      Call call = connect(alice, bob);
      assertThatThrownBy(() -> call.record(file, RecorderConfig.defaults()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
      call.record(folder, RecorderConfig.defaults()).close();
      call.leave("");
      alice.await(CallEvent.CallTerminated.class);
      assertThatIllegalStateException()
          .isThrownBy(() -> call.record(folder, RecorderConfig.defaults()));
    }
  }

  @Test
  void a_peer_is_turned_down_and_up_here_alone() throws Exception {
    try (PubSub network = InProcessPubSub.create();
        Person alice = Person.named(Identity.generate(), network).speaks("voice", 440);
        Person bob = Person.named(Identity.generate(), network).speaks("song", 1_000)) {
      Call call = connect(alice, bob);
      Person.awaitTrue("heard", () -> level(call, bob) > -30);
      call.gain(bob.did(), -30);
      Person.awaitTrue("softer", () -> level(call, bob) < -45 && level(call, bob) > -60);
      call.gain(bob.did(), Double.NEGATIVE_INFINITY);
      Person.awaitTrue("silent", () -> level(call, bob) < -100);
      call.gain(bob.did(), 6);
      Person.awaitTrue("louder", () -> level(call, bob) > -17);
      assertThatIllegalArgumentException().isThrownBy(() -> call.gain(bob.did(), 21));
      assertThatIllegalArgumentException().isThrownBy(() -> call.gain(alice.did(), 0));
    }
  }

  private static double level(Call call, Person of) {
    return call.stats(of.did()).streams().values().stream()
        .mapToDouble(s -> s.level().rmsDbfs())
        .max()
        .orElse(-127);
  }

  @Test
  void who_speaks_is_told_on_both_sides_and_automute_yields_to_them() throws Exception {
    // Bursts, as of words: a tone that went on would be taken for a hum.
    short[] words = new short[48_000];
    for (int i = 0; i < words.length; i++) {
      boolean on = i / 12_000 % 2 == 0;
      words[i] = (short) (on ? 8_000 * Math.sin(2 * Math.PI * 600 * i / 48_000) : 0);
    }
    try (PubSub network = InProcessPubSub.create();
        Person alice = Person.named(Identity.generate(), network);
        Person bob = Person.named(Identity.generate(), network).speaks("hum", 1_000)) {
      StreamId voice = new StreamId("voice");
      alice.controller.addMediaSource(
          voice, SourceTrack.create(InputDevices.pcm("words", words, PcmFormat.MONO_48K, true)));
      MicrophoneGate gate = bob.controller.gate(new StreamId("hum"));
      gate.mode(MicrophoneGate.Mode.AUTOMUTE);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> bob.controller.gate(new StreamId("nothing")));
      connect(alice, bob);
      bob.await(
          CallEvent.ParticipantSpeaking.class, e -> e.speaking() && e.peer().equals(alice.did()));
      alice.await(CallEvent.SelfSpeaking.class, CallEvent.SelfSpeaking::speaking);
      Person.awaitTrue("Bob's microphone has yielded", () -> !gate.open());
      alice.controller.muteSelf(true);
      alice.await(CallEvent.SelfSpeaking.class, e -> !e.speaking());
    }
  }
}

package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class SourceTrackTest {
  private static final int FRAMES = 240;
  private static final long T = 5_000_000;

  private record Buffer(short[] pcm, long captureNanos, Thread thread) {}

  private final BlockingQueue<Buffer> buffers = new LinkedBlockingQueue<>();
  private final Devices.Told told = new Devices.Told();
  private final List<SourceTrack> tracks = new ArrayList<>();
  private final Logged logged = new Logged(TrackThread.class);

  @TempDir Path folder;

  private SourceTrack track(InputDevice device) throws IOException {
    SourceTrack track = SourceTrack.create(device, told);
    tracks.add(track);
    track.init(
        PcmFormat.MONO_48K,
        FRAMES,
        (pcm, offset, frames, nanos) ->
            buffers.add(
                new Buffer(
                    Arrays.copyOfRange(pcm, offset, offset + frames),
                    nanos,
                    Thread.currentThread())));
    return track;
  }

  @AfterEach
  void close() {
    tracks.forEach(SourceTrack::close);
    logged.close();
  }

  private Buffer take() throws InterruptedException {
    Buffer buffer = buffers.poll(10, TimeUnit.SECONDS);
    assertThat(buffer).as("a buffer within ten seconds").isNotNull();
    return buffer;
  }

  private static short[] ramp(int frames) {
    short[] pcm = new short[frames];
    for (int i = 0; i < frames; i++) {
      pcm[i] = (short) (i + 1);
    }
    return pcm;
  }

  @Test
  void a_source_is_heard_whole_then_silence_and_its_end_is_told_once() throws Exception {
    short[] sound = ramp(10 * FRAMES + 100);
    SourceTrack track = track(InputDevices.pcm("ramp", sound, PcmFormat.MONO_48K, false));
    track.play();
    short[] heard = new short[14 * FRAMES];
    for (int i = 0; i < 14; i++) {
      System.arraycopy(take().pcm(), 0, heard, i * FRAMES, FRAMES);
    }
    assertThat(heard).isEqualTo(Arrays.copyOf(sound, heard.length));
    assertThat(told.ended.poll(10, TimeUnit.SECONDS)).isEqualTo("ramp");
    take();
    assertThat(told.ended).isEmpty();
    assertThat(told.lost).isEmpty();
  }

  @Test
  void capture_times_advance_by_the_buffers_duration_and_keep_to_the_clock() throws Exception {
    SourceTrack track = track(InputDevices.silence());
    long before = System.nanoTime();
    track.play();
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      times.add(take().captureNanos());
    }
    long after = System.nanoTime();
    long skippedNanos = 0;
    for (int i = 1; i < times.size(); i++) {
      long step = times.get(i) - times.get(i - 1);
      assertThat(step % T).isZero();
      skippedNanos += step - T;
    }
    assertThat(skippedNanos / T).isLessThanOrEqualTo(track.stats().skippedBuffers());
    assertThat(times.get(0)).isGreaterThanOrEqualTo(before - T);
    // Nothing came before its time.
    assertThat(times.get(99) + T).isLessThanOrEqualTo(after);
  }

  @Test
  void nothing_is_heard_before_play_and_while_paused_and_a_file_stays_where_it_is()
      throws Exception {
    short[] sound = ramp(30_000);
    SourceTrack track = track(InputDevices.pcm("ramp", sound, PcmFormat.MONO_48K, false));
    assertThat(track.state()).isEqualTo(TrackState.PAUSED);
    assertThat(buffers).isEmpty();
    List<short[]> heard = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      track.play();
      assertThat(track.state()).isEqualTo(TrackState.PLAYING);
      heard.add(take().pcm());
      heard.add(take().pcm());
      track.pause();
      // At most the buffer in hand comes after pause; a marker of another track's time shows it.
      SourceTrack other = SourceTrack.create(InputDevices.silence(), TrackListener.NONE);
      BlockingQueue<Long> ticks = new LinkedBlockingQueue<>();
      other.init(PcmFormat.MONO_48K, FRAMES, (pcm, offset, frames, nanos) -> ticks.add(nanos));
      other.play();
      for (int i = 0; i < 4; i++) {
        ticks.take();
      }
      int until = buffers.size();
      for (int i = 0; i < 4; i++) {
        ticks.take();
      }
      assertThat(buffers).hasSize(until);
      other.close();
      while (!buffers.isEmpty()) {
        heard.add(take().pcm());
      }
    }
    for (int i = 0; i < heard.size(); i++) {
      assertThat(heard.get(i)).isEqualTo(Arrays.copyOfRange(sound, i * FRAMES, (i + 1) * FRAMES));
    }
    assertThat(track.level()).isEqualTo(Level.NONE);
  }

  @Test
  void a_microphone_sets_the_pace_and_its_delay_is_taken_out_of_the_time() throws Exception {
    Devices.Microphone mic = new Devices.Microphone();
    SourceTrack track = track(mic);
    track.play();
    mic.reading.await();
    long before = System.nanoTime();
    mic.capture(FRAMES, 7);
    Buffer buffer = take();
    assertThat(buffer.pcm()).containsOnly(7);
    assertThat(buffer.captureNanos())
        .isBetween(before - T - 5_000_000, System.nanoTime() - T - 5_000_000);
    assertThat(buffers).isEmpty();
    assertThat(buffer.thread().getName()).startsWith("vivavoce-source-");
    assertThat(buffer.thread().isDaemon()).isTrue();
  }

  @Test
  void what_a_microphone_hears_during_a_pause_is_thrown_away() throws Exception {
    Devices.Microphone mic = new Devices.Microphone();
    SourceTrack track = track(mic);
    for (int i = 0; i < 10; i++) {
      mic.capture(FRAMES, 1);
    }
    while (!mic.captured.isEmpty()) {
      Thread.onSpinWait();
    }
    // The last of them is out of the queue, but may still be in hand: one more, and it is not.
    mic.capture(FRAMES, 1);
    while (!mic.captured.isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(buffers).isEmpty();
  }

  @Test
  void pause_and_play_count_from_the_moment_they_return_even_while_a_read_waits() throws Exception {
    Devices.Microphone mic = new Devices.Microphone();
    SourceTrack track = track(mic);
    mic.reading.await();
    track.play();
    mic.capture(FRAMES, 1);
    assertThat(take().pcm()).containsOnly(1);
    // The thread waits in read, having seen that it plays.
    track.pause();
    mic.capture(FRAMES, 2);
    mic.capture(FRAMES, 2);
    while (!mic.captured.isEmpty()) {
      Thread.onSpinWait();
    }
    track.play();
    mic.capture(FRAMES, 3);
    short[] pcm = take().pcm();
    if (pcm[0] == 2) {
      // The last one of the pause was still being read when play came.
      pcm = take().pcm();
    }
    assertThat(pcm).containsOnly(3);
    assertThat(buffers).isEmpty();
  }

  @Test
  void an_unplugged_microphone_is_told_and_silence_goes_on_at_the_clocks_pace() throws Exception {
    Devices.Microphone mic = new Devices.Microphone();
    SourceTrack track = track(mic);
    track.play();
    mic.capture(FRAMES, 7);
    assertThat(take().pcm()).containsOnly(7);
    mic.unplug();
    assertThat(told.lost.poll(10, TimeUnit.SECONDS))
        .isEqualTo("the microphone|the microphone: unplugged");
    assertThat(mic.closed.await(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 5; i++) {
      assertThat(take().pcm()).containsOnly(0);
    }
    assertThat(track.state()).isEqualTo(TrackState.PLAYING);
    Devices.Microphone next = new Devices.Microphone();
    track.changeInputDevice(next);
    next.capture(FRAMES, 9);
    Buffer buffer = take();
    while (buffer.pcm()[0] == 0) {
      buffer = take();
    }
    assertThat(buffer.pcm()).containsOnly(9);
    assertThat(told.lost).isEmpty();
    assertThat(told.ended).isEmpty();
  }

  @Test
  void changing_the_device_frees_a_track_that_waits_for_a_dead_one() throws Exception {
    Devices.Microphone mic = new Devices.Microphone();
    SourceTrack track = track(mic);
    track.play();
    mic.reading.await();
    track.changeInputDevice(InputDevices.pcm("ramp", ramp(FRAMES), PcmFormat.MONO_48K, true));
    assertThat(take().pcm()).isEqualTo(ramp(FRAMES));
    assertThat(mic.closed.getCount()).isZero();
    assertThat(told.lost).isEmpty();
    assertThat(track.device().id()).isEqualTo("pcm:ramp");
  }

  @Test
  void changing_the_device_does_not_unpause() throws Exception {
    SourceTrack track = track(InputDevices.silence());
    track.changeInputDevice(InputDevices.tone(440, -20));
    assertThat(track.state()).isEqualTo(TrackState.PAUSED);
    track.play();
    take();
    track.pause();
    track.changeInputDevice(InputDevices.silence());
    assertThat(track.state()).isEqualTo(TrackState.PAUSED);
  }

  @Test
  void a_device_that_cannot_be_opened_changes_nothing() throws Exception {
    Path path = folder.resolve("a.wav");
    OutputDevices.wav(path).open(PcmFormat.MONO_48K, 1).close();
    try (PcmOutput out = OutputDevices.wav(path).open(PcmFormat.MONO_48K, 1)) {
      out.write(new short[100], 0, 100);
    }
    InputDevice vanishing = InputDevices.wav(path, false);
    Files.delete(path);
    SourceTrack fresh = SourceTrack.create(vanishing, told);
    assertThatThrownBy(() -> fresh.init(PcmFormat.MONO_48K, FRAMES, (pcm, o, f, n) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.wav: no such file");
    assertThat(fresh.state()).isEqualTo(TrackState.NEW);
    SourceTrack track = track(InputDevices.silence());
    track.play();
    assertThatThrownBy(() -> track.changeInputDevice(vanishing)).isInstanceOf(IOException.class);
    assertThat(track.device().id()).isEqualTo("silence");
    take();
  }

  @Test
  void a_consumer_that_throws_is_counted_and_the_track_goes_on() throws Exception {
    SourceTrack track = SourceTrack.create(InputDevices.silence(), told);
    tracks.add(track);
    BlockingQueue<Long> calls = new LinkedBlockingQueue<>();
    track.init(
        PcmFormat.MONO_48K,
        FRAMES,
        (pcm, offset, frames, nanos) -> {
          calls.add(nanos);
          throw new IllegalStateException("thrown by the test");
        });
    track.play();
    for (int i = 0; i < 3; i++) {
      assertThat(calls.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
    track.close();
    assertThat(track.stats().callbackFailures()).isEqualTo(track.stats().buffers()).isPositive();
    // A consumer that always throws must not fill the log.
    assertThat(logged.records).hasSize(1);
    assertThat(logged.records.get(0).getThrown()).hasMessage("thrown by the test");
  }

  @Test
  void the_level_is_that_of_what_is_heard() throws Exception {
    SourceTrack track = track(InputDevices.tone(1_000, -20));
    assertThat(track.level()).isEqualTo(Level.NONE);
    track.play();
    while (track.level().equals(Level.NONE)) {
      take();
    }
    assertThat(track.level().rmsDbfs()).isBetween(-20.1, -19.9);
  }

  @Test
  void closing_ends_the_thread_and_releases_the_device_even_if_it_waits() throws Exception {
    Devices.Microphone mic = new Devices.Microphone();
    SourceTrack track = track(mic);
    track.play();
    mic.capture(FRAMES, 1);
    Thread thread = take().thread();
    track.close();
    assertThat(thread.isAlive()).isFalse();
    assertThat(mic.closed.getCount()).isZero();
    assertThat(told.lost).isEmpty();
    track.close();
    assertThat(track.state()).isEqualTo(TrackState.CLOSED);
  }

  @Test
  void a_consumer_may_close_its_own_track() throws Exception {
    SourceTrack track = SourceTrack.create(InputDevices.silence(), told);
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    track.init(
        PcmFormat.MONO_48K,
        FRAMES,
        (pcm, offset, frames, nanos) -> {
          track.close();
          threads.add(Thread.currentThread());
        });
    track.play();
    Thread thread = threads.poll(10, TimeUnit.SECONDS);
    assertThat(thread).isNotNull();
    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
    assertThat(threads).isEmpty();
  }

  @Test
  void misuse_is_told_at_once() throws Exception {
    SourceTrack fresh = SourceTrack.create(InputDevices.silence(), told);
    assertThatThrownBy(fresh::play)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("call init first");
    assertThatThrownBy(() -> fresh.init(PcmFormat.MONO_48K, 0, (pcm, o, f, n) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 48000");
    fresh.changeInputDevice(InputDevices.tone(440, -20));
    fresh.init(PcmFormat.MONO_48K, FRAMES, (pcm, o, f, n) -> {});
    assertThatThrownBy(() -> fresh.init(PcmFormat.MONO_48K, FRAMES, (pcm, o, f, n) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("initialised before");
    fresh.close();
    assertThatThrownBy(fresh::play).hasMessageContaining("closed");
    assertThatThrownBy(fresh::pause).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fresh.changeInputDevice(InputDevices.silence()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new PcmFormat(999, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PcmFormat(48_000, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_track_that_was_never_initialised_closes_too() {
    SourceTrack fresh = SourceTrack.create(InputDevices.silence(), told);
    fresh.close();
    assertThat(fresh.state()).isEqualTo(TrackState.CLOSED);
  }
}

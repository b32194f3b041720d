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
class SinkTrackTest {
  private static final int FRAMES = 240;
  private static final long T = 5_000_000;

  private final Devices.Told told = new Devices.Told();
  private final List<SinkTrack> tracks = new ArrayList<>();
  private final Logged logged = new Logged(TrackThread.class);
  private final BlockingQueue<Long> pulls = new LinkedBlockingQueue<>();
  private volatile Thread thread;
  private short next = 1;

  @TempDir Path folder;

  /** Supplies 1, 2, 3… */
  private void supply(short[] pcm, int offset, int frames, long playoutNanos) {
    thread = Thread.currentThread();
    for (int i = 0; i < frames; i++) {
      pcm[offset + i] = next++;
    }
    pulls.add(playoutNanos);
  }

  private SinkTrack track(OutputDevice device) throws IOException {
    SinkTrack track = SinkTrack.create(device, told);
    tracks.add(track);
    track.init(PcmFormat.MONO_48K, FRAMES, this::supply);
    return track;
  }

  @AfterEach
  void close() {
    tracks.forEach(SinkTrack::close);
    logged.close();
  }

  private long pull() throws InterruptedException {
    Long nanos = pulls.poll(10, TimeUnit.SECONDS);
    assertThat(nanos).as("a pull within ten seconds").isNotNull();
    return nanos;
  }

  private static short[] read(Path path) throws IOException {
    short[] pcm = new short[100_000];
    try (PcmInput in = InputDevices.wav(path, false).open(PcmFormat.MONO_48K, 960)) {
      int frames = in.read(pcm, 0, 100_000);
      return Arrays.copyOf(pcm, frames);
    }
  }

  @Test
  void all_that_was_pulled_is_in_the_file_once_the_track_is_closed() throws Exception {
    Path path = folder.resolve("a.wav");
    SinkTrack track = track(OutputDevices.wav(path));
    assertThat(track.state()).isEqualTo(TrackState.PAUSED);
    track.play();
    for (int i = 0; i < 20; i++) {
      pull();
    }
    track.close();
    short[] file = read(path);
    assertThat(file).hasSize((int) track.stats().buffers() * FRAMES);
    assertThat(file.length).isGreaterThanOrEqualTo(20 * FRAMES);
    for (int i = 0; i < file.length; i++) {
      assertThat(file[i]).isEqualTo((short) (i + 1));
    }
    assertThat(thread.isAlive()).isFalse();
    assertThat(thread.getName()).startsWith("vivavoce-sink-");
    track.close();
  }

  @Test
  void playout_times_advance_by_the_buffers_duration_and_keep_to_the_clock() throws Exception {
    SinkTrack track = track(OutputDevices.discard());
    long before = System.nanoTime();
    track.play();
    long first = pull();
    long last = first;
    long skippedNanos = 0;
    for (int i = 0; i < 99; i++) {
      long nanos = pull();
      assertThat((nanos - last) % T).isZero();
      skippedNanos += nanos - last - T;
      last = nanos;
    }
    assertThat(first).isGreaterThanOrEqualTo(before);
    assertThat(last).isLessThanOrEqualTo(System.nanoTime());
    assertThat(skippedNanos / T).isLessThanOrEqualTo(track.stats().skippedBuffers());
  }

  @Test
  void a_speaker_sets_the_pace_and_its_delay_is_added_to_the_time() throws Exception {
    Devices.Speaker speaker = new Devices.Speaker();
    SinkTrack track = track(speaker);
    long before = System.nanoTime();
    track.play();
    assertThat(pull()).isBetween(before + 7_000_000, System.nanoTime() + 7_000_000);
    for (int i = 0; i < 50; i++) {
      assertThat(speaker.listen()[0]).isEqualTo((short) (1 + i * FRAMES));
    }
    // One is in the speaker, one waits in write: no more is pulled ahead than that.
    assertThat(pulls.size()).isLessThanOrEqualTo(52);
    track.close();
    assertThat(thread.isAlive()).isFalse();
    assertThat(speaker.closed.getCount()).isZero();
    assertThat(told.lost).isEmpty();
  }

  @Test
  void an_unplugged_speaker_is_told_and_the_track_goes_on_pulling() throws Exception {
    Devices.Speaker speaker = new Devices.Speaker();
    SinkTrack track = track(speaker);
    track.play();
    speaker.listen();
    speaker.unplugged = true;
    assertThat(told.lost.poll(10, TimeUnit.SECONDS))
        .isEqualTo("the speaker|the speaker: unplugged");
    assertThat(speaker.closed.await(10, TimeUnit.SECONDS)).isTrue();
    pulls.clear();
    for (int i = 0; i < 5; i++) {
      pull();
    }
    Path path = folder.resolve("a.wav");
    track.changeOutputDevice(OutputDevices.wav(path));
    pulls.clear();
    for (int i = 0; i < 5; i++) {
      pull();
    }
    track.close();
    assertThat(read(path).length).isGreaterThanOrEqualTo(4 * FRAMES);
    assertThat(told.lost).isEmpty();
  }

  @Test
  void changes_of_file_lose_no_frame_and_complete_each() throws Exception {
    int changes = 40;
    SinkTrack track = track(OutputDevices.wav(folder.resolve("0.wav")));
    track.play();
    for (int change = 1; change < changes; change++) {
      pull();
      track.changeOutputDevice(OutputDevices.wav(folder.resolve(change + ".wav")));
    }
    pull();
    pull();
    track.close();
    assertThat(told.lost).isEmpty();
    int frames = 0;
    for (int change = 0; change < changes; change++) {
      Path file = folder.resolve(change + ".wav");
      short[] pcm = Files.size(file) == 44 ? new short[0] : read(file);
      for (short sample : pcm) {
        assertThat(sample).isEqualTo((short) ++frames);
      }
    }
    assertThat((long) frames).isEqualTo(track.stats().buffers() * FRAMES);
  }

  @Test
  void a_full_file_is_told_and_the_track_goes_on() throws Exception {
    Path path = folder.resolve("a.wav");
    OutputDevice small =
        new OutputDevice() {
          @Override
          public String id() {
            return "small";
          }

          @Override
          public String name() {
            return "small";
          }

          @Override
          public PcmOutput open(PcmFormat format, int framesPerBuffer) throws IOException {
            return WavWriter.create(path, format, 3_000);
          }
        };
    SinkTrack track = track(small);
    track.play();
    assertThat(told.lost.poll(10, TimeUnit.SECONDS)).startsWith("small|").contains("full");
    assertThat(read(path)).hasSize(1_500);
    pulls.clear();
    pull();
    assertThat(track.state()).isEqualTo(TrackState.PLAYING);
  }

  @Test
  void a_supplier_that_throws_gives_silence_and_is_counted() throws Exception {
    Path path = folder.resolve("a.wav");
    SinkTrack track = SinkTrack.create(OutputDevices.wav(path), told);
    tracks.add(track);
    track.init(
        PcmFormat.MONO_48K,
        FRAMES,
        (pcm, offset, frames, nanos) -> {
          Arrays.fill(pcm, (short) 99);
          pulls.add(nanos);
          throw new IllegalStateException("thrown by the test");
        });
    track.play();
    for (int i = 0; i < 3; i++) {
      pull();
    }
    track.close();
    assertThat(track.stats().callbackFailures()).isGreaterThanOrEqualTo(3);
    assertThat(read(path)).containsOnly(0);
    assertThat(logged.records).hasSize(1);
  }

  @Test
  void a_paused_sink_neither_pulls_nor_writes() throws Exception {
    Path path = folder.resolve("a.wav");
    SinkTrack track = track(OutputDevices.wav(path));
    track.play();
    pull();
    track.pause();
    // Another track's pulls are the clock.
    SinkTrack other = SinkTrack.create(OutputDevices.discard(), TrackListener.NONE);
    tracks.add(other);
    BlockingQueue<Long> ticks = new LinkedBlockingQueue<>();
    other.init(PcmFormat.MONO_48K, FRAMES, (pcm, offset, frames, nanos) -> ticks.add(nanos));
    other.play();
    for (int i = 0; i < 4; i++) {
      ticks.take();
    }
    long until = track.stats().buffers();
    for (int i = 0; i < 4; i++) {
      ticks.take();
    }
    assertThat(track.stats().buffers()).isEqualTo(until);
    track.play();
    pull();
    track.close();
    assertThat(read(path)).hasSize((int) track.stats().buffers() * FRAMES);
  }

  @Test
  void a_place_that_cannot_be_written_is_told_by_init() {
    SinkTrack track =
        SinkTrack.create(OutputDevices.wav(folder.resolve("absent").resolve("a.wav")), told);
    assertThatThrownBy(() -> track.init(PcmFormat.MONO_48K, FRAMES, this::supply))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no folder");
    assertThat(track.state()).isEqualTo(TrackState.NEW);
    track.close();
  }

  @Test
  void misuse_is_told_at_once() throws Exception {
    SinkTrack fresh = SinkTrack.create(OutputDevices.discard(), told);
    assertThatThrownBy(fresh::play).isInstanceOf(IllegalStateException.class);
    fresh.changeOutputDevice(OutputDevices.discard());
    fresh.init(PcmFormat.MONO_48K, FRAMES, this::supply);
    assertThatThrownBy(() -> fresh.init(PcmFormat.MONO_48K, FRAMES, this::supply))
        .isInstanceOf(IllegalStateException.class);
    fresh.close();
    assertThatThrownBy(fresh::pause).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fresh.changeOutputDevice(OutputDevices.discard()))
        .isInstanceOf(IllegalStateException.class);
  }
}

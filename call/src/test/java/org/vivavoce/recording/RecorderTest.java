package org.vivavoce.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Recordings by their thread, into real files. */
@Timeout(60)
class RecorderTest {
  private static final int PATIENCE_SECONDS = 20;

  @TempDir Path folder;

  /** Hands over so many frames at once, as if they had come at their pace, up to now. */
  private static void talk(AudioRecording to, int frames) {
    List<byte[]> packets = Sound.tone(440, frames);
    long end = System.nanoTime();
    for (int i = 0; i < frames; i++) {
      byte[] p = packets.get(i);
      to.packet(p, 0, p.length, (long) i * Sound.FRAME, end - (frames - i) * Sound.FRAME_NANOS);
    }
  }

  private static RecordingEnd end(Recorder recorder) throws Exception {
    return recorder.ended().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(until);
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void opusinfo_and_opusdec_read_all_files_without_complaint() throws Exception {
    OpusTools.require("opusinfo", "opus-tools");
    Recorder recorder = Recorder.start(folder, RecorderConfig.defaults());
    await(() -> recorder.stats().duration().toMillis() > 1_500);
    AudioRecording alice = recorder.audio("Alice");
    talk(alice, 40);
    AudioRecording bob = recorder.audio("Bob");
    talk(bob, 20);
    recorder.stop();
    assertThat(end(recorder)).isEqualTo(new RecordingEnd.Stopped());
    RecorderStats stats = recorder.stats();
    assertThat(stats.files()).hasSize(3);
    assertThat(stats.droppedPackets()).isZero();
    for (Path file : stats.files()) {
      assertThat(OpusTools.run("opusinfo", file.toString()))
          .doesNotContain("WARNING")
          .doesNotContain("ERROR");
      assertThat(OpusTools.decodedMillis(file)).isCloseTo(stats.duration().toMillis(), within(30L));
    }
  }

  @Test
  void a_killed_process_leaves_files_that_can_be_played() throws Exception {
    OpusTools.require("opusdec", "opus-tools");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RecordingChild.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long recorded = 0;
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      while (recorded < 6_000) {
        recorded = Long.parseLong(out.readLine());
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    assertThat(files)
        .extracting(p -> p.getFileName().toString())
        .containsExactly("mixed.opus", "one.opus", "two.opus");
    for (Path file : files) {
      // Two seconds are held back, and a page of a second is not written yet.
      assertThat(OpusTools.decodedMillis(file)).isGreaterThan(recorded - 3_800);
      assertThat(Sound.spans(Sound.read(file), 440)).as(file.toString()).isNotEmpty();
    }
  }

  /** A disk that is full after so many bytes, in all files together. */
  private static FileMaker.Opener disk(long capacity) {
    AtomicLong left = new AtomicLong(capacity);
    return path ->
        new FilterOutputStream(Files.newOutputStream(path)) {
          @Override
          public void write(byte[] b, int off, int len) throws IOException {
            if (left.addAndGet(-len) < 0) {
              throw new IOException("No space left on device");
            }
            out.write(b, off, len);
          }
        };
  }

  @Test
  void a_full_disk_ends_the_recording_is_told_and_costs_the_caller_nothing() throws Exception {
    Recorder recorder = Recorder.start(folder, RecorderConfig.defaults(), disk(3_000));
    AudioRecording alice = recorder.audio("alice");
    List<byte[]> packets = Sound.tone(440, 10);
    long[] frame = {0};
    await(
        () -> {
          byte[] p = packets.get((int) (frame[0] % 10));
          alice.packet(p, 0, p.length, frame[0]++ * Sound.FRAME, System.nanoTime());
          return recorder.ended().isDone();
        });
    assertThat(end(recorder))
        .isInstanceOfSatisfying(
            RecordingEnd.Failed.class,
            failed -> assertThat(failed.cause()).hasMessageContaining("No space left"));
    // All that goes on comes to nothing, and to no exception.
    talk(alice, 5);
    recorder.pause();
    recorder.resume();
    alice.sourceChange();
    alice.close();
    talk(recorder.audio("late"), 1);
    recorder.close();
    assertThat(recorder.stop().get(1, TimeUnit.SECONDS)).isInstanceOf(RecordingEnd.Failed.class);
  }

  @Test
  void a_disk_that_hangs_holds_up_nobody_and_takes_bounded_memory() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Recorder recorder =
        Recorder.start(
            folder,
            new RecorderConfig(false, 1 << 20, Duration.ofHours(1)),
            path ->
                new FilterOutputStream(Files.newOutputStream(path)) {
                  @Override
                  public void write(byte[] b, int off, int len) throws IOException {
                    hangs.countDown();
                    try {
                      released.await();
                    } catch (InterruptedException e) {
                      throw new IOException(e);
                    }
                    out.write(b, off, len);
                  }
                });
    AudioRecording alice = recorder.audio("alice");
    talk(alice, 1);
    assertThat(hangs.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    byte[] packet = Sound.tone(440, 1).get(0);
    int more = 2 * Recorder.MAX_QUEUED;
    for (int i = 0; i < more; i++) {
      alice.packet(packet, 0, packet.length, i * 960L, System.nanoTime());
    }
    released.countDown();
    recorder.close();
    assertThat(recorder.stats().droppedPackets())
        .isGreaterThanOrEqualTo(more - Recorder.MAX_QUEUED);
  }

  @Test
  void a_folder_that_cannot_be_written_is_refused_at_once_with_its_path_and_the_reason()
      throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    for (Path bad : List.of(file, file.resolve("below"), Path.of("/proc/vivavoce-recordings"))) {
      assertThatThrownBy(() -> Recorder.start(bad, RecorderConfig.defaults()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(bad.toString())
          .hasMessageContaining("cannot be written")
          .hasMessageContaining("Exception ");
    }
  }

  @Test
  void files_that_are_there_are_not_touched() throws Exception {
    Path before = Files.writeString(folder.resolve("mixed.opus"), "mine");
    Recorder recorder = Recorder.start(folder, RecorderConfig.defaults());
    talk(recorder.audio("a"), 5);
    recorder.close();
    assertThat(Files.readString(before)).isEqualTo("mine");
    assertThat(recorder.stats().files())
        .extracting(p -> p.getFileName().toString())
        .containsExactly("mixed-2.opus", "a.opus");
  }

  @Test
  void a_recorder_stops_by_itself_at_its_limit_and_takes_no_notice_of_what_comes_after()
      throws Exception {
    byte[] packet = Sound.tone(440, 1).get(0);
    Recorder recorder =
        Recorder.start(folder, new RecorderConfig(true, 1 << 20, Duration.ofMillis(300)));
    recorder.audio("a").packet(packet, 0, packet.length, 0, System.nanoTime());
    assertThat(end(recorder)).isEqualTo(new RecordingEnd.TimeReached(Duration.ofMillis(300)));
    talk(recorder.audio("b"), 5);
    for (Path file : recorder.stats().files()) {
      assertThat(Sound.read(file)).hasSize(300 * 48);
    }
    assertThat(recorder.stats().files()).hasSize(2);
  }

  @Test
  void a_thread_for_each_recorder_and_none_after_it() throws Exception {
    try (Recorder recorder = Recorder.start(folder, RecorderConfig.defaults())) {
      assertThat(threads()).isPositive();
      recorder.pause();
      assertThat(recorder.paused()).isTrue();
      recorder.resume();
      assertThat(recorder.paused()).isFalse();
    }
    await(() -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("vivavoce-recorder-"))
        .count();
  }

  @Test
  void limits_that_make_no_sense_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RecorderConfig(true, 0, Duration.ofHours(1)));
    for (Duration bad : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(367))) {
      assertThatIllegalArgumentException().isThrownBy(() -> new RecorderConfig(true, 1, bad));
    }
  }

  @Test
  void a_fault_of_a_file_system_that_throws_anything_ends_the_recording() throws Exception {
    OutputStream[] first = new OutputStream[1];
    Recorder recorder =
        Recorder.start(
            folder,
            new RecorderConfig(false, 1 << 20, Duration.ofHours(1)),
            path -> {
              first[0] = Files.newOutputStream(path);
              throw new UnsupportedOperationException("no such thing");
            });
    talk(recorder.audio("a"), 1);
    assertThat(end(recorder)).isInstanceOf(RecordingEnd.Failed.class);
    first[0].close();
  }
}

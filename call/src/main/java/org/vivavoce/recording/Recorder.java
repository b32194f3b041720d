package org.vivavoce.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records a call into a folder: each participant's Opus as it was received, into an Ogg Opus file
 * of their own, and, if wanted, everybody together into {@code mixed.opus}. All files begin at the
 * same moment; who joins later is silent until then, what was lost or not sent is filled. Video
 * goes into IVF or Annex-B files.
 *
 * <pre>
 * Recorder recorder = Recorder.start(folder, RecorderConfig.defaults());
 * AudioRecording alice = recorder.audio("alice");
 * alice.packet(buffer, offset, length, timestamp, arrivalNanos); // for each packet
 * alice.close();                                                  // she leaves
 * recorder.stop().join();
 * </pre>
 *
 * <p>Files are written by a thread of the recorder's own, two seconds behind, page by page: a
 * process that is killed leaves files that can be played up to a few seconds before. Nobody who
 * hands over packets ever waits for the disk; if it is slower than a call for seconds, packets are
 * dropped and counted. When it is full the recording ends, which {@link #ended} tells; the call
 * does not notice.
 *
 * <p>All methods are safe from any thread.
 */
public final class Recorder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
  private static final AtomicInteger NAMES = new AtomicInteger();

  /** Packets that wait for the disk: at 50 a second, ten people's for eight seconds. */
  static final int MAX_QUEUED = 4_096;

  private static final long TICK_NANOS = 100_000_000;
  private static final long CLOSE_SECONDS = 10;

  /** Something for the thread to do. */
  interface Task {
    void run(RecordingSession session) throws IOException;
  }

  private final RecordingSession session;
  private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong notQueued = new AtomicLong();
  private final CompletableFuture<RecordingEnd> ended = new CompletableFuture<>();
  private volatile RecorderStats stats;
  private volatile boolean stopping;
  private volatile boolean paused;

  private Recorder(RecordingSession session) {
    this.session = session;
    stats = session.stats(System.nanoTime(), 0);
  }

  /**
   * Begins to record.
   *
   * @param folder where the files go; made if it is not there. Files that are there stay
   * @param config what is recorded, and how much at most
   * @return a recorder that runs
   * @throws IOException if the folder cannot be made or written, with its path and the reason
   */
  public static Recorder start(Path folder, RecorderConfig config) throws IOException {
    return start(folder, config, FileMaker.NEW_FILES);
  }

  static Recorder start(Path folder, RecorderConfig config, FileMaker.Opener opener)
      throws IOException {
    Objects.requireNonNull(config, "config");
    RecordingSession session;
    try {
      Files.createDirectories(folder);
      // Only writing tells whether one can.
      Files.delete(Files.createTempFile(folder, ".vivavoce", ".tmp"));
      session =
          new RecordingSession(
              new FileMaker(folder, opener, new SecureRandom()), config, System.nanoTime());
    } catch (IOException e) {
      String reason = e.getMessage() == null ? "" : e.getMessage();
      throw new IOException(
          "the recording folder "
              + folder.toAbsolutePath()
              + " cannot be written: "
              + e.getClass().getSimpleName()
              + " "
              + reason,
          e);
    }
    Recorder recorder = new Recorder(session);
    Thread thread = new Thread(recorder::run, "vivavoce-recorder-" + NAMES.incrementAndGet());
    thread.setDaemon(true);
    thread.start();
    return recorder;
  }

  /**
   * A participant's sound.
   *
   * @param name what the file is called; made safe, and distinct from others
   */
  public AudioRecording audio(String name) {
    return new AudioRecording(this, Objects.requireNonNull(name, "name"));
  }

  /**
   * A participant's video.
   *
   * @param name what the file is called; made safe, and distinct from others
   * @param codec what it is encoded with
   * @param keyFrameWanted called on the recorder's thread, at most once a second, while nothing can
   *     be written before a key frame comes
   */
  public VideoRecording video(String name, VideoCodec codec, Runnable keyFrameWanted) {
    return new VideoRecording(
        this,
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(codec, "codec"),
        Objects.requireNonNull(keyFrameWanted, "keyFrameWanted"));
  }

  /** Stops the timeline; what is said meanwhile is in no file. Again changes nothing. */
  public void pause() {
    paused = true;
    long now = System.nanoTime();
    command(s -> s.pause(now));
  }

  /** Goes on. Without a pause nothing happens. */
  public void resume() {
    paused = false;
    long now = System.nanoTime();
    command(s -> s.resume(now));
  }

  /** Whether it was paused last. */
  public boolean paused() {
    return paused;
  }

  /** What it has done; of the last tenth of a second. */
  public RecorderStats stats() {
    return stats;
  }

  /** Completes when all files are closed, with why. */
  public CompletableFuture<RecordingEnd> ended() {
    return ended.copy();
  }

  /** Ends the recording; completes when all files are closed. Again changes nothing. */
  public CompletableFuture<RecordingEnd> stop() {
    stopping = true;
    command(s -> {});
    return ended();
  }

  /** Stops and waits until all files are closed, up to ten seconds. */
  @Override
  public void close() {
    try {
      stop().get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.warn("A recording was not closed in time", e);
    }
  }

  void command(Task task) {
    if (!ended.isDone()) {
      tasks.add(task);
    }
  }

  /** A packet; dropped if too many wait already. */
  void packet(Task task) {
    if (ended.isDone() || paused) {
      return;
    }
    if (queued.incrementAndGet() > MAX_QUEUED) {
      queued.decrementAndGet();
      notQueued.incrementAndGet();
      return;
    }
    tasks.add(
        s -> {
          queued.decrementAndGet();
          task.run(s);
        });
  }

  static byte[] copy(byte[] buffer, int offset, int length) {
    return Arrays.copyOfRange(
        buffer, offset, Objects.checkFromIndexSize(offset, length, buffer.length) + length);
  }

  private void run() {
    RecordingEnd end;
    long now;
    try {
      end = record();
      now = System.nanoTime();
      session.finish(now);
    } catch (IOException e) {
      now = System.nanoTime();
      end = new RecordingEnd.Failed(e);
      abandon();
    } catch (RuntimeException | Error e) {
      LOG.error("A recording ended by a fault of its own", e);
      now = System.nanoTime();
      end = new RecordingEnd.Failed(new IOException("the recorder failed: " + e, e));
      abandon();
    }
    stats = session.stats(now, notQueued.get());
    ended.complete(end);
    tasks.clear();
  }

  private void abandon() {
    for (IOException e : session.abandon()) {
      LOG.debug("A file of a recording that failed could not be closed either", e);
    }
  }

  private RecordingEnd record() throws IOException {
    long next = System.nanoTime();
    while (true) {
      Task task = next(next);
      if (task != null) {
        task.run(session);
      }
      long now = System.nanoTime();
      if (now - next >= 0) {
        next = now + TICK_NANOS;
        Optional<RecordingEnd> end = session.advance(now);
        stats = session.stats(now, notQueued.get());
        if (end.isPresent()) {
          return end.get();
        }
      }
      if (stopping && tasks.isEmpty()) {
        return new RecordingEnd.Stopped();
      }
    }
  }

  private Task next(long due) {
    try {
      return tasks.poll(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but who wants it to end.
      stopping = true;
      return null;
    }
  }
}

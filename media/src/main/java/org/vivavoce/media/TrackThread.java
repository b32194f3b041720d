package org.vivavoce.media;

import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What source and sink tracks have in common: the thread, the pace, the states, the level.
 * Subclasses say what one buffer is.
 */
abstract class TrackThread {
  static final int MAX_FRAMES = 48_000;

  private static final Logger LOG = LoggerFactory.getLogger(TrackThread.class);
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final long CATCH_UP_NANOS = 200_000_000;
  private static final int LEVELS_PER_SECOND = 10;
  private static final long JOIN_MILLIS = 2_000;

  final TrackListener listener;

  /** Guards what the commands change; never held while calling out. */
  final Object lock = new Object();

  private final String threadPrefix;
  private volatile TrackState state = TrackState.NEW;
  private volatile Thread thread;

  // Set once by init, before the thread starts.
  PcmFormat format;
  int framesPerBuffer;
  short[] pcm;
  private Pacer pacer;
  private volatile LevelMeter meter;

  private volatile long buffers;
  private volatile long skipped;
  private volatile long callbackFailures;

  TrackThread(String threadPrefix, TrackListener listener) {
    this.threadPrefix = threadPrefix;
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  /** Checks init's parameters and the state; under the lock. */
  void prepare(PcmFormat wanted, int frames) {
    Objects.requireNonNull(wanted, "format");
    if (frames < 1 || frames > MAX_FRAMES) {
      throw new IllegalArgumentException(
          "framesPerBuffer is " + frames + "; 1 to " + MAX_FRAMES + " are allowed");
    }
    if (state != TrackState.NEW) {
      throw new IllegalStateException(
          state == TrackState.CLOSED ? "the track is closed" : "the track was initialised before");
    }
  }

  /** Starts the thread; under the lock, with the device open. */
  void launch(PcmFormat wanted, int frames) {
    format = wanted;
    framesPerBuffer = frames;
    pcm = new short[frames * wanted.channels()];
    long burst = Math.max(1, CATCH_UP_NANOS / Math.max(1, wanted.nanos(frames)));
    pacer = new Pacer(wanted, frames, (int) Math.min(burst, Integer.MAX_VALUE));
    meter =
        new LevelMeter(Math.max(1, wanted.sampleRate() / LEVELS_PER_SECOND) * wanted.channels());
    state = TrackState.PAUSED;
    Thread runner = new Thread(this::run, threadPrefix + NAMES.incrementAndGet());
    runner.setDaemon(true);
    thread = runner;
    runner.start();
  }

  private void run() {
    boolean wasPlaying = false;
    boolean wasPaced = false;
    TrackState now = state;
    for (; now != TrackState.CLOSED; now = state) {
      boolean playing = now == TrackState.PLAYING;
      boolean selfPaced = selfPaced();
      if (!playing && !(selfPaced && runsWhilePaused())) {
        if (wasPlaying) {
          meter.reset();
        }
        wasPlaying = false;
        LockSupport.park(this);
        continue;
      }
      if (selfPaced) {
        turn(System.nanoTime());
      } else {
        if (!wasPlaying || !wasPaced) {
          pacer.start(System.nanoTime());
        }
        long time = System.nanoTime();
        long wait = pacer.nanosUntilDue(time);
        if (wait > 0) {
          wasPlaying = true;
          wasPaced = true;
          LockSupport.parkNanos(this, wait);
          continue;
        }
        long due = pacer.take(time);
        skipped = pacer.skipped();
        turn(due);
      }
      if (wasPlaying && !playing) {
        meter.reset();
      }
      wasPlaying = playing;
      wasPaced = !selfPaced;
    }
  }

  private void turn(long nanos) {
    if (oneBuffer(nanos)) {
      meter.accept(pcm, 0, pcm.length);
      buffers = buffers + 1;
    }
  }

  /** Whether the present device paces itself. */
  abstract boolean selfPaced();

  /** Whether a device that paces itself must be served while paused too. */
  abstract boolean runsWhilePaused();

  /**
   * Moves one buffer, in {@link #pcm}; catches everything.
   *
   * @param nanos when it was due, or the time if the device paces itself
   * @return whether the application was called
   */
  abstract boolean oneBuffer(long nanos);

  /** Counts and logs a callback that threw: the first, then every thousandth. */
  void callbackFailed(String what, Throwable thrown) {
    long count = callbackFailures;
    callbackFailures = count + 1;
    if (count % 1000 == 0) {
      LOG.warn("{} threw (failure {} of this track); the track goes on", what, count + 1, thrown);
    }
  }

  void tellEnded(String deviceName) {
    try {
      listener.onEnded(deviceName);
    } catch (RuntimeException e) {
      LOG.warn("a track's listener threw", e);
    }
  }

  /** Closes a device that failed, and tells it. */
  void tellLost(String deviceName, Closeable device, Exception cause) {
    IOException told =
        cause instanceof IOException io
            ? io
            : new IOException(deviceName + ": the device failed: " + cause, cause);
    try {
      device.close();
    } catch (IOException | RuntimeException e) {
      told.addSuppressed(e);
    }
    tellLost(deviceName, told);
  }

  void tellLost(String deviceName, IOException cause) {
    LOG.info("device {} is lost: {}", deviceName, cause.getMessage());
    try {
      listener.onDeviceLost(deviceName, cause);
    } catch (RuntimeException e) {
      LOG.warn("a track's listener threw", e);
    }
  }

  public final void play() {
    change(TrackState.PLAYING);
  }

  public final void pause() {
    change(TrackState.PAUSED);
  }

  private void change(TrackState wanted) {
    synchronized (lock) {
      requireOpen();
      if (state == TrackState.NEW) {
        throw new IllegalStateException("the track is not initialised: call init first");
      }
      state = wanted;
    }
    wake();
  }

  void requireOpen() {
    if (state == TrackState.CLOSED) {
      throw new IllegalStateException("the track is closed");
    }
  }

  void wake() {
    LockSupport.unpark(thread);
  }

  /** Marks the track closed; under the lock. Returns false if it was closed before. */
  boolean markClosed() {
    boolean first = state != TrackState.CLOSED;
    state = TrackState.CLOSED;
    return first;
  }

  /** Waits for the thread to end, unless this is it. */
  void join() {
    Thread runner = thread;
    wake();
    if (runner != null && runner != Thread.currentThread()) {
      try {
        runner.join(JOIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public final TrackState state() {
    return state;
  }

  public final Level level() {
    LevelMeter present = meter;
    return present == null || state != TrackState.PLAYING ? Level.NONE : present.level();
  }

  public final TrackStats stats() {
    return new TrackStats(buffers, skipped, callbackFailures);
  }
}

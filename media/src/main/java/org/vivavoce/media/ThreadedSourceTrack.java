package org.vivavoce.media;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/** A source track: one thread reads the device and calls the consumer. */
final class ThreadedSourceTrack extends TrackThread implements SourceTrack {
  /** A device and, once the track is initialised, its open input; null after its end or loss. */
  private record Source(InputDevice device, PcmInput input) {}

  private volatile Source source;
  private volatile PcmConsumer consumer;

  ThreadedSourceTrack(InputDevice device, TrackListener listener) {
    super("vivavoce-source-", listener);
    source = new Source(Objects.requireNonNull(device, "device"), null);
  }

  @Override
  public void init(PcmFormat wanted, int frames, PcmConsumer pcmConsumer) throws IOException {
    Objects.requireNonNull(pcmConsumer, "consumer");
    InputDevice device;
    synchronized (lock) {
      prepare(wanted, frames);
      device = source.device();
    }
    PcmInput input = device.open(wanted, frames);
    try {
      synchronized (lock) {
        prepare(wanted, frames);
        source = new Source(device, input);
        consumer = pcmConsumer;
        launch(wanted, frames);
      }
    } catch (IllegalStateException e) {
      input.close();
      throw e;
    }
  }

  @Override
  public void changeInputDevice(InputDevice device) throws IOException {
    Objects.requireNonNull(device, "device");
    synchronized (lock) {
      requireOpen();
      if (state() == TrackState.NEW) {
        source = new Source(device, null);
        return;
      }
    }
    PcmInput input = device.open(format, framesPerBuffer);
    Source old;
    try {
      synchronized (lock) {
        requireOpen();
        old = source;
        source = new Source(device, input);
      }
    } catch (IllegalStateException e) {
      input.close();
      throw e;
    }
    wake();
    // Also ends a read that waits for a device which delivers nothing.
    close(old.input(), old.device().name());
  }

  /**
   * Opens the device again that was lost, unless another has been chosen or the track closed.
   *
   * @return whether the track goes on with it
   * @throws IOException if it cannot be opened
   */
  boolean reopen(InputDevice lost) throws IOException {
    if (!isWithout(lost)) {
      return false;
    }
    PcmInput input = lost.open(format, framesPerBuffer);
    synchronized (lock) {
      if (isWithout(lost)) {
        source = new Source(lost, input);
        wake();
        return true;
      }
    }
    input.close();
    return false;
  }

  private boolean isWithout(InputDevice lost) {
    Source present = source;
    return present.device() == lost && present.input() == null && state() != TrackState.CLOSED;
  }

  private void close(PcmInput input, String name) {
    if (input != null) {
      try {
        input.close();
      } catch (IOException e) {
        tellLost(name, e);
      }
    }
  }

  @Override
  boolean selfPaced() {
    PcmInput input = source.input();
    return input != null && input.selfPaced();
  }

  @Override
  boolean runsWhilePaused() {
    // Or the sound of the pause would be heard after it.
    return true;
  }

  @Override
  boolean oneBuffer(long nanos) {
    Source present = source;
    PcmInput input = present.input();
    int got = 0;
    boolean wanted = true;
    long captured = nanos - format.nanos(framesPerBuffer);
    if (input != null) {
      try {
        got = input.read(pcm, 0, framesPerBuffer);
        if (input.selfPaced()) {
          captured = System.nanoTime() - input.delayNanos() - format.nanos(framesPerBuffer);
          // Asked after the wait: what was heard after pause() must not get out.
          wanted = state() == TrackState.PLAYING;
        }
      } catch (IOException | RuntimeException e) {
        if (source != present || state() == TrackState.CLOSED) {
          // Closed under us by changeInputDevice or close: what was meant to happen.
          return false;
        }
        lost(present, e);
      }
    }
    Arrays.fill(pcm, got * format.channels(), pcm.length, (short) 0);
    if (wanted) {
      try {
        consumer.onPcm(pcm, 0, framesPerBuffer, captured);
      } catch (Throwable e) {
        callbackFailed("the consumer of " + present.device().name(), e);
      }
    }
    if (got < framesPerBuffer && input != null && drop(present)) {
      close(input, present.device().name());
      tellEnded(present.device().name());
    }
    return wanted;
  }

  private void lost(Source present, Exception cause) {
    if (drop(present)) {
      tellLost(present.device().name(), present.input(), cause);
    }
  }

  /** Goes on without an input, unless another one has taken its place. */
  private boolean drop(Source present) {
    synchronized (lock) {
      if (source != present || state() == TrackState.CLOSED) {
        return false;
      }
      source = new Source(present.device(), null);
      return true;
    }
  }

  @Override
  public InputDevice device() {
    return source.device();
  }

  @Override
  public void close() {
    Source last;
    synchronized (lock) {
      if (!markClosed()) {
        return;
      }
      last = source;
    }
    close(last.input(), last.device().name());
    join();
    // Who keeps a closed track must not keep an encoder with it.
    consumer = (pcm, offset, frames, nanos) -> {};
  }
}

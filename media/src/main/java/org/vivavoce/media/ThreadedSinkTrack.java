package org.vivavoce.media;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/** A sink track: one thread calls the supplier and writes the device. */
final class ThreadedSinkTrack extends TrackThread implements SinkTrack {
  /** A device and, once the track is initialised, its open output; null after its loss. */
  private record Target(OutputDevice device, PcmOutput output) {}

  /**
   * Takes the supplier's place at the end: who keeps a closed track must not keep a decoder with
   * it.
   */
  private static final PcmSupplier NOTHING =
      (pcm, offset, frames, nanos) -> Arrays.fill(pcm, (short) 0);

  private volatile Target target;
  private volatile PcmSupplier supplier;

  ThreadedSinkTrack(OutputDevice device, TrackListener listener) {
    super("vivavoce-sink-", listener);
    target = new Target(Objects.requireNonNull(device, "device"), null);
  }

  @Override
  public void init(PcmFormat wanted, int frames, PcmSupplier pcmSupplier) throws IOException {
    Objects.requireNonNull(pcmSupplier, "supplier");
    OutputDevice device;
    synchronized (lock) {
      prepare(wanted, frames);
      device = target.device();
    }
    PcmOutput output = device.open(wanted, frames);
    try {
      synchronized (lock) {
        prepare(wanted, frames);
        target = new Target(device, output);
        supplier = pcmSupplier;
        launch(wanted, frames);
      }
    } catch (IllegalStateException e) {
      output.close();
      throw e;
    }
  }

  @Override
  public void changeOutputDevice(OutputDevice device) throws IOException {
    Objects.requireNonNull(device, "device");
    synchronized (lock) {
      requireOpen();
      if (state() == TrackState.NEW) {
        target = new Target(device, null);
        return;
      }
    }
    PcmOutput output = device.open(format, framesPerBuffer);
    Target old;
    try {
      synchronized (lock) {
        requireOpen();
        old = target;
        target = new Target(device, output);
      }
    } catch (IllegalStateException e) {
      output.close();
      throw e;
    }
    wake();
    close(old);
  }

  /**
   * Opens the device again that was lost, unless another has been chosen or the track closed.
   *
   * @return whether the track goes on with it
   * @throws IOException if it cannot be opened
   */
  boolean reopen(OutputDevice lost) throws IOException {
    if (!isWithout(lost)) {
      return false;
    }
    PcmOutput output = lost.open(format, framesPerBuffer);
    synchronized (lock) {
      if (isWithout(lost)) {
        target = new Target(lost, output);
        wake();
        return true;
      }
    }
    output.close();
    return false;
  }

  private boolean isWithout(OutputDevice lost) {
    Target present = target;
    return present.device() == lost && present.output() == null && state() != TrackState.CLOSED;
  }

  private void close(Target old) {
    if (old.output() != null) {
      try {
        old.output().close();
      } catch (IOException e) {
        tellLost(old.device().name(), e);
      }
    }
  }

  @Override
  boolean selfPaced() {
    PcmOutput output = target.output();
    return output != null && output.selfPaced();
  }

  @Override
  boolean runsWhilePaused() {
    return false;
  }

  @Override
  boolean oneBuffer(long nanos) {
    PcmOutput present = target.output();
    long heard = present == null ? nanos : nanos + present.delayNanos();
    try {
      supplier.supply(pcm, 0, framesPerBuffer, heard);
    } catch (Throwable e) {
      Arrays.fill(pcm, (short) 0);
      callbackFailed("the supplier of " + target.device().name(), e);
    }
    write();
    return true;
  }

  private void write() {
    Exception failure = null;
    Target to;
    do {
      to = target;
      if (to.output() == null) {
        return;
      }
      try {
        to.output().write(pcm, 0, framesPerBuffer);
        return;
      } catch (IOException | RuntimeException e) {
        failure = e;
      }
      // Closed under us by changeOutputDevice: then the new device gets the buffer.
    } while (target != to);
    lost(to, failure);
  }

  private void lost(Target present, Exception cause) {
    synchronized (lock) {
      if (target != present || state() == TrackState.CLOSED) {
        return;
      }
      target = new Target(present.device(), null);
    }
    // Closed before it is told: who hears of it finds the file whole.
    tellLost(present.device().name(), present.output(), cause);
  }

  @Override
  public OutputDevice device() {
    return target.device();
  }

  @Override
  public void close() {
    Target last;
    synchronized (lock) {
      if (!markClosed()) {
        return;
      }
      last = target;
    }
    PcmOutput output = last.output();
    if (output != null && output.selfPaced()) {
      // A speaker may hold the thread in write; a file must not be closed before the last write.
      close(last);
      join();
    } else {
      join();
      close(last);
    }
    supplier = NOTHING;
  }
}

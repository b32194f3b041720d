package org.vivavoce.cli.peer;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmInput;

/** Another device, telling when its first sample is handed over. */
final class TimedInput implements InputDevice {
  private final InputDevice device;
  private final LongConsumer first;

  /**
   * @param device the one that is read
   * @param first gets {@code System.nanoTime()}, once, on the source's thread
   */
  TimedInput(InputDevice device, LongConsumer first) {
    this.device = device;
    this.first = first;
  }

  @Override
  public String id() {
    return device.id();
  }

  @Override
  public String name() {
    return device.name();
  }

  @Override
  public PcmInput open(PcmFormat format, int framesPerBuffer) throws IOException {
    return new Open(device.open(format, framesPerBuffer));
  }

  private final class Open implements PcmInput {
    private final PcmInput input;
    private boolean told;

    Open(PcmInput input) {
      this.input = input;
    }

    @Override
    public boolean selfPaced() {
      return input.selfPaced();
    }

    @Override
    public int read(short[] pcm, int offset, int frames) throws IOException {
      int read = input.read(pcm, offset, frames);
      if (!told) {
        told = true;
        first.accept(System.nanoTime());
      }
      return read;
    }

    @Override
    public long delayNanos() {
      return input.delayNanos();
    }

    @Override
    public void close() throws IOException {
      input.close();
    }
  }
}

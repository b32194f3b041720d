package org.vivavoce.media;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** Output devices that need no hardware. They are not paced by themselves. */
public final class OutputDevices {
  private OutputDevices() {}

  private interface Opener {
    PcmOutput open(PcmFormat format) throws IOException;
  }

  private record Device(String id, String name, Opener opener) implements OutputDevice {
    @Override
    public PcmOutput open(PcmFormat format, int framesPerBuffer) throws IOException {
      return opener.open(format);
    }

    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * A WAV file of 16-bit PCM. An existing file is replaced when the device is opened. Its header is
   * brought up to date twice a second and at the end, so that the file can be played even if the
   * process is killed. A file can hold 4 GiB (12 hours of 48 kHz mono); then it is closed whole and
   * reported as lost.
   *
   * @param file the file; its folder must exist
   * @return the device
   */
  public static OutputDevice wav(Path file) {
    Objects.requireNonNull(file, "file");
    return new Device("wav:" + file, file.toString(), format -> WavWriter.create(file, format));
  }

  /** Nobody listens. */
  public static OutputDevice discard() {
    return new Device("discard", "nothing", format -> Discard.INSTANCE);
  }

  private enum Discard implements PcmOutput {
    INSTANCE;

    @Override
    public boolean selfPaced() {
      return false;
    }

    @Override
    public void write(short[] pcm, int offset, int frames) {}

    @Override
    public void close() {}
  }
}

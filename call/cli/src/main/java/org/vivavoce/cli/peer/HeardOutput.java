package org.vivavoce.cli.peer;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmOutput;

/** Another device, measuring what it is given, and noting when if that is asked for. */
final class HeardOutput implements OutputDevice {
  private final OutputDevice device;
  private final Path times;
  private volatile int peak;

  /**
   * @param device the one that is written to
   * @param times gets a line {@code sampleIndex,ns} for each frame; null: no times
   */
  HeardOutput(OutputDevice device, Path times) {
    this.device = device;
    this.times = times;
  }

  /** The largest absolute sample so far, 0 to 32,768. */
  int peak() {
    return peak;
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
  public PcmOutput open(PcmFormat format, int framesPerBuffer) throws IOException {
    Writer writer =
        times == null ? null : Files.newBufferedWriter(times, StandardCharsets.US_ASCII);
    try {
      return new Open(device.open(format, framesPerBuffer), writer, format.channels());
    } catch (IOException e) {
      if (writer != null) {
        writer.close();
      }
      throw e;
    }
  }

  private final class Open implements PcmOutput {
    private final PcmOutput output;
    private final Writer writer;
    private final int channels;
    private long samples;

    Open(PcmOutput output, Writer writer, int channels) {
      this.output = output;
      this.writer = writer;
      this.channels = channels;
    }

    @Override
    public boolean selfPaced() {
      return output.selfPaced();
    }

    @Override
    public void write(short[] pcm, int offset, int frames) throws IOException {
      long now = System.nanoTime();
      output.write(pcm, offset, frames);
      if (writer != null) {
        writer.write(samples + "," + now + "\n");
      }
      samples += frames;
      int loudest = peak;
      for (int i = offset; i < offset + frames * channels; i++) {
        loudest = Math.max(loudest, Math.abs((int) pcm[i]));
      }
      peak = loudest;
    }

    @Override
    public long delayNanos() {
      return output.delayNanos();
    }

    @Override
    public void close() throws IOException {
      try {
        output.close();
      } finally {
        if (writer != null) {
          writer.close();
        }
      }
    }
  }
}

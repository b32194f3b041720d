package org.vivavoce.media;

import java.io.IOException;
import javax.sound.sampled.TargetDataLine;

/** A microphone that is open. */
final class LineInput implements PcmInput, FrameReader {
  private static final float FULL_SCALE = 32_768;

  private final TargetDataLine line;
  private final PcmFormat format;
  private final LineWait wait;
  private final String name;
  private final LineWait.Condition filled;
  private final LineWait.Call read;
  private int needed;
  private int got;
  private byte[] bytes = new byte[0];
  private short[] samples = new short[0];

  LineInput(TargetDataLine line, String name) {
    this.line = line;
    this.name = name;
    format = JavaSound.pcm(line.getFormat());
    wait = new LineWait(line, name);
    read = () -> line.read(bytes, got, needed);
    filled = () -> line.available() >= needed;
    line.start();
  }

  @Override
  public boolean selfPaced() {
    return true;
  }

  @Override
  public int read(short[] pcm, int offset, int frames) throws IOException {
    int wanted = frames * 2 * format.channels();
    if (bytes.length < wanted) {
      bytes = new byte[wanted];
    }
    got = 0;
    while (got < wanted) {
      // Never more at once than the line holds, or it would be waited for in vain.
      needed = Math.min(wanted - got, line.getBufferSize() / 2);
      wait.until(filled);
      got += wait.move(read);
    }
    for (int i = 0; i < wanted / 2; i++) {
      pcm[offset + i] = (short) (bytes[2 * i] & 0xFF | bytes[2 * i + 1] << 8);
    }
    return frames;
  }

  /** What was captured and not read yet has waited that long. */
  @Override
  public long delayNanos() {
    return wait.isClosed() ? 0 : format.nanos(line.available() / (2 * format.channels()));
  }

  @Override
  public int sampleRate() {
    return format.sampleRate();
  }

  @Override
  public int channels() {
    return format.channels();
  }

  @Override
  public int read(float[] to, int offset, int frames) throws IOException {
    int count = frames * format.channels();
    if (samples.length < count) {
      samples = new short[count];
    }
    read(samples, 0, frames);
    for (int i = 0; i < count; i++) {
      to[offset + i] = samples[i] / FULL_SCALE;
    }
    return frames;
  }

  @Override
  public void rewind() throws IOException {
    throw new IOException(name + ": what was heard cannot be heard again");
  }

  @Override
  public void close() {
    wait.close();
  }
}

package org.vivavoce.media;

/** Frames from an array. */
final class ArrayReader implements FrameReader {
  private static final float SCALE = 1f / 32_768;

  private final short[] pcm;
  private final PcmFormat format;
  private int position;

  ArrayReader(short[] pcm, PcmFormat format) {
    this.pcm = pcm;
    this.format = format;
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
  public int read(float[] samples, int offset, int frames) {
    int got = Math.min(frames, (pcm.length - position) / format.channels());
    for (int i = 0; i < got * format.channels(); i++) {
      samples[offset + i] = pcm[position++] * SCALE;
    }
    return got;
  }

  @Override
  public void rewind() {
    position = 0;
  }

  @Override
  public void close() {}
}

package org.vivavoce.media;

import java.io.IOException;

/** Gives frames to an output that has another rate or number of channels. */
final class ConvertedOutput implements PcmOutput {
  private static final int BLOCK_FRAMES = 480;
  private static final float FULL_SCALE = 32_768;

  private final PcmOutput output;
  private final PcmFormat own;
  private final PcmFormat format;

  /** Channels between: no more than either side has. */
  private final int channels;

  private final Resampler resampler;
  private final float[] mapped;
  private final float[] converted;
  private final short[] out;

  /**
   * @param output takes frames in its {@code own} format
   * @param format what {@link #write} is given
   */
  ConvertedOutput(PcmOutput output, PcmFormat own, PcmFormat format) {
    this.output = output;
    this.own = own;
    this.format = format;
    channels = Math.min(own.channels(), format.channels());
    resampler =
        own.sampleRate() == format.sampleRate()
            ? null
            : new Resampler(format.sampleRate(), own.sampleRate(), channels);
    mapped = new float[BLOCK_FRAMES * channels];
    converted = resampler == null ? mapped : new float[BLOCK_FRAMES * channels];
    out = new short[BLOCK_FRAMES * own.channels()];
  }

  @Override
  public boolean selfPaced() {
    return output.selfPaced();
  }

  @Override
  public long delayNanos() {
    return output.delayNanos();
  }

  @Override
  public void write(short[] pcm, int offset, int frames) throws IOException {
    int done = 0;
    while (done < frames) {
      int now = Math.min(BLOCK_FRAMES, frames - done);
      if (resampler != null) {
        now = Math.min(now, resampler.room());
      }
      map(pcm, offset + done * format.channels(), now);
      done += now;
      if (resampler == null) {
        give(now);
      } else {
        resampler.write(mapped, 0, now);
        int got;
        while ((got = resampler.read(converted, 0, BLOCK_FRAMES)) > 0) {
          give(got);
        }
      }
    }
  }

  /** To one channel by the mean; otherwise channel by channel. */
  private void map(short[] pcm, int offset, int frames) {
    int from = format.channels();
    for (int frame = 0; frame < frames; frame++) {
      int at = offset + frame * from;
      if (channels == 1) {
        int sum = 0;
        for (int channel = 0; channel < from; channel++) {
          sum += pcm[at + channel];
        }
        mapped[frame] = sum / (FULL_SCALE * from);
      } else {
        for (int channel = 0; channel < channels; channel++) {
          mapped[frame * channels + channel] = pcm[at + channel] / FULL_SCALE;
        }
      }
    }
  }

  private void give(int frames) throws IOException {
    ConvertedInput.toShorts(converted, channels, out, 0, own.channels(), frames);
    output.write(out, 0, frames);
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}

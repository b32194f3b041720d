package org.vivavoce.media;

import java.io.IOException;

/** Gives a reader's frames in another rate and number of channels, as 16-bit samples. */
final class ConvertedInput implements PcmInput {
  private static final int BLOCK_FRAMES = 480;
  private static final float FULL_SCALE = 32_768;

  private final FrameReader reader;

  /** What paces it, or null. */
  private final PcmInput device;

  private final boolean loop;
  private final int outChannels;

  /** Channels between reading and the end: no more than either side has. */
  private final int channels;

  private final Resampler resampler;
  private final float[] raw;
  private final float[] mapped;
  private final float[] converted;

  ConvertedInput(FrameReader reader, PcmFormat format, boolean loop) {
    this(reader, null, format, loop);
  }

  /** Converts what a device captures, at its pace. */
  static ConvertedInput live(LineInput device, PcmFormat format) {
    return new ConvertedInput(device, device, format, false);
  }

  private ConvertedInput(FrameReader reader, PcmInput device, PcmFormat format, boolean loop) {
    this.device = device;
    this.reader = reader;
    this.loop = loop;
    outChannels = format.channels();
    channels = Math.min(reader.channels(), outChannels);
    resampler =
        reader.sampleRate() == format.sampleRate()
            ? null
            : new Resampler(reader.sampleRate(), format.sampleRate(), channels);
    raw = new float[BLOCK_FRAMES * reader.channels()];
    mapped = new float[BLOCK_FRAMES * channels];
    converted = resampler == null ? mapped : new float[BLOCK_FRAMES * channels];
  }

  @Override
  public boolean selfPaced() {
    return device != null;
  }

  @Override
  public long delayNanos() {
    return device == null ? 0 : device.delayNanos();
  }

  @Override
  public int read(short[] pcm, int offset, int frames) throws IOException {
    int done = 0;
    while (done < frames) {
      int wanted = Math.min(BLOCK_FRAMES, frames - done);
      int got = resampler == null ? readMapped(wanted) : readResampled(wanted);
      if (got == 0) {
        break;
      }
      toShorts(converted, channels, pcm, offset + done * outChannels, outChannels, got);
      done += got;
    }
    return done;
  }

  private int readResampled(int frames) throws IOException {
    while (true) {
      int got = resampler.read(converted, 0, frames);
      if (got > 0 || resampler.isDrained()) {
        return got;
      }
      int in = readMapped(Math.min(BLOCK_FRAMES, resampler.room()));
      if (in == 0) {
        resampler.finish();
      } else {
        resampler.write(mapped, 0, in);
      }
    }
  }

  private int readMapped(int frames) throws IOException {
    int got = reader.read(raw, 0, frames);
    if (got == 0 && loop) {
      reader.rewind();
      got = reader.read(raw, 0, frames);
    }
    int from = reader.channels();
    if (channels == 1 && from > 1) {
      for (int frame = 0; frame < got; frame++) {
        float sum = 0;
        for (int channel = 0; channel < from; channel++) {
          sum += raw[frame * from + channel];
        }
        mapped[frame] = sum / from;
      }
    } else {
      for (int frame = 0; frame < got; frame++) {
        System.arraycopy(raw, frame * from, mapped, frame * channels, channels);
      }
    }
    return got;
  }

  static void toShorts(
      float[] converted, int channels, short[] pcm, int offset, int outChannels, int frames) {
    int out = offset;
    for (int frame = 0; frame < frames; frame++) {
      for (int channel = 0; channel < outChannels; channel++) {
        // One channel goes to all; channels that the source lacks stay silent otherwise.
        float sample =
            channel < channels
                ? converted[frame * channels + channel]
                : channels == 1 ? converted[frame] : 0;
        pcm[out++] = toShort(sample);
      }
    }
  }

  static short toShort(float sample) {
    return (short)
        Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sample * FULL_SCALE)));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}

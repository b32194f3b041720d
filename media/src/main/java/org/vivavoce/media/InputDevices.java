package org.vivavoce.media;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/**
 * Input devices that need no hardware. They are not paced by themselves, allocate only when opened,
 * and can be opened any number of times, each from the beginning.
 */
public final class InputDevices {
  private InputDevices() {}

  private interface Opener {
    PcmInput open(PcmFormat format) throws IOException;
  }

  private record Device(String id, String name, Opener opener) implements InputDevice {
    @Override
    public PcmInput open(PcmFormat format, int framesPerBuffer) throws IOException {
      return opener.open(format);
    }

    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * A WAV file: PCM of 8, 16, 24 or 32 bits or floats of 32 or 64, plain or extensible, of any rate
   * and number of channels. Converted to the format asked for: rates by a band-limited filter; to
   * one channel by the mean; from one to several by copying; otherwise channel by channel, what is
   * missing silent.
   *
   * @param file the file; read here and again at every opening
   * @param loop whether it begins anew at its end, rather than ending
   * @return the device
   * @throws IOException if it is missing, cannot be read, or is no WAV file of those kinds; the
   *     message names it and says what is wrong
   */
  public static InputDevice wav(Path file, boolean loop) throws IOException {
    WavReader.open(file).close();
    return new Device(
        "wav:" + file,
        file.toString(),
        format -> new ConvertedInput(WavReader.open(file), format, loop));
  }

  /**
   * Sound in memory.
   *
   * @param name for people, and after {@code pcm:} the id
   * @param pcm whole frames, interleaved; copied
   * @param format of the array; converted as with {@link #wav} to what is asked for
   * @param loop whether it begins anew at its end, rather than ending
   * @return the device
   * @throws IllegalArgumentException if the array is empty or its last frame is not whole
   */
  public static InputDevice pcm(String name, short[] pcm, PcmFormat format, boolean loop) {
    Objects.requireNonNull(name, "name");
    if (pcm.length == 0 || pcm.length % format.channels() != 0) {
      throw new IllegalArgumentException(
          pcm.length + " samples; a positive multiple of " + format.channels() + " is needed");
    }
    short[] copy = pcm.clone();
    return new Device(
        "pcm:" + name,
        name,
        wanted -> new ConvertedInput(new ArrayReader(copy, format), wanted, loop));
  }

  /**
   * A sine that does not end, the same on all channels.
   *
   * @param hertz above 0, below half the rate it will be opened with
   * @param dbfs its RMS level, at most -3.0103 (a sine that touches full scale)
   * @return the device
   * @throws IllegalArgumentException if a parameter is out of bounds
   */
  public static InputDevice tone(double hertz, double dbfs) {
    double amplitude = Math.sqrt(2) * Math.pow(10, dbfs / 20);
    if (!(hertz > 0) || !(amplitude <= 1.0001)) {
      throw new IllegalArgumentException(
          "a tone of "
              + hertz
              + " Hz at "
              + dbfs
              + " dBFS; above 0 Hz and at most -3.01 are allowed");
    }
    return new Device(
        "tone:" + hertz + "@" + dbfs,
        hertz + " Hz tone",
        format -> {
          if (hertz >= format.sampleRate() / 2.0) {
            throw new IOException(
                "a tone of " + hertz + " Hz does not fit a rate of " + format.sampleRate() + " Hz");
          }
          return new Tone(hertz / format.sampleRate(), amplitude, format.channels());
        });
  }

  /** Nothing to hear, without end. */
  public static InputDevice silence() {
    return new Device("silence", "silence", format -> new Silence(format.channels()));
  }

  private record Silence(int channels) implements PcmInput {
    @Override
    public boolean selfPaced() {
      return false;
    }

    @Override
    public int read(short[] pcm, int offset, int frames) {
      Arrays.fill(pcm, offset, offset + frames * channels, (short) 0);
      return frames;
    }

    @Override
    public void close() {}
  }

  private static final class Tone implements PcmInput {
    private final double step;
    private final double amplitude;
    private final int channels;

    /** In turns, 0 to 1. */
    private double phase;

    Tone(double step, double amplitude, int channels) {
      this.step = step;
      this.amplitude = amplitude;
      this.channels = channels;
    }

    @Override
    public boolean selfPaced() {
      return false;
    }

    @Override
    public int read(short[] pcm, int offset, int frames) {
      int at = offset;
      for (int frame = 0; frame < frames; frame++) {
        short sample = ConvertedInput.toShort((float) (amplitude * Math.sin(2 * Math.PI * phase)));
        for (int channel = 0; channel < channels; channel++) {
          pcm[at++] = sample;
        }
        phase += step;
        phase -= Math.floor(phase);
      }
      return frames;
    }

    @Override
    public void close() {}
  }
}

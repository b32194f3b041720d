package org.vivavoce.media;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code javax.sound.sampled} knows of. Only loaded where that is there. */
final class JavaSound {
  private static final Logger LOG = LoggerFactory.getLogger(JavaSound.class);

  /** A line holds so much: enough for a thread that is held up; what is in it is kept low. */
  private static final int LINE_MILLIS = 200;

  /** Rates to try when a device does not have the one that is wanted. */
  private static final int[] RATES = {48_000, 44_100, 96_000, 32_000, 16_000, 8_000};

  private static final int BITS = 16;

  private JavaSound() {}

  static List<InputDevice> inputs() {
    List<InputDevice> devices = new ArrayList<>();
    for (Mixer.Info info : mixers(TargetDataLine.class)) {
      devices.add(new Input(info.getName(), info));
    }
    return devices;
  }

  static List<OutputDevice> outputs() {
    List<OutputDevice> devices = new ArrayList<>();
    for (Mixer.Info info : mixers(SourceDataLine.class)) {
      devices.add(new Output(info.getName(), info));
    }
    return devices;
  }

  static InputDevice defaultInput() {
    return new Input(SoundDevices.DEFAULT, null);
  }

  static OutputDevice defaultOutput() {
    return new Output(SoundDevices.DEFAULT, null);
  }

  private static List<Mixer.Info> mixers(Class<? extends DataLine> kind) {
    List<Mixer.Info> found = new ArrayList<>();
    try {
      for (Mixer.Info info : AudioSystem.getMixerInfo()) {
        if (AudioSystem.getMixer(info).isLineSupported(new DataLine.Info(kind, null))) {
          found.add(info);
        }
      }
    } catch (IllegalArgumentException | SecurityException | LinkageError e) {
      // A device that went meanwhile; or a JDK whose own library for sound does not load here.
      LOG.debug("Sound devices cannot be listed", e);
    }
    return found;
  }

  /**
   * Opens a line in the wanted format, or else in one that can be converted.
   *
   * @param info null: the system's choice
   */
  private static <L extends DataLine> L open(
      Class<L> kind, Mixer.Info info, String name, PcmFormat wanted, Opening<L> opening)
      throws IOException {
    List<AudioFormat> formats = new ArrayList<>();
    formats.add(format(wanted.sampleRate(), wanted.channels()));
    for (int rate : RATES) {
      formats.add(format(rate, wanted.channels()));
      formats.add(format(rate, 2));
      formats.add(format(rate, 1));
    }
    Exception first = null;
    for (AudioFormat format : formats) {
      try {
        DataLine.Info line = new DataLine.Info(kind, format);
        Mixer mixer = info == null ? null : AudioSystem.getMixer(info);
        L opened = kind.cast(mixer == null ? AudioSystem.getLine(line) : mixer.getLine(line));
        opening.open(opened, format, bufferBytes(format));
        return opened;
      } catch (LineUnavailableException | IllegalArgumentException | SecurityException e) {
        first = first == null ? e : first;
      } catch (LinkageError e) {
        throw new IOException(name + ": the JDK's library for sound does not load here", e);
      }
    }
    throw new IOException(
        name + " cannot be opened: " + (first == null ? "no format" : first.getMessage()), first);
  }

  private interface Opening<L> {
    void open(L line, AudioFormat format, int bufferBytes) throws LineUnavailableException;
  }

  private static AudioFormat format(int rate, int channels) {
    return new AudioFormat(rate, BITS, channels, true, false);
  }

  private static int bufferBytes(AudioFormat format) {
    return (int) (format.getSampleRate() * LINE_MILLIS / 1_000) * format.getFrameSize();
  }

  static PcmFormat pcm(AudioFormat format) {
    return new PcmFormat((int) format.getSampleRate(), format.getChannels());
  }

  private record Input(String id, Mixer.Info info) implements InputDevice {
    @Override
    public String name() {
      return info == null ? "default microphone" : info.getName();
    }

    @Override
    public PcmInput open(PcmFormat format, int framesPerBuffer) throws IOException {
      TargetDataLine line =
          JavaSound.open(
              TargetDataLine.class, info, name(), format, (l, f, bytes) -> l.open(f, bytes));
      LineInput input = new LineInput(line, name());
      return pcm(line.getFormat()).equals(format) ? input : ConvertedInput.live(input, format);
    }

    @Override
    public String toString() {
      return id;
    }
  }

  private record Output(String id, Mixer.Info info) implements OutputDevice {
    @Override
    public String name() {
      return info == null ? "default speaker" : info.getName();
    }

    @Override
    public PcmOutput open(PcmFormat format, int framesPerBuffer) throws IOException {
      SourceDataLine line =
          JavaSound.open(
              SourceDataLine.class, info, name(), format, (l, f, bytes) -> l.open(f, bytes));
      PcmFormat own = pcm(line.getFormat());
      long frames = (long) framesPerBuffer * own.sampleRate() / format.sampleRate();
      LineOutput output = new LineOutput(line, name(), (int) frames);
      return own.equals(format) ? output : new ConvertedOutput(output, own, format);
    }

    @Override
    public String toString() {
      return id;
    }
  }
}

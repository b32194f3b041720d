package org.vivavoce.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.InputDevices;

/** What one person says: a value of {@code --source}. */
final class Source {
  private static final double TONE_HERTZ = 440;
  private static final double TONE_DBFS = -20;

  private sealed interface Kind {}

  private record Recorded() implements Kind {}

  private record Tone() implements Kind {}

  private record Wav(Path file, InputDevice device) implements Kind {}

  private final Kind kind;

  private Source(Kind kind) {
    this.kind = kind;
  }

  /**
   * Reads {@code speech}, {@code tone} or a file's path.
   *
   * @throws IOException if a file is missing or is no WAV file, naming it
   */
  static Source parse(String text) throws IOException {
    switch (text) {
      case "speech":
        return new Source(new Recorded());
      case "tone":
        return new Source(new Tone());
      case "":
        throw new IOException("--source is empty: speech, tone or a WAV file is needed");
      default:
        try {
          Path file = Path.of(text);
          return new Source(new Wav(file, InputDevices.wav(file, false)));
        } catch (InvalidPathException e) {
          throw new IOException(text + ": is no file name", e);
        }
    }
  }

  /**
   * From its beginning.
   *
   * @param speech which of the bundled recordings, where one is wanted
   */
  InputDevice device(Speech speech) {
    if (kind instanceof Wav wav) {
      return wav.device();
    }
    return kind instanceof Tone ? InputDevices.tone(TONE_HERTZ, TONE_DBFS) : speech.device();
  }

  /** What is read while it is said. */
  Optional<Path> file() {
    return kind instanceof Wav wav ? Optional.of(wav.file()) : Optional.empty();
  }
}

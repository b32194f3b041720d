package org.vivavoce.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.InputDevices;

/** What alice and bob say: the value of {@code --source}. */
final class DemoSources {
  private static final double TONE_HERTZ = 440;
  private static final double TONE_DBFS = -20;

  private sealed interface Kind {}

  private record Recorded() implements Kind {}

  private record Tone() implements Kind {}

  private record Wav(Path file, InputDevice device) implements Kind {}

  private final Kind alice;
  private final Kind bob;

  private DemoSources(Kind alice, Kind bob) {
    this.alice = alice;
    this.bob = bob;
  }

  /**
   * Reads {@code speech}, {@code tone} or a file's path; one, or two with a comma between.
   *
   * @throws IOException if a file is missing or is no WAV file, naming it
   */
  static DemoSources parse(String text) throws IOException {
    int comma = isFile(text) ? -1 : text.indexOf(',');
    if (comma < 0) {
      Kind both = kind(text);
      return new DemoSources(both, both);
    }
    return new DemoSources(kind(text.substring(0, comma)), kind(text.substring(comma + 1)));
  }

  /** A comma in a file's name parts nothing. */
  private static boolean isFile(String text) {
    try {
      return Files.exists(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Kind kind(String text) throws IOException {
    switch (text) {
      case "speech":
        return new Recorded();
      case "tone":
        return new Tone();
      case "":
        throw new IOException("--source is empty: speech, tone or a WAV file is needed");
      default:
        try {
          Path file = Path.of(text);
          return new Wav(file, InputDevices.wav(file, false));
        } catch (InvalidPathException e) {
          throw new IOException(text + ": is no file name", e);
        }
    }
  }

  /** Alice's, from its beginning. */
  InputDevice alice() {
    return device(alice, Speech.ALICE);
  }

  /** Bob's, from its beginning. */
  InputDevice bob() {
    return device(bob, Speech.BOB);
  }

  private static InputDevice device(Kind kind, Speech speech) {
    if (kind instanceof Wav wav) {
      return wav.device();
    }
    return kind instanceof Tone ? InputDevices.tone(TONE_HERTZ, TONE_DBFS) : speech.device();
  }

  /** The files that are read while the demo runs. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (Kind kind : List.of(alice, bob)) {
      file(kind).ifPresent(files::add);
    }
    return files;
  }

  private static Optional<Path> file(Kind kind) {
    return kind instanceof Wav wav ? Optional.of(wav.file()) : Optional.empty();
  }
}

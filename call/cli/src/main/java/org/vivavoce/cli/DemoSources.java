package org.vivavoce.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vivavoce.media.InputDevice;

/** What the people of a demo say, by turns: the value of {@code demo --source}. */
record DemoSources(Source first, Source second) {
  /**
   * Reads {@code speech}, {@code tone} or a file's path; one, or two with a comma between.
   *
   * @throws IOException if a file is missing or is no WAV file, naming it
   */
  static DemoSources parse(String text) throws IOException {
    int comma = isFile(text) ? -1 : text.indexOf(',');
    if (comma < 0) {
      Source both = Source.parse(text);
      return new DemoSources(both, both);
    }
    return new DemoSources(
        Source.parse(text.substring(0, comma)), Source.parse(text.substring(comma + 1)));
  }

  /** A comma in a file's name parts nothing. */
  private static boolean isFile(String text) {
    try {
      return Files.exists(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * From its beginning.
   *
   * @param index whose: 0 is alice's, 1 bob's
   */
  InputDevice of(int index) {
    return index % 2 == 0 ? first.device(Speech.ALICE) : second.device(Speech.BOB);
  }

  /** The files that are read while the demo runs. */
  List<Path> files() {
    return Stream.of(first, second).map(Source::file).flatMap(Optional::stream).toList();
  }
}

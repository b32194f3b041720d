package org.vivavoce.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the recordings go: the value of {@code --out}, made and tried. */
record Recordings(Path folder) {

  /**
   * Makes the folder if it is missing, and tries to write in it.
   *
   * @param names whose recordings it will hold
   * @throws IOException if that cannot be, naming it
   */
  static Recordings prepare(Path folder, List<String> names) throws IOException {
    Recordings recordings = new Recordings(folder);
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "vivavoce", ".probe"));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(folder + ": is not a folder, so nothing can be recorded there", e);
    } catch (IOException e) {
      throw new IOException(folder + ": cannot be written to, so nothing can be recorded there", e);
    }
    for (String name : names) {
      Path file = recordings.of(name);
      if (Files.exists(file) && !(Files.isRegularFile(file) && Files.isWritable(file))) {
        throw new IOException(file + ": is there already and cannot be replaced by a recording");
      }
    }
    return recordings;
  }

  /** For what is recorded at the press of a key. */
  Path session() {
    return folder.resolve("recording");
  }

  /** What that person hears. */
  Path of(String name) {
    return folder.resolve(name + "-heard.wav");
  }

  /** What that person hears of one of several. */
  Path of(String name, String whom) {
    return folder.resolve(name + "-heard-" + whom + ".wav");
  }

  /**
   * A source must not be overwritten while it is read.
   *
   * @throws IOException if it would be, naming it
   */
  void refuseToOverwrite(List<Path> sources, List<String> names) throws IOException {
    for (Path source : sources) {
      for (String name : names) {
        if (overwrites(name, source)) {
          throw new IOException(source + ": would be overwritten by the recording; choose --out");
        }
      }
    }
  }

  private boolean overwrites(String name, Path source) throws IOException {
    Path target = of(name);
    if (Files.exists(target) && Files.isSameFile(source, target)) {
      return true;
    }
    Path parent = source.toAbsolutePath().getParent();
    return Files.isSameFile(parent, folder)
        && source.getFileName().toString().startsWith(name + "-heard-");
  }
}

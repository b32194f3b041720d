package org.vivavoce.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the recordings go: the value of {@code --out}, made and tried. */
record DemoFolder(Path path) {

  /**
   * Makes the folder if it is missing, and tries to write in it.
   *
   * @throws IOException if that cannot be, naming it
   */
  static DemoFolder prepare(Path path) throws IOException {
    DemoFolder folder = new DemoFolder(path);
    try {
      Files.createDirectories(path);
      Files.delete(Files.createTempFile(path, "vivavoce", ".probe"));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(path + ": is not a folder, so nothing can be recorded there", e);
    } catch (IOException e) {
      throw new IOException(path + ": cannot be written to, so nothing can be recorded there", e);
    }
    for (Path file : List.of(folder.recording("alice"), folder.recording("bob"))) {
      if (Files.exists(file) && !(Files.isRegularFile(file) && Files.isWritable(file))) {
        throw new IOException(file + ": is there already and cannot be replaced by a recording");
      }
    }
    return folder;
  }

  /** What that person hears. */
  Path recording(String name) {
    return path.resolve(name + "-heard.wav");
  }

  /**
   * A source must not be overwritten while it is read.
   *
   * @throws IOException if it would be, naming it
   */
  void refuseToOverwrite(List<Path> sources) throws IOException {
    for (Path source : sources) {
      for (Path target : List.of(recording("alice"), recording("bob"))) {
        if (Files.exists(target) && Files.isSameFile(source, target)) {
          throw new IOException(source + ": would be overwritten by the recording; choose --out");
        }
      }
    }
  }
}

package org.vivavoce.recording;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes the files of a recording, under names that are safe, and counts what goes into them. */
final class FileMaker {
  /** Opens a new file; a test may open something that fails. */
  interface Opener {
    /**
     * @throws FileAlreadyExistsException if there is one of that name
     */
    OutputStream open(Path path) throws IOException;
  }

  /** Never over a file that is there. */
  static final Opener NEW_FILES =
      path -> Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private static final int MAX_NAME = 64;
  private static final int MAX_TRIES = 10_000;

  private final Path folder;
  private final Opener opener;
  private final Random serials;
  private final List<Path> made = new ArrayList<>();
  private long bytes;

  FileMaker(Path folder, Opener opener, Random serials) {
    this.folder = folder;
    this.opener = opener;
    this.serials = serials;
  }

  /** Bytes in all files together. */
  long bytes() {
    return bytes;
  }

  /** The files, in the order of their making. */
  List<Path> files() {
    return List.copyOf(made);
  }

  OpusFile opus(String name, boolean stereo, int preSkip) throws IOException {
    OutputStream out = create(name, ".opus");
    return new OpusFile(made.get(made.size() - 1), out, stereo, preSkip, name, serials.nextInt());
  }

  /** A new file; if there is one of that name, or was made one in this recording, another name. */
  OutputStream create(String name, String ending) throws IOException {
    String safe = safe(name);
    for (int i = 1; i <= MAX_TRIES; i++) {
      Path path = folder.resolve(safe + (i == 1 ? "" : "-" + i) + ending);
      try {
        OutputStream out = opener.open(path);
        made.add(path);
        return new Counted(out);
      } catch (FileAlreadyExistsException e) {
        // The next number.
      }
    }
    throw new IOException(folder + " has " + MAX_TRIES + " files named " + safe + ending);
  }

  /** Names come from other people: no separators, no dots in front, no case to confuse two by. */
  static String safe(String name) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < name.length() && safe.length() < MAX_NAME; i++) {
      char c = name.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
      safe.append(plain || c == '.' && !safe.isEmpty() ? c : '_');
    }
    return safe.isEmpty() ? "_" : safe.toString().toLowerCase(Locale.ROOT);
  }

  private final class Counted extends FilterOutputStream {
    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      bytes++;
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      out.write(b, off, len);
      bytes += len;
    }
  }
}

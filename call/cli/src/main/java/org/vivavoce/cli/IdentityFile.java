package org.vivavoce.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.vivavoce.signaling.Identity;

/**
 * Where a person's private key is kept: PKCS #8 in PEM (RFC 7468 section 10), as {@code openssl
 * genpkey -algorithm ed25519} writes it too, in a file that only its owner can read.
 *
 * <p>Where the file system knows no such permissions (Windows), it is as private as its folder.
 */
final class IdentityFile {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  /** A key of this kind takes 119 bytes; more than this is something else. */
  private static final int MAX_BYTES = 4_096;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER_OF_OWNER =
      PosixFilePermissions.fromString("rwx------");

  /**
   * An identity and where it came from.
   *
   * @param identity the key
   * @param file where it is kept
   * @param made whether it is new
   */
  record Kept(Identity identity, Path file, boolean made) {}

  private IdentityFile() {}

  /** {@code vivavoce/identity.pem} in {@code XDG_CONFIG_HOME}, or in {@code .config} at home. */
  static Path standard() {
    return standard(System.getenv(), System.getProperty("user.home"));
  }

  static Path standard(Map<String, String> environment, String home) {
    String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
    // The XDG base directory specification: a relative path there is invalid, and ignored.
    Path folder =
        !config.isEmpty() && Path.of(config).isAbsolute()
            ? Path.of(config)
            : Path.of(home, ".config");
    return folder.resolve("vivavoce").resolve("identity.pem");
  }

  /**
   * Reads the file, or makes it with a new identity.
   *
   * @throws IOException naming the file and saying what is wrong with it
   */
  static Kept open(Path file) throws IOException {
    if (Files.exists(file)) {
      return new Kept(read(file), file, false);
    }
    Identity identity = Identity.generate();
    try {
      return write(file, identity)
          ? new Kept(identity, file, true)
          : new Kept(read(file), file, false);
    } catch (IOException e) {
      throw new IOException(file + ": a new identity cannot be kept there: " + reason(e), e);
    }
  }

  /** Whole or not at all, and never over another one: false if somebody else was faster. */
  private static boolean write(Path file, Identity identity) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    boolean posix = isPosix(existing(folder));
    Files.createDirectories(folder, attributes(posix, FOLDER_OF_OWNER));
    Path whole = Files.createTempFile(folder, ".identity", ".new", attributes(posix, OWNER_ONLY));
    try {
      try (FileChannel out = FileChannel.open(whole, StandardOpenOption.WRITE)) {
        ByteBuffer text = StandardCharsets.US_ASCII.encode(text(identity));
        while (text.hasRemaining()) {
          out.write(text);
        }
        out.force(true);
      }
      try {
        // Fails if the name is taken, which a move would not.
        Files.createLink(file, whole);
      } catch (FileAlreadyExistsException e) {
        return false;
      } catch (UnsupportedOperationException | FileSystemException e) {
        // A file system without hard links.
        Files.move(whole, file);
      }
      return true;
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  private static FileAttribute<?>[] attributes(
      boolean posix, Set<PosixFilePermission> permissions) {
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  /** The nearest folder that is there already. */
  private static Path existing(Path folder) {
    Path at = folder;
    while (at.getParent() != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at;
  }

  private static boolean isPosix(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView(PosixFileAttributeView.class);
  }

  private static String text(Identity identity) {
    return BEGIN
        + "\n"
        + Base64.getEncoder().encodeToString(identity.toPkcs8())
        + "\n"
        + END
        + "\n";
  }

  private static Identity read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": is not a file, so no identity can be in it");
    }
    requireOwnerOnly(file);
    byte[] bytes;
    try (FileChannel in = FileChannel.open(file)) {
      ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES + 1);
      while (buffer.hasRemaining() && in.read(buffer) >= 0) {
        continue;
      }
      bytes = new byte[buffer.position()];
      buffer.flip().get(bytes);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read: " + reason(e), e);
    }
    try {
      return parse(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file
              + ": holds no identity ("
              + e.getMessage()
              + "); 'vivavoce id --identity OTHER-FILE' makes one",
          e);
    }
  }

  private static Identity parse(String text) {
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (text.length() > MAX_BYTES || begin < 0 || end < begin) {
      throw new IllegalArgumentException("there is no PEM text of one PRIVATE KEY");
    }
    return Identity.fromPkcs8(
        Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end)));
  }

  private static void requireOwnerOnly(Path file) throws IOException {
    if (!isPosix(file)) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (!OWNER_ONLY.containsAll(permissions)
        && permissions.stream().anyMatch(p -> !p.name().startsWith("OWNER_"))) {
      throw new IOException(
          file
              + ": others than its owner may use it ("
              + PosixFilePermissions.toString(permissions)
              + "), and whoever has this key is you; if nobody had it yet: chmod 600 "
              + file);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    return e instanceof FileSystemException
        ? e.getClass().getSimpleName() + ": " + e.getMessage()
        : e.getMessage();
  }
}

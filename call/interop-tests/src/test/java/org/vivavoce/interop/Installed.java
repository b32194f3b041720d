package org.vivavoce.interop;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/** What the tests need of this machine. Where it is missing they are skipped aloud; CI fails. */
final class Installed {
  private static final Set<String> SKIPPED = new ConcurrentSkipListSet<>();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (!SKIPPED.isEmpty()) {
                    System.err.println("NOT TESTED WITH: " + String.join("; ", SKIPPED));
                  }
                }));
  }

  private Installed() {}

  /** Root, {@code ip} and {@code nft}: what a network namespace takes. */
  static void requireNamespaces() {
    program("ip", "anybody", "iproute2");
    program("nft", "anybody", "nftables");
    try {
      require(
          Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
          "anybody",
          "network namespaces take root");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A program of a Debian package. */
  static void program(String name, String peer, String debianPackage) {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    require(there, peer, "no " + name + " on the PATH: install Debian's " + debianPackage);
  }

  /** A file of a Debian package. */
  static void file(String path, String peer, String debianPackage) {
    require(Files.exists(Path.of(path)), peer, "no " + path + ": install " + debianPackage);
  }

  /** A package of package-lock.json. */
  static void npm(String name, String peer) {
    npm(House.MODULE, name, peer);
  }

  /** A package of another folder's. */
  static void npm(Path folder, String name, String peer) {
    program("node", peer, "nodejs");
    require(
        Files.isDirectory(folder.resolve("node_modules").resolve(name)),
        peer,
        "no " + name + ": run npm ci in " + folder);
  }

  /** A plugin of GStreamer, wherever this architecture has them. */
  static void gstreamer(String plugin) {
    String file = "gstreamer-1.0/libgst" + plugin + ".so";
    boolean there;
    try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
      there = folders.anyMatch(folder -> Files.exists(folder.resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    require(there, "GStreamer", "no " + file + ": install Debian's gstreamer1.0-plugins-*, -nice");
  }

  private static void require(boolean there, String peer, String why) {
    if (there) {
      return;
    }
    if ("true".equals(System.getenv("CI"))) {
      fail(peer + " must be tested where CI is set, but: " + why);
    }
    if (SKIPPED.add(peer + " (" + why + ")")) {
      System.err.println("SKIPPED: " + peer + " is not tested: " + why);
    }
    abort(peer + " is not tested: " + why);
  }
}

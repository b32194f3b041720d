package org.vivavoce.interop;

import java.nio.file.Path;

/** Where things are on this disk. */
final class House {
  /** This module's folder. */
  static final Path MODULE = root().resolve("call/interop-tests");

  /** What is left of each test, to be looked at after a failure. */
  static final Path RUNS = MODULE.resolve("target/interop");

  /** The command line's jar, as shipped. */
  static final Path JAR = root().resolve("call/cli/target/vivavoce.jar");

  /** A js-libp2p node, as libp2p's own tests use it, and what it runs on. */
  static final Path LIBP2P_JS = root().resolve("signaling/libp2p/src/test/js");

  private House() {}

  /** A peer's script. */
  static Path script(String name) {
    return MODULE.resolve("src/test").resolve(name);
  }

  private static Path root() {
    String root = System.getProperty("vivavoce.root");
    if (root == null) {
      throw new AssertionError("the POM passes the system property vivavoce.root to tests");
    }
    return Path.of(root);
  }
}

package org.vivavoce.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the house stands on this disk, and which modules its parent POM names. */
final class House {

  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  private House() {}

  /** The folder of the parent POM. */
  static Path root() {
    String root = System.getProperty("vivavoce.root");
    if (root == null) {
      throw new AssertionError("the POM passes the system property vivavoce.root to tests");
    }
    return Path.of(root);
  }

  static Path cli() {
    return root().resolve("call/cli");
  }

  /** The folders of all modules, in the parent's order. */
  static List<Path> modules() throws IOException {
    Matcher matcher = MODULE.matcher(Files.readString(root().resolve("pom.xml")));
    return matcher.results().map(found -> root().resolve(found.group(1))).toList();
  }
}

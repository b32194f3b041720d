package org.vivavoce.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One artifact of the command line's runtime closure, as {@code dependency:list} wrote it into
 * {@code target/runtime-closure.txt}.
 *
 * @param file the jar; under {@code mvn test} a sibling's classes folder
 */
record Artifact(String groupId, String artifactId, String version, Path file) {

  private static final Pattern LINE =
      Pattern.compile(
          "\\s+(?<group>[^:\\s]+):(?<artifact>[^:]+):jar:(?<version>[^:]+):(?<scope>compile|runtime)"
              + ":(?<file>.+?)( -- module .*)?");

  /** Everything that {@code vivavoce.jar} is made of besides the command line's own classes. */
  static List<Artifact> runtimeClosure() throws IOException {
    List<Artifact> artifacts = new ArrayList<>();
    for (String line : Files.readAllLines(House.cli().resolve("target/runtime-closure.txt"))) {
      if (line.isBlank() || line.equals("The following files have been resolved:")) {
        continue;
      }
      // On a terminal Maven writes its colours into the file too.
      Matcher matcher = LINE.matcher(line.replaceAll("\u001b\\[[0-9;]*m", ""));
      if (!matcher.matches()) {
        throw new AssertionError("not understood in runtime-closure.txt: " + line);
      }
      artifacts.add(
          new Artifact(
              matcher.group("group"),
              matcher.group("artifact"),
              matcher.group("version"),
              Path.of(matcher.group("file"))));
    }
    return artifacts;
  }

  boolean isOurs() {
    return groupId.equals("org.vivavoce");
  }

  @Override
  public String toString() {
    return groupId + ":" + artifactId + ":" + version;
  }
}

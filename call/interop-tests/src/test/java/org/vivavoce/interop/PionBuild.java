package org.vivavoce.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The pion peer, built by Go from Debian's sources, once for each change of its source. */
final class PionBuild {
  private static final int PATIENCE_SECONDS = 240;

  private PionBuild() {}

  /** Gives the program, building it if need be; the first build takes half a minute. */
  static synchronized Path program() throws IOException {
    Path source = House.script("go/pion.go");
    Path gopath = House.MODULE.resolve("target/go");
    Path folder = gopath.resolve("src/pion-peer");
    Path program = gopath.resolve("pion-peer");
    Path copy = folder.resolve("pion.go");
    String text = Files.readString(source);
    if (Files.isExecutable(program) && Files.readString(copy).equals(text)) {
      return program;
    }
    Files.createDirectories(folder);
    Files.writeString(copy, text);
    // Import paths that end in a major version are found only from a folder that says it is a
    // module.
    Files.writeString(folder.resolve("go.mod"), "module pion-peer\n\ngo 1.19\n");
    ProcessBuilder builder =
        new ProcessBuilder(List.of("go", "build", "-o", program.toString(), "."))
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().put("GO111MODULE", "off");
    builder.environment().put("GOFLAGS", "");
    builder.environment().put("GOCACHE", gopath.resolve("cache").toString());
    builder.environment().put("GOPATH", gopath + ":" + Path.of(Stack.GO_PACKAGES).getParent());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError("go build of the pion peer: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Go built the pion peer", e);
    }
    return program;
  }
}

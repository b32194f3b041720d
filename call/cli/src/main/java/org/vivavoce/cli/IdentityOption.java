package org.vivavoce.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.vivavoce.signaling.Identity;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who one is: {@code --identity}. */
final class IdentityOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description = {
        "where your private key is kept; made if it is missing, readable by you alone",
        "(default: vivavoce/identity.pem in $XDG_CONFIG_HOME or ~/.config)"
      })
  private Path file;

  /** Whether a file was named. */
  boolean named() {
    return file != null;
  }

  /** Reads or makes it, and says on standard error if it is new. */
  Identity open() {
    try {
      IdentityFile.Kept kept = IdentityFile.open(file == null ? IdentityFile.standard() : file);
      if (kept.made()) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("made a new identity, kept in " + kept.file());
        err.flush();
      }
      return kept.identity();
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}

package org.vivavoce.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The entry of {@code vivavoce.jar}: chooses the command and turns its outcome into an exit status
 * (0 success, 1 the call failed, 2 bad usage).
 */
@Command(
    name = "vivavoce",
    description = "Calls between people in pure Java: WebRTC without native code.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {

  @Spec private CommandSpec spec;

  private Main() {}

  /**
   * Runs one command and ends the JVM with its exit status.
   *
   * @param arguments the command and its options
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** The version that the jar's manifest names. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"vivavoce " + (version == null ? "(not from a jar)" : version)};
    }
  }
}

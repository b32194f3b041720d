package org.vivavoce.cli;

import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.cli.peer.PeerCommand;
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
    subcommands = {
      DemoCommand.class,
      IdCommand.class,
      ListenCommand.class,
      CallCommand.class,
      NodeCommand.class,
      DevicesCommand.class,
      PeerCommand.class
    },
    versionProvider = Main.Version.class)
public final class Main implements Runnable {
  /** The call failed; one line on standard error says why. */
  static final int FAILED = 1;

  /** What was asked for makes no sense; one line on standard error says what. */
  static final int BAD_USAGE = 2;

  @Spec private CommandSpec spec;

  private Main() {}

  /**
   * Runs one command and ends the JVM with its exit status.
   *
   * @param arguments the command and its options
   */
  public static void main(String[] arguments) {
    Logs.quiet();
    System.exit(commandLine().execute(arguments));
  }

  /** All commands; {@code execute} gives the exit status. */
  static CommandLine commandLine() {
    CommandLine commands = new CommandLine(new Main());
    commands.setParameterExceptionHandler(Main::badUsage);
    commands.setExecutionExceptionHandler(Main::failed);
    return commands;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int badUsage(ParameterException e, String[] arguments) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    PrintWriter err = e.getCommandLine().getErr();
    err.println(command.qualifiedName() + ": " + e.getMessage());
    err.println("Try: " + command.qualifiedName() + " --help");
    err.flush();
    return BAD_USAGE;
  }

  private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    log().debug("The command failed", e);
    line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + e);
    line.getErr().flush();
    return FAILED;
  }

  /** Not in a field: the first logger may be made only when logging is configured. */
  private static Logger log() {
    return LoggerFactory.getLogger(Main.class);
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

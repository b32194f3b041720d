package org.vivavoce.cli;

import picocli.CommandLine;

/** What a command leaves on the standard streams in the end, and its exit status. */
final class Outcome {
  private Outcome() {}

  /** Prints the report, and on standard error why it failed if it did. */
  static int print(CommandLine line, CallReport report, boolean json) {
    if (json) {
      line.getOut().println(report.toJson());
    } else {
      line.getOut().print(report.toTable());
    }
    line.getOut().flush();
    return report.completed() ? 0 : failed(line, report.error());
  }

  /** One line on standard error that says why. */
  static int failed(CommandLine line, String why) {
    line.getErr().println(line.getCommandSpec().qualifiedName() + ": " + why);
    line.getErr().flush();
    return Main.FAILED;
  }
}

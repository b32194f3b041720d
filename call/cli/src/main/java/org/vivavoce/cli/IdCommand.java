package org.vivavoce.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vivavoce id}. */
@Command(
    name = "id",
    sortOptions = false,
    description = {
      "Shows your DID, by which others call you, and makes your identity if there is none yet."
    })
final class IdCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private IdentityOption identity;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(identity.open().did().text());
    spec.commandLine().getOut().flush();
    return 0;
  }
}

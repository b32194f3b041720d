package org.vivavoce.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vivavoce node}. */
@Command(
    name = "node",
    sortOptions = false,
    description = {
      "Runs a node by which others enter the network (--bootstrap): it carries their signals, which",
      "it cannot read, and takes part in no call. For a host with a public address; ends with"
          + " Ctrl-C."
    })
final class NodeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--listen",
      paramLabel = "MULTIADDR",
      defaultValue = "/ip4/0.0.0.0/tcp/4001",
      description = "where others dial in; may be repeated (default: ${DEFAULT-VALUE})")
  private List<String> listen = new ArrayList<>();

  @Mixin private NetworkOptions networkOptions;
  @Mixin private IdentityOption identity;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  @Override
  public Integer call() throws Exception {
    NetworkSettings settings = networkOptions.settings(listen, true, null);
    CountDownLatch stopped = new CountDownLatch(1);
    try (Network network = Network.open(identity.open(), settings)) {
      return OnInterrupt.stop(
          stopped::countDown,
          () -> {
            network.addresses().forEach(spec.commandLine().getOut()::println);
            spec.commandLine().getOut().flush();
            stopped.await();
            return 0;
          });
    } catch (IOException e) {
      return Outcome.failed(spec.commandLine(), e.getMessage());
    }
  }
}

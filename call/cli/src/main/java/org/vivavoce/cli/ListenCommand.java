package org.vivavoce.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.vivavoce.call.ControllerConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vivavoce listen}: its options, checked. */
@Command(
    name = "listen",
    sortOptions = false,
    description = {
      "Waits for a call, asks whether to answer it, and talks until somebody hangs up.",
      "Prints your DID and every address at which you can be dialed: on standard output, with --json",
      "on standard error."
    })
final class ListenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--auto-answer", description = "answer whoever calls, without asking")
  private boolean autoAnswer;

  @Option(
      names = "--listen",
      paramLabel = "MULTIADDR",
      defaultValue = "/ip4/0.0.0.0/tcp/0",
      description =
          "where others dial in; port 0 is any that is free; may be repeated"
              + " (default: ${DEFAULT-VALUE})")
  private List<String> listen = new ArrayList<>();

  @Mixin private NetworkOptions networkOptions;

  @Option(
      names = "--nats",
      paramLabel = "URL",
      description = "the network is that of a NATS server, such as nats://broker.example.org:4222")
  private String nats;

  @Option(
      names = "--relay",
      description = "also carry the signals of those who are connected with you")
  private boolean relay;

  @Mixin private IdentityOption identity;
  @Mixin private TalkOptions talk;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long you talk at most (default: until the others hang up)")
  private Double seconds;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  @Override
  public Integer call() throws Exception {
    NetworkSettings network = networkOptions.settings(listen, relay, nats);
    long talkNanos = seconds == null ? Conversation.FOR_EVER : talk.nanos("--seconds", seconds);
    Source source = talk.source();
    PersonSound.Devices devices = talk.devices(source.device(Speech.BOB));
    ControllerConfig config = talk.controller();
    Recordings recordings = talk.recordings("listener", source);
    // Last: what makes no sense must leave no identity behind.
    CallSettings settings =
        new CallSettings("listener", identity.open(), config, devices, recordings, talk.keys());
    ListenRun run =
        new ListenRun(settings, autoAnswer, talkNanos, Progress.on(spec.commandLine().getErr()));
    try {
      Network opened = Network.open(settings.identity(), network);
      return OnInterrupt.stop(
          run::stop,
          () -> Outcome.print(spec.commandLine(), run.run(opened, this::ready), talk.json()));
    } catch (IOException e) {
      return Outcome.failed(spec.commandLine(), e.getMessage());
    }
  }

  private void ready(Person listener, Network network) {
    PrintWriter to = talk.json() ? spec.commandLine().getErr() : spec.commandLine().getOut();
    to.println(listener.did());
    network.addresses().forEach(to::println);
    to.flush();
  }
}

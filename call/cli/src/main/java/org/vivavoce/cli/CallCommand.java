package org.vivavoce.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.vivavoce.call.ControllerConfig;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vivavoce call}: its options, checked. */
@Command(
    name = "call",
    sortOptions = false,
    description = {
      "Calls one or several people who listen ('vivavoce listen'), and talks with them.",
      "For two terminals on one machine: if the DID is your own and --identity is not given, a new",
      "identity is used for this one call."
    })
final class CallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "DID", description = "who is called")
  private List<String> dids;

  @Mixin private NetworkOptions networkOptions;

  @Option(
      names = "--nats",
      paramLabel = "URL",
      description = "the network is that of a NATS server, such as nats://broker.example.org:4222")
  private String nats;

  @Mixin private IdentityOption identity;
  @Mixin private TalkOptions talk;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10.5",
      description = "how long you talk, from when all are connected (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(
      names = "--ring",
      paramLabel = "N",
      defaultValue = "30",
      description =
          "how many seconds their telephones may ring, and at most 10 how long they are looked for"
              + " before (default: ${DEFAULT-VALUE})")
  private double ring;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this help")
  private boolean help;

  @Override
  public Integer call() throws Exception {
    List<Did> callees = callees();
    long talkNanos = talk.nanos("--seconds", seconds);
    long ringNanos = talk.nanos("--ring", ring);
    NetworkSettings network = networkOptions.settings(nats);
    if (!network.looks()) {
      throw wrong(
          "how is the network entered? Give --mdns, --nats, or --bootstrap and an address"
              + " that 'vivavoce listen' or 'vivavoce node' prints");
    }
    Source source = talk.source();
    PersonSound.Devices devices = talk.devices(source.device(Speech.ALICE));
    ControllerConfig config = talk.controller(ringNanos);
    Recordings recordings = talk.recordings("caller", source);
    // Last: what makes no sense must leave no identity behind.
    CallSettings settings =
        new CallSettings("caller", caller(callees), config, devices, recordings, talk.keys());
    CallRun run =
        new CallRun(
            settings,
            callees,
            Math.min(ringNanos, Network.LOOK_NANOS),
            talkNanos,
            Progress.on(spec.commandLine().getErr()));
    try {
      // The host has a key of its own: whoever listens by the same identity may have theirs open.
      Network opened = Network.open(Identity.generate(), network);
      return OnInterrupt.stop(
          run::stop, () -> Outcome.print(spec.commandLine(), run.run(opened), talk.json()));
    } catch (CallRun.UnknownDidException e) {
      throw wrong(e.getMessage());
    } catch (IOException e) {
      return Outcome.failed(spec.commandLine(), e.getMessage());
    }
  }

  private List<Did> callees() {
    List<Did> callees = new ArrayList<>();
    for (String text : dids) {
      try {
        Did did = Did.parse(text);
        if (callees.contains(did)) {
          throw wrong(did + " is named twice");
        }
        callees.add(did);
      } catch (IllegalArgumentException e) {
        throw wrong(e.getMessage());
      }
    }
    return callees;
  }

  private Identity caller(List<Did> callees) {
    Identity ours = identity.open();
    if (!callees.contains(ours.did())) {
      return ours;
    }
    if (identity.named()) {
      throw wrong("one cannot call oneself: " + ours.did() + " is the identity of --identity");
    }
    return Identity.generate();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}

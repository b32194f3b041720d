package org.vivavoce.cli;

import java.util.ArrayList;
import java.util.List;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the network that carries signals is entered. */
final class NetworkOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--bootstrap",
      paramLabel = "MULTIADDR",
      description =
          "a node to enter the network by, or whoever listens themselves, such as "
              + Multiaddr.EXAMPLE
              + "; may be repeated")
  private List<String> bootstrap = new ArrayList<>();

  /** Where to enter; checked. */
  List<Multiaddr> bootstrap() {
    return bootstrap.stream().map(text -> address("--bootstrap", text, false)).toList();
  }

  /** Where to listen; checked. */
  List<Multiaddr> listenAt(List<String> addresses) {
    return addresses.stream().map(text -> address("--listen", text, true)).toList();
  }

  /** An address that TCP can use. */
  private Multiaddr address(String option, String text, boolean toListenAt) {
    Multiaddr address;
    try {
      address = Multiaddr.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage());
    }
    if (address.tcpEndpoint().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          option
              + " "
              + text
              + ": only TCP is spoken; an address looks like "
              + (toListenAt ? "/ip4/0.0.0.0/tcp/4001" : Multiaddr.EXAMPLE));
    }
    return address;
  }
}

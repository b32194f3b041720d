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
  private static final String LISTEN_EXAMPLE = "/ip4/0.0.0.0/tcp/4001";

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

  @Option(
      names = "--mdns",
      description = "look for others on the local network by multicast DNS, and be found there")
  private boolean mdns;

  /** How others find us and we find them, for a host that others do not dial. */
  NetworkSettings settings(String nats) {
    return settings(List.of(), false, nats);
  }

  /**
   * The same for one that others dial.
   *
   * @param listen where
   * @param relay whether to forward the calls of neighbours
   * @param nats the server, where the network may be NATS
   */
  NetworkSettings settings(List<String> listen, boolean relay, String nats) {
    if (nats != null && (mdns || relay || !bootstrap.isEmpty())) {
      throw new ParameterException(
          spec.commandLine(), "--nats is another network than --bootstrap, --mdns and --relay");
    }
    if (nats != null && !nats.matches("(nats|tls)://\\S+")) {
      throw new ParameterException(
          spec.commandLine(),
          "--nats " + nats + ": a server's URL looks like nats://broker.example.org:4222");
    }
    return new NetworkSettings(
        listen.stream().map(this::listenAt).toList(),
        bootstrap.stream().map(text -> address("--bootstrap", text, Multiaddr.EXAMPLE)).toList(),
        mdns,
        nats,
        relay);
  }

  private Multiaddr listenAt(String text) {
    Multiaddr address = address("--listen", text, LISTEN_EXAMPLE);
    boolean ip =
        switch (address.tcpEndpoint().orElseThrow().kind()) {
          case IP4, IP6 -> true;
          default -> false;
        };
    if (!ip || address.peerId().isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "--listen " + text + ": one listens at an address like " + LISTEN_EXAMPLE);
    }
    return address;
  }

  /** An address that TCP can use. */
  private Multiaddr address(String option, String text, String example) {
    Multiaddr address;
    try {
      address = Multiaddr.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage());
    }
    if (address.tcpEndpoint().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          option + " " + text + ": only TCP is spoken; an address looks like " + example);
    }
    return address;
  }
}

package org.vivavoce.cli.peer;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vivavoce.ice.IceServer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that say which paths a connection may take; mixed into several commands. */
public final class IceOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--ice-server",
      paramLabel = "URL[,user,pass]",
      description = "A STUN or TURN server, such as turn:192.0.2.1:3478,user,pass.")
  private List<String> iceServers = new ArrayList<>();

  @Option(names = "--relay-only", description = "Use relayed candidates only.")
  private boolean relayOnly;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "The only local address that is used.")
  private String bind;

  /** For picocli, which fills it. */
  public IceOptions() {}

  /**
   * The servers.
   *
   * @throws ParameterException if one is none
   */
  public List<IceServer> servers() {
    List<IceServer> servers = new ArrayList<>();
    for (String text : iceServers) {
      String[] parts = text.split(",", 3);
      if (parts.length == 2) {
        throw misuse("--ice-server is URL or URL,user,pass, not " + text);
      }
      try {
        servers.add(
            parts.length == 3
                ? IceServer.of(parts[0], parts[1], parts[2])
                : IceServer.of(parts[0]));
      } catch (IllegalArgumentException e) {
        throw misuse("--ice-server: " + e.getMessage());
      }
    }
    return servers;
  }

  /**
   * Whether only relayed candidates are used.
   *
   * @throws ParameterException if there is no server to relay
   */
  public boolean relayOnly() {
    if (relayOnly
        && iceServers.stream().noneMatch(url -> url.regionMatches(true, 0, "turn", 0, 4))) {
      throw misuse("--relay-only needs a TURN server: --ice-server turn:HOST:PORT,USER,PASS");
    }
    return relayOnly;
  }

  /**
   * The only local address, if there is such a limit.
   *
   * @throws ParameterException if it is no address
   */
  public Optional<InetAddress> bindAddress() {
    if (bind == null) {
      return Optional.empty();
    }
    // A name would be looked up on the network; an address must not be.
    if (!bind.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.%a-z]*")) {
      throw misuse("--bind needs an address, not " + bind);
    }
    try {
      return Optional.of(InetAddress.getByName(bind));
    } catch (UnknownHostException e) {
      throw misuse("--bind needs an address, not " + bind);
    }
  }

  private ParameterException misuse(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}

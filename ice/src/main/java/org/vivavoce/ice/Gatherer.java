package org.vivavoce.ice;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks STUN and TURN servers for further candidates; on the loop. */
final class Gatherer {
  private static final Logger LOG = LoggerFactory.getLogger(Gatherer.class);

  private static final int MAX_PROBLEMS = 64;

  private final IoLoop loop;
  private final IceConfig config;
  private final IceSession agent;
  private final StunTransactions transactions;
  private final List<UdpPort> ports;
  private final List<TurnClient> relays = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<InetSocketAddress> reflexive = new HashSet<>();
  private IoLoop.Timer timeout;
  private int pending;
  private boolean closed;

  Gatherer(
      IoLoop loop,
      IceConfig config,
      IceSession agent,
      StunTransactions transactions,
      List<UdpPort> ports) {
    this.loop = loop;
    this.config = config;
    this.agent = agent;
    this.transactions = transactions;
    this.ports = ports;
  }

  void start() {
    pending = 1;
    for (IceServer server : config.iceServers()) {
      if (server.kind() == IceServer.Kind.STUN && config.relayOnly()) {
        continue;
      }
      pending++;
      resolve(server, address -> ask(server, address));
    }
    if (pending > 1) {
      timeout =
          loop.schedule(
              config.gatheringTimeout().toNanos(),
              () -> {
                problems.add("not every server answered in time");
                agent.gatheringDone();
              });
    }
    oneDone();
  }

  void close() {
    closed = true;
    if (timeout != null) {
      timeout.cancel();
    }
    relays.forEach(TurnClient::close);
  }

  /** What went wrong with the servers, for a person. */
  String problems() {
    return String.join("; ", problems);
  }

  private void oneDone() {
    if (--pending == 0 && !closed) {
      if (timeout != null) {
        timeout.cancel();
      }
      agent.gatheringDone();
    }
  }

  /** Not that the server gave nothing, but that it does not do all it should. */
  void problem(IceServer server, String what) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(server + ": " + what);
    }
    LOG.info("{}: {}", server, what);
  }

  /** The server gives us no candidate. */
  private void error(IceServer server, int code, String why) {
    problem(server, why);
    agent.candidateError(new IceCandidateError(server, code, why));
  }

  private void unreachable(IceServer server, String why) {
    error(server, IceCandidateError.UNREACHABLE, why);
  }

  /** An address at once; a name on a thread of its own, because that may take long. */
  private void resolve(IceServer server, Consumer<InetAddress> then) {
    InetAddress literal = IceCandidate.literal(server.host()).orElse(null);
    if (literal != null) {
      then.accept(literal);
      return;
    }
    Thread thread =
        new Thread(
            () -> {
              InetAddress found = lookUp(server.host());
              loop.execute(
                  () -> {
                    if (closed) {
                      return;
                    }
                    if (found == null) {
                      unreachable(server, "the name is not known");
                      oneDone();
                    } else {
                      then.accept(found);
                    }
                  });
            },
            "vivavoce-ice-resolve");
    thread.setDaemon(true);
    thread.start();
  }

  /** Null when the name is not known. */
  private InetAddress lookUp(String host) {
    try {
      InetAddress[] all = InetAddress.getAllByName(host);
      for (InetAddress address : all) {
        if (address instanceof Inet4Address) {
          return address;
        }
      }
      return config.ipv6() ? all[0] : null;
    } catch (UnknownHostException e) {
      LOG.debug("{}", host, e);
      return null;
    }
  }

  private void ask(IceServer server, InetAddress address) {
    if (config.loopbackOnly() && !address.isLoopbackAddress()) {
      unreachable(server, "not asked, because only loopback is allowed");
      oneDone();
      return;
    }
    InetSocketAddress to = new InetSocketAddress(address, server.port());
    if (server.kind() == IceServer.Kind.STUN) {
      askStun(server, to);
    } else {
      askTurn(server, to);
    }
    oneDone();
  }

  private void askStun(IceServer server, InetSocketAddress to) {
    for (UdpPort port : ports) {
      InetAddress from = port.address().getAddress();
      boolean fits =
          from.getAddress().length == to.getAddress().getAddress().length
              && from.isLoopbackAddress() == to.getAddress().isLoopbackAddress();
      if (fits) {
        pending++;
        StunWriter request = new StunWriter(StunMessage.BINDING_REQUEST, TransactionId.random());
        transactions.send(
            agent, port, to, request.id(), request.finish(), new Reflexive(server, port, to));
      }
    }
  }

  private final class Reflexive implements StunTransactions.Handler {
    private final IceServer server;
    private final UdpPort port;
    private final InetSocketAddress to;

    Reflexive(IceServer server, UdpPort port, InetSocketAddress to) {
      this.server = server;
      this.port = port;
      this.to = to;
    }

    @Override
    public boolean onResponse(StunMessage response, long roundTripNanos) {
      InetSocketAddress mapped = response.xorAddress(StunMessage.XOR_MAPPED_ADDRESS);
      if (!response.isSuccess() || mapped == null) {
        int code = response.errorCode();
        error(server, code, "answered a Binding request with error " + code);
      } else {
        reflexive(mapped, port, server, to.getAddress());
      }
      oneDone();
      return true;
    }

    @Override
    public void onTimeout() {
      unreachable(server, "does not answer");
      oneDone();
    }
  }

  /** RFC 8445 section 5.1.3: a candidate that equals its base, or another, is redundant. */
  private void reflexive(
      InetSocketAddress mapped, UdpPort port, IceServer server, InetAddress address) {
    if (!mapped.equals(port.address()) && reflexive.add(mapped)) {
      agent.announceOn(
          port,
          Candidates.reflexive(
              mapped, port.candidate(), address, IceCandidateType.SERVER_REFLEXIVE),
          mapped,
          server);
    }
  }

  /** A relay that we reach by UDP loses less time over lost packets than one by TCP. */
  private static int preference(IceServer.Transport transport) {
    return switch (transport) {
      case UDP -> 65_535;
      case TCP -> 49_151;
      case TLS -> 32_767;
    };
  }

  private void askTurn(IceServer server, InetSocketAddress to) {
    try {
      TurnClient client =
          TurnClient.open(
              loop,
              transactions,
              config,
              agent,
              server,
              to,
              preference(server.transport()) - relays.size(),
              new TurnClient.Outcome() {
                private boolean told;

                @Override
                public void allocated(LocalPath path) {
                  agent.addPath(path, server);
                  tell();
                }

                @Override
                public void failed(int code, String why) {
                  error(server, code, why);
                  tell();
                }

                private void tell() {
                  if (!told) {
                    told = true;
                    oneDone();
                  }
                }
              });
      pending++;
      relays.add(client);
      client.start();
    } catch (IOException e) {
      unreachable(server, "no socket: " + e.getMessage());
    }
  }
}

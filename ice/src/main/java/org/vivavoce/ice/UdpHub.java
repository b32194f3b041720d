package org.vivavoce.ice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets that several agents share: after an ICE restart the new agent goes on with the ports of
 * the old one, with new credentials, while the old one still carries traffic.
 *
 * <p>Connectivity checks are given to the agent whose username fragment they name, responses to the
 * one that asked (by transaction id), everything else to the latest agent that has authenticated
 * the address it comes from. An agent without a hub in its configuration has one of its own.
 *
 * <p>Safe for use by any thread. The sockets are opened by the first agent's {@link
 * IceAgent#gather}, and closed when the hub and all its agents are closed.
 */
public final class UdpHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UdpHub.class);

  private final IceConfig config;
  private final Counters counters;

  private final Object lifecycle = new Object();
  private int agents; // guarded by lifecycle
  private boolean closed; // guarded by lifecycle
  private IoLoop loop; // guarded by lifecycle

  // On the loop only.
  private final Map<String, IceSession> byUsernameFragment = new HashMap<>();
  private List<UdpPort> ports;
  private StunTransactions transactions;
  private LocalNames names;
  private volatile int receiveBufferBytes;

  UdpHub(IceConfig config, Counters counters) {
    this.config = config;
    this.counters = counters;
  }

  /**
   * A hub; opens nothing yet.
   *
   * @param config says which local addresses there are and how large the receive buffer is; the
   *     rest is the agents' own
   * @return a new hub
   */
  public static UdpHub create(IceConfig config) {
    return new UdpHub(Objects.requireNonNull(config, "config"), new Counters());
  }

  /** No more agents; the sockets are closed with the last of them. */
  @Override
  public void close() {
    boolean last;
    synchronized (lifecycle) {
      if (closed) {
        return;
      }
      closed = true;
      last = agents == 0;
    }
    if (last) {
      shut();
    }
  }

  /** Every call needs one {@link #detach}. */
  IoLoop attach() {
    synchronized (lifecycle) {
      if (closed) {
        throw new IllegalStateException("the UdpHub is closed");
      }
      if (loop == null) {
        loop = IoLoop.acquire();
        transactions = new StunTransactions(loop);
      }
      agents++;
      return loop;
    }
  }

  void detach() {
    boolean last;
    synchronized (lifecycle) {
      last = --agents == 0 && closed;
    }
    if (last) {
      shut();
    }
  }

  private void shut() {
    IoLoop last;
    synchronized (lifecycle) {
      last = loop; // stays: tasks that were posted before may still use it
    }
    if (last != null) {
      last.runAndWait(
          () -> {
            if (names != null) {
              names.close();
            }
            if (ports != null) {
              ports.forEach(UdpPort::close);
            }
          });
      last.release();
    }
  }

  /** The sockets, opened now if they are not yet; on the loop. */
  List<UdpPort> open() {
    if (ports == null) {
      ports = new ArrayList<>();
      List<InetAddress> addresses;
      try {
        addresses = LocalAddresses.of(config);
      } catch (SocketException e) {
        LOG.warn("the network interfaces cannot be listed", e);
        addresses = List.of();
      }
      int preference = 65_535;
      for (InetAddress address : addresses) {
        try {
          ports.add(
              UdpPort.open(loop, address, preference--, config.receiveBufferBytes(), receiver));
        } catch (IOException e) {
          LOG.debug("no UDP socket on {}: {}", address, e.toString());
        }
      }
      receiveBufferBytes = ports.stream().mapToInt(UdpPort::receiveBufferBytes).min().orElse(0);
    }
    return ports;
  }

  /** On the loop. */
  LocalNames names() {
    if (names == null) {
      names =
          new MdnsNames(
              loop,
              config.ipv6(),
              () -> ports == null ? List.of() : ports.stream().map(this::addressOf).toList(),
              counters);
    }
    return names;
  }

  /** Others than multicast DNS's, of a test; before the first agent. */
  void names(LocalNames value) {
    names = value;
  }

  private InetAddress addressOf(UdpPort port) {
    return port.address().getAddress();
  }

  /** On the loop. */
  void register(IceSession agent) {
    byUsernameFragment.put(agent.local().usernameFragment(), agent);
  }

  /** On the loop. */
  void unregister(IceSession agent) {
    transactions.cancel(agent);
    byUsernameFragment.remove(agent.local().usernameFragment());
    if (ports != null) {
      for (UdpPort port : ports) {
        port.forget(agent, byUsernameFragment.values());
      }
    }
  }

  StunTransactions transactions() {
    return transactions;
  }

  /**
   * What arrived and could not be given to an agent.
   *
   * @return a snapshot; the figures of an agent's own doings are zero
   */
  public IceStats stats() {
    return counters.snapshot(receiveBufferBytes);
  }

  int receiveBufferBytes() {
    return receiveBufferBytes;
  }

  private final UdpPort.Receiver receiver =
      new UdpPort.Receiver() {
        @Override
        public void onDatagram(
            UdpPort port, InetSocketAddress source, ByteBuffer packet, long arrivalNanos) {
          switch (Rfc7983.of(packet)) {
            case STUN ->
                StunDemux.dispatch(
                    port,
                    source,
                    packet,
                    arrivalNanos,
                    transactions,
                    byUsernameFragment::get,
                    counters);
            case MEDIA -> {
              PairRecord pair = port.owner(source);
              if (pair == null) {
                counters.foreignDropped.increment();
              } else {
                pair.session().onDatagram(pair, packet, arrivalNanos);
              }
            }
            default -> counters.unknownDropped.increment();
          }
        }

        @Override
        public void onDead(UdpPort port, IOException cause) {
          List.copyOf(byUsernameFragment.values()).forEach(it -> it.onPathDead(port, cause));
        }
      };
}

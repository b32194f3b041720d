package org.vivavoce.signaling.libp2p;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;

/**
 * How a host is made. Immutable; begin with {@link #of} and change what is to be different.
 *
 * @param identity whose host it is: its key is the peer's key
 * @param listen addresses to listen at, plain TCP with an IP address; port 0 takes a free one; none
 *     for a host that only dials
 * @param agentVersion what peers are told that we are
 * @param maxConnections how many connections may be open at once, those still shaking hands among
 *     them
 * @param maxConnectionsPerAddress how many of them one IP address may have opened to us, or one
 *     network of 64 bits of IPv6
 * @param dialTimeout how long a TCP connection may take to come about
 * @param handshakeTimeout how long a connection's handshake may take, and the agreement on a
 *     stream's protocol
 * @param reconnectFirst how long after a kept connection was lost it is dialed again; doubled with
 *     each failure, up to {@code reconnectMost}
 * @param reconnectMost see {@code reconnectFirst}
 * @param localDiscovery where peers are looked for by multicast DNS, and told of us
 */
public record Libp2pConfig(
    Identity identity,
    List<Multiaddr> listen,
    String agentVersion,
    int maxConnections,
    int maxConnectionsPerAddress,
    Duration dialTimeout,
    Duration handshakeTimeout,
    Duration reconnectFirst,
    Duration reconnectMost,
    LocalDiscovery localDiscovery) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if an address cannot be listened at, or a bound is not
   *     positive
   */
  public Libp2pConfig {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(agentVersion, "agentVersion");
    Objects.requireNonNull(localDiscovery, "localDiscovery");
    listen = List.copyOf(listen);
    for (Multiaddr address : listen) {
      boolean ip =
          address.tcpEndpoint().stream()
              .anyMatch(
                  endpoint ->
                      switch (endpoint.kind()) {
                        case IP4, IP6 -> true;
                        default -> false;
                      });
      if (!ip || address.peerId().isPresent()) {
        throw new IllegalArgumentException(
            "only addresses like /ip4/0.0.0.0/tcp/4001 can be listened at, not " + address);
      }
    }
    if (maxConnections < 1 || maxConnectionsPerAddress < 1) {
      throw new IllegalArgumentException(
          "connections: " + maxConnections + ", from one address " + maxConnectionsPerAddress);
    }
    for (Duration duration :
        List.of(dialTimeout, handshakeTimeout, reconnectFirst, reconnectMost)) {
      if (duration.isNegative() || duration.isZero()) {
        throw new IllegalArgumentException("a duration must be positive, not " + duration);
      }
    }
  }

  /**
   * Listens nowhere, at most 256 connections, 64 of them from one address, ten seconds of patience,
   * dials again after 0.5 s to 60 s, looks for nobody on the local network.
   */
  public static Libp2pConfig of(Identity identity) {
    return new Libp2pConfig(
        identity,
        List.of(),
        "vivavoce",
        256,
        64,
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Duration.ofMillis(500),
        Duration.ofSeconds(60),
        LocalDiscovery.off());
  }

  /** With these addresses to listen at. */
  public Libp2pConfig listeningAt(Multiaddr... addresses) {
    return new Libp2pConfig(
        identity,
        List.of(addresses),
        agentVersion,
        maxConnections,
        maxConnectionsPerAddress,
        dialTimeout,
        handshakeTimeout,
        reconnectFirst,
        reconnectMost,
        localDiscovery);
  }

  /** With this many connections at most. */
  public Libp2pConfig withMaxConnections(int max) {
    return new Libp2pConfig(
        identity,
        listen,
        agentVersion,
        max,
        maxConnectionsPerAddress,
        dialTimeout,
        handshakeTimeout,
        reconnectFirst,
        reconnectMost,
        localDiscovery);
  }

  /** With this many connections at most from one address. */
  public Libp2pConfig withMaxConnectionsPerAddress(int max) {
    return new Libp2pConfig(
        identity,
        listen,
        agentVersion,
        maxConnections,
        max,
        dialTimeout,
        handshakeTimeout,
        reconnectFirst,
        reconnectMost,
        localDiscovery);
  }

  /** With these bounds of patience. */
  public Libp2pConfig withTimeouts(Duration dial, Duration handshake) {
    return new Libp2pConfig(
        identity,
        listen,
        agentVersion,
        maxConnections,
        maxConnectionsPerAddress,
        dial,
        handshake,
        reconnectFirst,
        reconnectMost,
        localDiscovery);
  }

  /** With these delays before a lost connection is dialed again. */
  public Libp2pConfig reconnecting(Duration first, Duration most) {
    return new Libp2pConfig(
        identity,
        listen,
        agentVersion,
        maxConnections,
        maxConnectionsPerAddress,
        dialTimeout,
        handshakeTimeout,
        first,
        most,
        localDiscovery);
  }

  /**
   * With discovery by multicast DNS: peers on these links are found and dialed, and told at which
   * of our addresses they find us.
   */
  public Libp2pConfig discovering(LocalDiscovery where) {
    return new Libp2pConfig(
        identity,
        listen,
        agentVersion,
        maxConnections,
        maxConnectionsPerAddress,
        dialTimeout,
        handshakeTimeout,
        reconnectFirst,
        reconnectMost,
        where);
  }
}

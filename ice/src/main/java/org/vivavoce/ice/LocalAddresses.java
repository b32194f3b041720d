package org.vivavoce.ice;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Which addresses become host candidates (RFC 8445 section 5.1.1.1). */
final class LocalAddresses {
  private static final byte[] V4_LOOPBACK = {127, 0, 0, 1};
  private static final byte[] V6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  private static final int MAX = 32;

  private LocalAddresses() {}

  /** In order of preference: IPv6 before IPv4 (RFC 8421), loopback last. */
  static List<InetAddress> of(IceConfig config) throws SocketException {
    if (config.bindAddress().isPresent()) {
      return List.of(config.bindAddress().get());
    }
    List<InetAddress> six = new ArrayList<>();
    List<InetAddress> four = new ArrayList<>();
    if (!config.loopbackOnly()) {
      for (NetworkInterface it : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (it.isLoopback() || !it.isUp() || !config.interfaceFilter().test(it)) {
          continue;
        }
        for (InetAddress address : Collections.list(it.getInetAddresses())) {
          if (usable(address)) {
            (address instanceof Inet6Address ? six : four).add(address);
          }
        }
      }
    }
    List<InetAddress> all = new ArrayList<>();
    if (config.ipv6()) {
      all.addAll(six);
    }
    all.addAll(four);
    if (config.loopback()) {
      all.add(address(V4_LOOPBACK));
      if (config.ipv6()) {
        all.add(address(V6_LOOPBACK));
      }
    }
    return all.size() <= MAX ? all : all.subList(0, MAX);
  }

  /**
   * The address to speak from with a server: the one that the routing table chooses, if it is
   * allowed.
   *
   * @throws IOException when no allowed address leads there
   */
  static InetAddress towards(InetSocketAddress server, IceConfig config) throws IOException {
    boolean v4 = server.getAddress() instanceof Inet4Address;
    if (config.bindAddress().isPresent()) {
      InetAddress only = config.bindAddress().get();
      if (only instanceof Inet4Address != v4) {
        throw new IOException("the bind address is of the other IP version");
      }
      return only;
    }
    InetAddress chosen;
    try (DatagramChannel probe =
        DatagramChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
      probe.connect(server); // sends nothing
      chosen = ((InetSocketAddress) probe.getLocalAddress()).getAddress();
    }
    if (server.getAddress().isLoopbackAddress() && chosen.isLoopbackAddress()) {
      return chosen;
    }
    List<InetAddress> allowed = of(config);
    if (allowed.contains(chosen)) {
      return chosen;
    }
    return allowed.stream()
        .filter(it -> it instanceof Inet4Address == v4 && !it.isLoopbackAddress())
        .findFirst()
        .orElseThrow(() -> new IOException("no address that may be used leads to the server"));
  }

  private static boolean usable(InetAddress address) {
    // Link-local IPv6 needs a zone that the other side cannot know; site-local is deprecated.
    return !address.isLoopbackAddress()
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !(address instanceof Inet6Address six
            && (six.isLinkLocalAddress() || six.isSiteLocalAddress()));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of 4 or 16 bytes", e);
    }
  }
}

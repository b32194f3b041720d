package org.vivavoce.signaling.libp2p;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.vivavoce.signaling.libp2p.mdns.MdnsDiscovery;
import org.vivavoce.signaling.libp2p.mdns.MdnsOutput;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

/** Discovery on one network interface, and its timer. On the loop's thread. */
final class MdnsLink implements MdnsOutput {
  private final LocalPeers owner;
  private final HostLoop loop;
  private final MdnsSocket socket;
  private final NetworkInterface on;
  private final List<InterfaceAddress> prefixes;
  private final MdnsDiscovery discovery;
  private HostLoop.Timer timer;

  MdnsLink(
      LocalPeers owner,
      HostLoop loop,
      MdnsSocket socket,
      NetworkInterface on,
      PeerId self,
      SplittableRandom random) {
    this.owner = owner;
    this.loop = loop;
    this.socket = socket;
    this.on = on;
    prefixes = List.copyOf(on.getInterfaceAddresses());
    discovery = new MdnsDiscovery(self, this, random, loop.now());
  }

  /** Whether the interface has what is needed. Linux does multicast on loopback, but denies it. */
  static boolean isPossibleOn(NetworkInterface it) throws IOException {
    return it.isUp()
        && (it.supportsMulticast() || it.isLoopback())
        && !it.isPointToPoint()
        && it.inetAddresses().anyMatch(Inet4Address.class::isInstance);
  }

  void begin() {
    timer = loop.schedule(Math.max(0, discovery.deadline() - loop.now()), this::tick);
  }

  private void tick() {
    discovery.tick(loop.now());
    begin();
  }

  void receive(ByteBuffer packet, byte[] ip, int port) {
    discovery.receive(packet, ip, port, loop.now());
    timer.cancel();
    begin();
  }

  @Override
  public void multicast(byte[] message) {
    socket.multicast(message, on);
  }

  @Override
  public void unicast(byte[] message, byte[] ip, int port) {
    socket.unicast(message, ip, port);
  }

  /** Those of this interface only: others would be told where else this machine is. */
  @Override
  public List<Multiaddr> addresses() {
    return owner.addresses().stream()
        .filter(address -> address.ip().stream().anyMatch(this::isOurs))
        .toList();
  }

  private boolean isOurs(byte[] ip) {
    return prefixes.stream().anyMatch(own -> Arrays.equals(own.getAddress().getAddress(), ip));
  }

  /** RFC 6762 section 11: what comes from elsewhere does not count. */
  @Override
  public boolean isOnLink(byte[] ip) {
    return prefixes.stream()
        .anyMatch(
            own ->
                IpPrefix.isSame(own.getAddress().getAddress(), ip, own.getNetworkPrefixLength()));
  }

  @Override
  public void found(PeerId peer, List<Multiaddr> addresses) {
    owner.found(peer, addresses);
  }

  /** Says goodbye, if that can be. */
  void end(boolean open) {
    timer.cancel();
    if (open) {
      discovery.goodbye();
    }
  }
}

package org.vivavoce.signaling.libp2p;

import java.net.NetworkInterface;
import java.util.Set;
import java.util.TreeSet;

/**
 * On which network interfaces peers are looked for by multicast DNS ({@code _p2p._udp.local}), and
 * told of us. Whoever is on such a link learns this host's peer id and its addresses there.
 */
public final class LocalDiscovery {
  private static final LocalDiscovery OFF = new LocalDiscovery(false, Set.of());
  private static final LocalDiscovery EVERYWHERE = new LocalDiscovery(true, Set.of());

  private final boolean on;
  private final Set<String> interfaces;

  private LocalDiscovery(boolean on, Set<String> interfaces) {
    this.on = on;
    this.interfaces = interfaces;
  }

  /** Nowhere. */
  public static LocalDiscovery off() {
    return OFF;
  }

  /**
   * On every interface that is up, has an IPv4 address and is no tunnel from point to point;
   * loopback too, for other processes on this machine.
   */
  public static LocalDiscovery everywhere() {
    return EVERYWHERE;
  }

  /**
   * On these interfaces, if they are up and have an IPv4 address.
   *
   * @param names as {@link NetworkInterface#getName} has them: {@code lo}, {@code eth0}
   * @throws IllegalArgumentException if there is none
   */
  public static LocalDiscovery on(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("at least one interface must be named");
    }
    return new LocalDiscovery(true, Set.copyOf(Set.of(names)));
  }

  boolean isOff() {
    return !on;
  }

  /** Whether an interface was asked for, by name or with all others. */
  boolean includes(String name) {
    return on && (interfaces.isEmpty() || interfaces.contains(name));
  }

  /** Whether interfaces were asked for by name. */
  boolean isNamed() {
    return !interfaces.isEmpty();
  }

  @Override
  public String toString() {
    return isNamed() ? "on " + new TreeSet<>(interfaces) : on ? "everywhere" : "off";
  }
}

package org.vivavoce.ice;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes candidates out of addresses. */
final class Candidates {
  static final int COMPONENT = 1;

  private Candidates() {}

  static IceCandidate host(InetSocketAddress address, int localPreference) {
    return of(IceCandidateType.HOST, address, null, localPreference, "");
  }

  static IceCandidate reflexive(
      InetSocketAddress mapped, IceCandidate base, InetAddress server, IceCandidateType type) {
    int localPreference = (int) (base.priority() >> 8 & 0xFFFF);
    InetSocketAddress related = InetSocketAddress.createUnresolved(base.address(), base.port());
    String salt = base.address() + (server == null ? "" : IceCandidate.text(server));
    return of(type, mapped, related, localPreference, salt);
  }

  /**
   * The address that hides a related one, of the same family (RFC 8839 section 5.1: 0.0.0.0 or ::,
   * and port 9).
   */
  static InetSocketAddress hidden(InetAddress address) {
    String any = address instanceof Inet6Address ? "::" : "0.0.0.0";
    return InetSocketAddress.createUnresolved(any, 9);
  }

  /**
   * A host or server-reflexive candidate under its base's name. Neither the related address nor the
   * foundation, which is a hash, may tell what the name hides.
   */
  static IceCandidate named(IceCandidate candidate, String name) {
    boolean host = candidate.type() == IceCandidateType.HOST;
    InetSocketAddress related = host ? null : hidden(candidate.literalAddress().orElseThrow());
    return new IceCandidate(
        foundation(candidate.type(), name),
        candidate.component(),
        candidate.transport(),
        candidate.priority(),
        host ? name : candidate.address(),
        candidate.port(),
        candidate.type(),
        related == null ? Optional.empty() : Optional.of(related.getHostString()),
        related == null ? OptionalInt.empty() : OptionalInt.of(related.getPort()),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** RFC 8445 section 5.1.1.3: the same for the same type, base address and server. */
  private static String foundation(IceCandidateType type, String kind) {
    return Long.toString((type.token() + kind).hashCode() & 0xFFFFFFFFL);
  }

  /** With the related address hidden if that is null. */
  static IceCandidate relayed(
      InetSocketAddress relayed, InetSocketAddress mapped, InetAddress server, int preference) {
    InetSocketAddress related =
        mapped == null
            ? hidden(relayed.getAddress())
            : InetSocketAddress.createUnresolved(
                IceCandidate.text(mapped.getAddress()), mapped.getPort());
    return of(IceCandidateType.RELAYED, relayed, related, preference, IceCandidate.text(server));
  }

  /** A remote candidate that we know from its checks only. */
  static IceCandidate remotePeerReflexive(InetSocketAddress address, long priority) {
    return new IceCandidate(
        "prflx",
        COMPONENT,
        "udp",
        Math.max(1, Math.min(Integer.MAX_VALUE, priority)),
        IceCandidate.text(address.getAddress()),
        address.getPort(),
        IceCandidateType.PEER_REFLEXIVE,
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static IceCandidate of(
      IceCandidateType type,
      InetSocketAddress address,
      InetSocketAddress related,
      int localPreference,
      String salt) {
    String text = IceCandidate.text(address.getAddress());
    String kind = type == IceCandidateType.HOST ? text : salt;
    return new IceCandidate(
        foundation(type, kind),
        COMPONENT,
        "udp",
        type.priority(localPreference, COMPONENT),
        text,
        address.getPort(),
        type,
        related == null ? Optional.empty() : Optional.of(related.getHostString()),
        related == null ? OptionalInt.empty() : OptionalInt.of(related.getPort()),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** RFC 8445 section 6.1.2.3. */
  static long pairPriority(IceRole role, IceCandidate ours, IceCandidate theirs) {
    boolean controlling = role == IceRole.CONTROLLING;
    long g = controlling ? ours.priority() : theirs.priority();
    long d = controlling ? theirs.priority() : ours.priority();
    return (Math.min(g, d) << 32) + 2 * Math.max(g, d) + (g > d ? 1 : 0);
  }
}

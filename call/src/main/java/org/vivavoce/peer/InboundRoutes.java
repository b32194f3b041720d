package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.vivavoce.rtp.MidExtension;
import org.vivavoce.rtp.RtpPacket;
import org.vivavoce.rtp.Ssrc;

/**
 * Which m-line a packet belongs to (RFC 9143 section 9.2): by its mid, by an SSRC that was
 * announced, or by a payload type that only one m-line has. Guarded by the transport's RTP lock.
 *
 * <p>A source may change its SSRC as often as it likes: once there are too many, the one that was
 * silent for longest gives way, of the same m-line if that has any. (SRTP remembers more, {@code
 * SrtpUnprotector.MAX_SOURCES}, and no more than those over a connection's whole life.)
 */
final class InboundRoutes {
  /** SSRCs bound at a time: there must be one for each m-line. */
  static final int MAX_BOUND = JsepState.MAX_MLINES;

  private final List<Entry> entries;
  private final List<Bound> bound = new ArrayList<>();

  private record Entry(MediaTransport.Route route, byte[] mid) {
    boolean receives() {
      return route.direction().receives();
    }
  }

  InboundRoutes(List<MediaTransport.Route> routes) {
    entries = routes.stream().map(r -> new Entry(r, encodedMid(r.section()))).toList();
  }

  private static byte[] encodedMid(RtpSection s) {
    return s.midExtension() > 0 ? MidExtension.encode(s.mid()) : new byte[0];
  }

  /**
   * The routes after a negotiation. An SSRC whose m-line still receives stays where it is, so that
   * its statistics go on.
   *
   * @param unbound hears of the others
   */
  InboundRoutes followedBy(List<MediaTransport.Route> routes, Consumer<Ssrc> unbound) {
    InboundRoutes next = new InboundRoutes(routes);
    for (Bound b : bound) {
      MediaTransport.Route route = next.announced(b.ssrc());
      if (route == null) {
        route = next.routeOf(b.transceiver());
      }
      if (route == null || route.section().transceiver() != b.transceiver()) {
        unbound.accept(b.ssrc());
      } else {
        RemoteTrack track = b.transceiver().receiver().track();
        next.bound.add(new Bound(b, route, track));
      }
    }
    return next;
  }

  private MediaTransport.Route routeOf(RtpTransceiver t) {
    for (Entry e : entries) {
      if (e.receives() && e.route().section().transceiver() == t) {
        return e.route();
      }
    }
    return null;
  }

  private MediaTransport.Route announced(Ssrc ssrc) {
    for (Entry e : entries) {
      if (e.route().remoteSsrcs().contains(ssrc.value())) {
        return e.route();
      }
    }
    return null;
  }

  /** All SSRCs that have a place. */
  List<Bound> all() {
    return List.copyOf(bound);
  }

  /** The SSRC's place, which has been heard now; null: it has none. */
  Bound heard(int ssrc, long nowNanos) {
    Bound b = of(ssrc);
    if (b != null) {
      b.heard(nowNanos);
    }
    return b;
  }

  /** The SSRC's place; null: it has none. */
  Bound of(int ssrc) {
    for (int i = 0; i < bound.size(); i++) {
      Bound b = bound.get(i);
      if (b.ssrc().value() == ssrc) {
        return b;
      }
    }
    return null;
  }

  /** The stream that a stream of retransmissions repeats: the one that its track hears now. */
  Bound repeatedBy(Bound retransmissions) {
    long source = retransmissions.track().source();
    for (int i = 0; i < bound.size(); i++) {
      Bound b = bound.get(i);
      if (b.ssrc().unsigned() == source && b.track() == retransmissions.track()) {
        return b;
      }
    }
    return null;
  }

  /**
   * Finds the place of an SSRC that is new, by the packet at hand; null: it has none.
   *
   * @param unbound hears which other SSRC gave way, if one had to
   */
  Bound bind(RtpPacket packet, Consumer<Ssrc> unbound) {
    Ssrc ssrc = new Ssrc(packet.ssrcValue());
    MediaTransport.Route route = find(packet, ssrc);
    if (route == null) {
      return null;
    }
    RtpTransceiver t = route.section().transceiver();
    if (bound.size() >= MAX_BOUND) {
      Bound old = longestSilent(t);
      bound.remove(old);
      unbound.accept(old.ssrc());
    }
    Bound b = new Bound(ssrc, route, t.receiver().track());
    bound.add(b);
    return b;
  }

  private Bound longestSilent(RtpTransceiver preferred) {
    Bound found = null;
    for (Bound b : bound) {
      boolean mine = b.transceiver() == preferred;
      boolean foundMine = found != null && found.transceiver() == preferred;
      if (found == null
          || (mine && !foundMine)
          || (mine == foundMine && b.heardNanos() - found.heardNanos() < 0)) {
        found = b;
      }
    }
    return found;
  }

  private MediaTransport.Route find(RtpPacket packet, Ssrc ssrc) {
    boolean named = false;
    for (Entry e : entries) {
      int id = e.route().section().midExtension();
      if (id > 0 && packet.extensionOffset(id) >= 0) {
        named = true;
        if (MidExtension.matches(packet, id, e.mid())) {
          return e.receives() ? e.route() : null;
        }
      }
    }
    if (named) {
      // For an m-line that was rejected, or never was: no other may take it for its own.
      return null;
    }
    MediaTransport.Route announced = announced(ssrc);
    if (announced != null) {
      return announced.direction().receives() ? announced : null;
    }
    MediaTransport.Route byType = null;
    for (Entry e : entries) {
      if (e.receives() && e.route().section().accepts(packet.payloadType())) {
        if (byType != null) {
          return null;
        }
        byType = e.route();
      }
    }
    return byType;
  }
}

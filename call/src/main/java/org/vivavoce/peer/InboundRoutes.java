package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.List;
import org.vivavoce.rtp.MidExtension;
import org.vivavoce.rtp.RtpPacket;

/**
 * Which m-line a packet belongs to (RFC 9143 section 9.2): by its mid, by an SSRC that was
 * announced, or by a payload type that only one m-line has. Guarded by the transport's RTP lock.
 */
final class InboundRoutes {
  /** SSRCs bound at a time; the RTP session has the same bound. */
  static final int MAX_BOUND = 64;

  private final List<Entry> entries;
  private final List<Bound> bound = new ArrayList<>();

  private record Entry(MediaTransport.Route route, byte[] mid) {}

  /** An SSRC and where its packets go. */
  record Bound(int ssrc, MediaTransport.Route route, RemoteTrack track) {}

  InboundRoutes(List<MediaTransport.Route> routes) {
    entries =
        routes.stream()
            .filter(r -> r.direction().receives())
            .map(r -> new Entry(r, MidExtension.encode(r.section().mid())))
            .toList();
  }

  /** The SSRC's place, or null. */
  Bound bound(int ssrc) {
    for (int i = 0; i < bound.size(); i++) {
      if (bound.get(i).ssrc() == ssrc) {
        return bound.get(i);
      }
    }
    return null;
  }

  boolean full() {
    return bound.size() >= MAX_BOUND;
  }

  /** Finds the place of an SSRC that is new, by the packet at hand; null: it has none. */
  Bound bind(RtpPacket packet) {
    MediaTransport.Route route = find(packet);
    if (route == null || full()) {
      return null;
    }
    RemoteTrack track = route.section().transceiver().receiver().currentTrack().orElse(null);
    if (track == null) {
      return null;
    }
    Bound b = new Bound(packet.ssrcValue(), route, track);
    bound.add(b);
    return b;
  }

  private MediaTransport.Route find(RtpPacket packet) {
    MediaTransport.Route byType = null;
    int candidates = 0;
    for (Entry e : entries) {
      int id = e.route().section().midExtension();
      if (id > 0 && MidExtension.matches(packet, id, e.mid())) {
        return e.route();
      }
      if (e.route().section().accepts(packet.payloadType())) {
        byType = e.route();
        candidates++;
      }
    }
    for (Entry e : entries) {
      if (e.route().remoteSsrcs().contains(packet.ssrcValue())) {
        return e.route();
      }
    }
    return candidates == 1 ? byType : null;
  }
}

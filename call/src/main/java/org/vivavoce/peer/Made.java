package org.vivavoce.peer;

import java.util.List;
import java.util.Optional;
import org.vivavoce.ice.IceParameters;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.Origin;
import org.vivavoce.sdp.SessionDescription;

/**
 * A description of ours, and what applying it means.
 *
 * @param description as it is given to the application
 * @param sdp the same, not printed
 * @param origin its o= line
 * @param ice the ICE generation that it offers
 * @param lines its m-lines, in order
 * @param nextMid the first number that no m-line had for a mid so far
 */
record Made(
    RtcSessionDescription description,
    SessionDescription sdp,
    Origin origin,
    IceParameters ice,
    List<Line> lines,
    int nextMid) {

  /**
   * One m-line of it.
   *
   * @param section what it is
   * @param direction what we say
   * @param streams the streams that {@code a=msid} names; empty: it is not there
   */
  record Line(MediaSection section, Direction direction, Optional<List<String>> streams) {
    static Line rejected(MediaSection section) {
      return new Line(section.reject(), Direction.INACTIVE, Optional.empty());
    }
  }

  Made {
    lines = List.copyOf(lines);
  }

  List<MediaSection> sections() {
    return lines.stream().map(Line::section).toList();
  }

  /** The m-line that carries the transport: the first that is not rejected. */
  Optional<MLine> transportLine() {
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).section().rejected()) {
        return Optional.of(new MLine(lines.get(i).section().mid(), i));
      }
    }
    return Optional.empty();
  }

  /** The same description as a provisional answer. */
  Made as(SdpType type) {
    return new Made(
        new RtcSessionDescription(type, description.sdp()), sdp, origin, ice, lines, nextMid);
  }

  /** An m-line by both its names. */
  record MLine(String mid, int index) {}
}

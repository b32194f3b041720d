package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.List;
import org.vivavoce.sdp.Direction;

/**
 * Applies answers, final and provisional ones (RFC 9429 section 5.11, WebRTC 1.0 section 4.4.1.5).
 */
final class RemoteAnswers {
  private final JsepState state;

  RemoteAnswers(JsepState state) {
    this.state = state;
  }

  /**
   * What our offer and their answer agree on.
   *
   * @param sections the m-lines in order
   * @param directions ours
   */
  record Agreed(List<MediaSection> sections, List<Direction> directions) {}

  /**
   * Finds out what was agreed; changes nothing.
   *
   * @throws PeerConnectionException if the answer does not answer our offer
   */
  Agreed agree(RemoteSdp answer) {
    Continuity.requireSameTransport(state, answer, false);
    List<Made.Line> offered = state.pendingLocal.lines();
    if (answer.media().size() != offered.size()) {
      throw Continuity.mismatch(
          "the answer has "
              + answer.media().size()
              + " m-lines, our offer "
              + offered.size()
              + " (RFC 3264 section 6)",
          answer.sdp().lineOf(Math.min(offered.size(), answer.media().size())));
    }
    List<MediaSection> agreed = new ArrayList<>();
    List<Direction> directions = new ArrayList<>();
    for (int i = 0; i < offered.size(); i++) {
      Made.Line line = offered.get(i);
      RemoteMedia m = answer.media().get(i);
      Continuity.requireSameLine(answer, i, line.section());
      if (m.section().isRejected()) {
        agreed.add(line.section().reject());
        directions.add(Direction.INACTIVE);
      } else if (line.section() instanceof RtpSection rtp) {
        agreed.add(accepted(answer, m, rtp));
        directions.add(line.direction().and(m.direction().reversed()));
      } else if (line.section() instanceof DataSection data) {
        agreed.add(accepted(answer, m, data));
        directions.add(line.direction());
      } else {
        throw Continuity.mismatch(
            "the answer accepts m-line " + m.mid() + ", which our offer rejected",
            answer.sdp().lineOf(i));
      }
    }
    return new Agreed(List.copyOf(agreed), List.copyOf(directions));
  }

  private static DataSection accepted(RemoteSdp answer, RemoteMedia m, DataSection ours) {
    requireBundled(answer, m);
    if (!m.carriesData()) {
      throw Continuity.mismatch(
          "the answer accepts m-line "
              + m.mid()
              + " for data channels with another protocol, "
              + m.section().protocol()
              + ", or with SCTP port 0",
          answer.sdp().lineOf(m.index()));
    }
    return ours.answeredBy(m);
  }

  private static void requireBundled(RemoteSdp answer, RemoteMedia m) {
    if (!m.bundled()) {
      throw Continuity.mismatch(
          "the answer accepts m-line "
              + m.mid()
              + " outside of the BUNDLE group that it was offered in alone (RFC 9143 section 7.3)",
          answer.sdp().lineOf(m.index()));
    }
  }

  private static RtpSection accepted(RemoteSdp answer, RemoteMedia m, RtpSection ours) {
    int at = answer.sdp().lineOf(m.index());
    requireBundled(answer, m);
    if (!m.section().rtcpMux()) {
      throw Continuity.mismatch(
          "the answer accepts m-line " + m.mid() + " without a=rtcp-mux, which we require", at);
    }
    List<RtpCodec> codecs = m.common(ours.codecs());
    if (codecs.stream().noneMatch(OfferedCodecs::carriesMedia)) {
      throw Continuity.mismatch(
          "the answer accepts m-line " + m.mid() + " with no codec of our offer", at);
    }
    return new RtpSection(
        ours.mid(),
        ours.protocol(),
        ours.formats(),
        ours.transceiver(),
        codecs,
        ours.extensions().answeredBy(m.extensions()));
  }

  /** Brings it to the transceivers; cannot fail. */
  Applied apply(Agreed agreed, RemoteSdp answer) {
    Applied applied = new Applied();
    List<MediaSection> offered = state.pendingLocal.sections();
    for (int i = 0; i < agreed.sections().size(); i++) {
      RemoteMedia m = answer.media().get(i);
      Direction ours = agreed.directions().get(i);
      if (agreed.sections().get(i) instanceof RtpSection rtp) {
        RtpTransceiver t = rtp.transceiver();
        t.remoteDirection(m.direction());
        if (!t.stopping()) {
          RemoteTracks.process(t, ours, ours.receives() ? m.streamIds() : List.of(), applied);
        }
        t.currentDirection(ours);
      } else if (offered.get(i) instanceof DataSection) {
        if (agreed.sections().get(i).rejected()) {
          state.dataWanted = false;
          state.transport.refuseData();
        }
      } else {
        RtpTransceiver t =
            offered.get(i) instanceof RtpSection rtp
                ? rtp.transceiver()
                : state.at(i, offered.get(i).mid());
        if (t != null) {
          t.remoteDirection(Direction.INACTIVE);
          RemoteTracks.process(t, Direction.INACTIVE, List.of(), applied);
          applied.stop(t);
        }
      }
    }
    return applied;
  }
}

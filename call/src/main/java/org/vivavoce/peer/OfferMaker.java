package org.vivavoce.peer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.ice.IceParameters;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.Origin;
import org.vivavoce.sdp.SessionDescription;
import org.vivavoce.sdp.SetupRole;

/**
 * Writes offers and answers (RFC 9429 sections 5.2 and 5.3). Changes nothing: what a description
 * means takes effect when it is applied.
 */
final class OfferMaker {
  /**
   * Our id for the mid extension when we offer it first: 1 to 14 fit the one-byte form (RFC 8285).
   */
  private static final String PROTOCOL = "UDP/TLS/RTP/SAVPF";

  private final JsepState state;

  OfferMaker(JsepState state) {
    this.state = state;
  }

  // --- offer

  /**
   * Makes an offer: the m-lines of the session stay where they are, those of stopped transceivers
   * are given back, and new transceivers take places that were given back before, or come last.
   */
  Made offer(boolean iceRestart) {
    List<MediaSection> base =
        state.pendingLocal != null ? state.pendingLocal.sections() : state.current.sections();
    List<RtpCodec> inUse = codecsOf(base);
    List<MediaSection> made = new ArrayList<>();
    Set<RtpTransceiver> placed = new HashSet<>();
    Deque<Integer> free = new ArrayDeque<>();
    for (int i = 0; i < base.size(); i++) {
      MediaSection s = base.get(i);
      if (s instanceof RtpSection rtp) {
        placed.add(rtp.transceiver());
        made.add(rtp.transceiver().stopping() ? rtp.reject() : rtp.withCodecs(offered(rtp, inUse)));
      } else {
        made.add(s);
        if (state.current.rejectedAt(i)) {
          free.add(i);
        }
      }
    }
    Mids mids = new Mids(state.mids(), state.nextMid);
    for (RtpTransceiver t : state.transceivers) {
      if (placed.contains(t) || t.stopping()) {
        continue;
      }
      place(section(t, mids.next(), inUse), made, free);
    }
    if (state.dataWanted && made.stream().noneMatch(DataSection.class::isInstance)) {
      place(DataSection.offered(mids.next()), made, free);
    }
    if (made.size() > JsepState.MAX_MLINES) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          made.size() + " m-lines; at most " + JsepState.MAX_MLINES + " are supported");
    }
    List<Made.Line> lines =
        made.stream()
            .map(
                s ->
                    s instanceof RtpSection rtp
                        ? line(rtp, rtp.transceiver().direction())
                        : line(s))
            .toList();
    return print(
        SdpType.OFFER, lines, state.offerIce(iceRestart), SetupRole.ACTPASS, mids.following());
  }

  /** In a place that was given back, or behind all others. */
  private static void place(MediaSection section, List<MediaSection> made, Deque<Integer> free) {
    if (free.isEmpty()) {
      made.add(section);
    } else {
      made.set(free.remove(), section);
    }
  }

  private static List<RtpCodec> codecsOf(List<MediaSection> sections) {
    List<RtpCodec> all = new ArrayList<>();
    for (MediaSection s : sections) {
      if (s instanceof RtpSection rtp) {
        all.addAll(rtp.codecs());
      }
    }
    return all;
  }

  /**
   * The codecs of an m-line that is offered again: what was agreed on stays in its order, what else
   * we have comes behind it; but preferences have the last word.
   */
  private List<RtpCodec> offered(RtpSection s, List<RtpCodec> inUse) {
    List<RtpCodec> wanted = OfferedCodecs.of(s.transceiver(), state.configuration.codecs());
    if (s.transceiver().codecPreferences().isPresent()) {
      return Retransmission.offered(OfferedCodecs.number(wanted, inUse), inUse);
    }
    List<RtpCodec> codecs = new ArrayList<>(Retransmission.without(s.codecs()));
    List<RtpCodec> more =
        wanted.stream()
            .filter(c -> s.codecs().stream().noneMatch(x -> OfferedCodecs.same(x, c)))
            .toList();
    codecs.addAll(OfferedCodecs.number(more, inUse));
    return Retransmission.offered(codecs, inUse);
  }

  private RtpSection section(RtpTransceiver t, String mid, List<RtpCodec> inUse) {
    List<RtpCodec> codecs =
        Retransmission.offered(
            OfferedCodecs.number(OfferedCodecs.of(t, state.configuration.codecs()), inUse), inUse);
    if (codecs.isEmpty()) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          "the configuration has no codec for "
              + t.kind().text()
              + "; add one to PeerConfiguration.codecs");
    }
    // So that a second new m-line numbers a codec as the first one does.
    inUse.addAll(codecs);
    return new RtpSection(
        mid,
        PROTOCOL,
        codecs.stream().map(c -> Integer.toString(c.payloadType())).toList(),
        t,
        codecs,
        state.extensions().offered(t.kind()));
  }

  // --- answer

  /** Makes an answer to the remote offer that is pending. */
  Made answer() {
    RemoteSdp offer = state.pendingRemote;
    List<Made.Line> lines = new ArrayList<>();
    for (int i = 0; i < state.offered.size(); i++) {
      lines.add(answered(state.offered.get(i), offer.media().get(i).direction().reversed()));
    }
    SetupRole asked = offer.transport().map(RemoteSdp.Transport::setup).orElse(null);
    boolean passive =
        asked == SetupRole.ACTIVE
            || (asked == SetupRole.ACTPASS && state.dtlsRole == DtlsRole.SERVER);
    return print(
        SdpType.ANSWER,
        lines,
        state.answerIce(offer),
        passive ? SetupRole.PASSIVE : SetupRole.ACTIVE,
        state.nextMid);
  }

  private static Made.Line answered(MediaSection s, Direction possible) {
    if (!(s instanceof RtpSection rtp)) {
      return line(s);
    }
    if (rtp.transceiver().stopping()) {
      return Made.Line.rejected(s);
    }
    List<RtpCodec> codecs = OfferedCodecs.preferred(rtp.transceiver(), rtp.codecs());
    if (codecs.stream().noneMatch(OfferedCodecs::carriesMedia)) {
      return Made.Line.rejected(s);
    }
    return line(rtp.withCodecs(codecs), possible.and(rtp.transceiver().direction()));
  }

  // --- both

  /** An m-line without media; data has no direction, that is, the one that is not written. */
  private static Made.Line line(MediaSection s) {
    return s instanceof DataSection
        ? new Made.Line(s, Direction.SENDRECV, Optional.empty())
        : Made.Line.rejected(s);
  }

  /**
   * What we want to send is named even where the answer's direction forbids it: so that it does not
   * look as if a negotiation were missing (WebRTC 1.0 section 4.7.3), which two sides that want
   * different things could repeat for ever.
   */
  private static Made.Line line(RtpSection rtp, Direction direction) {
    RtpTransceiver t = rtp.transceiver();
    return new Made.Line(
        rtp,
        direction,
        t.direction().sends() ? Optional.of(t.sender().streams()) : Optional.empty());
  }

  private Made print(
      SdpType type, List<Made.Line> lines, IceParameters ice, SetupRole setup, int nextMid) {
    Origin origin = state.nextOrigin();
    List<SdpWriter.Line> written =
        lines.stream()
            .map(
                l ->
                    new SdpWriter.Line(
                        l.section(),
                        l.direction(),
                        l.streams(),
                        l.section() instanceof RtpSection rtp && l.direction().sends()
                            ? ssrcs(rtp)
                            : List.of()))
            .toList();
    SessionDescription sdp =
        new SdpWriter(
                origin,
                ice,
                state.configuration.dtls().certificate().fingerprint(),
                state.transport.cname(),
                state.configuration.maxMessageSize())
            .write(
                written,
                setup,
                type == SdpType.OFFER,
                type == SdpType.OFFER || state.pendingRemote.bundles());
    return new Made(
        new RtcSessionDescription(type, sdp.toString()), sdp, origin, ice, lines, nextMid);
  }

  /** The stream's, and that of its retransmissions. */
  private List<Ssrc> ssrcs(RtpSection s) {
    Ssrc ssrc = state.transport.ssrcOf(s.transceiver());
    return s.retransmits()
        ? List.of(ssrc, state.transport.rtxSsrcOf(s.transceiver()))
        : List.of(ssrc);
  }

  /** Numbers that no m-line has, or had, for a mid. */
  private static final class Mids {
    private final Set<String> taken;
    private int next;

    Mids(Set<String> taken, int next) {
      this.taken = taken;
      this.next = next;
    }

    String next() {
      while (taken.contains(Integer.toString(next))) {
        next++;
      }
      return Integer.toString(next++);
    }

    int following() {
      return next;
    }
  }
}

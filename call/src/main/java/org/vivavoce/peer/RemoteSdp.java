package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vivavoce.dtls.Fingerprint;
import org.vivavoce.ice.IceParameters;
import org.vivavoce.sdp.BundleGroup;
import org.vivavoce.sdp.MediaDescription;
import org.vivavoce.sdp.SdpException;
import org.vivavoce.sdp.SdpFingerprint;
import org.vivavoce.sdp.SessionDescription;
import org.vivavoce.sdp.SetupRole;

/**
 * A remote description, parsed and checked (RFC 9429 section 5.8) before anything of it is applied.
 *
 * @param description as it was given
 * @param sdp as parsed
 * @param media its m-lines in order
 * @param transport the one transport that all usable m-lines share; empty when none is usable
 * @param trickled its candidates, those too that come later
 */
record RemoteSdp(
    RtcSessionDescription description,
    SessionDescription sdp,
    List<RemoteMedia> media,
    Optional<Transport> transport,
    RemoteCandidates.Trickled trickled) {

  /** More candidates in one description are ignored. */
  private static final int MAX_CANDIDATES = 64;

  /**
   * Where and how to connect.
   *
   * @param ice the other side's credentials
   * @param fingerprints of its certificate; those with a hash function that we know
   * @param setup which DTLS role it wants
   * @param mid the m-line that carries them
   * @param index where that m-line is
   * @param line where that m-line begins, from 1
   */
  record Transport(
      IceParameters ice,
      List<Fingerprint> fingerprints,
      SetupRole setup,
      String mid,
      int index,
      int line) {}

  /**
   * Parses and checks.
   *
   * @param ours the codecs that we have: an m-line without any of them does not choose the
   *     transport
   * @throws PeerConnectionException naming the line at fault
   */
  static RemoteSdp read(RtcSessionDescription description, List<RtpCodec> ours) {
    SessionDescription sdp;
    try {
      sdp = SessionDescription.parse(description.sdp());
    } catch (SdpException e) {
      throw new PeerConnectionException(
          RtcErrorName.SDP_SYNTAX_ERROR, e.getMessage(), e.lineNumber(), e);
    }
    Optional<MediaDescription> first = first(sdp, ours);
    Set<String> bundle =
        new HashSet<>(first.flatMap(sdp::bundleOf).map(BundleGroup::mids).orElse(List.of()));
    List<RemoteMedia> media = new ArrayList<>();
    for (int i = 0; i < sdp.media().size(); i++) {
      MediaDescription m = sdp.media().get(i);
      boolean shares =
          (first.isPresent() && first.get() == m) || m.mid().filter(bundle::contains).isPresent();
      media.add(RemoteMedia.read(sdp, i, shares));
    }
    if (media.stream().noneMatch(RemoteMedia::usable)) {
      return new RemoteSdp(
          description,
          sdp,
          List.copyOf(media),
          Optional.empty(),
          new RemoteCandidates.Trickled(List.of(), false));
    }
    MediaDescription carrier = sdp.transportOf(first.orElseThrow());
    return new RemoteSdp(
        description,
        sdp,
        List.copyOf(media),
        Optional.of(transport(sdp, carrier, description.type())),
        new RemoteCandidates.Trickled(
            carrier.candidates().stream().limit(MAX_CANDIDATES).toList(),
            sdp.endOfCandidates(carrier)));
  }

  /**
   * The m-line whose BUNDLE group, or which alone, is used: the first that we have a codec for, or
   * that carries data channels. (One that shares nothing with us may come first in an offer that
   * bundles nothing.)
   */
  private static Optional<MediaDescription> first(SessionDescription sdp, List<RtpCodec> ours) {
    Optional<MediaDescription> any = Optional.empty();
    for (int i = 0; i < sdp.media().size(); i++) {
      MediaDescription m = sdp.media().get(i);
      if (m.isRejected() || m.bundleOnly() || !(m.isRtp() || m.isDataChannel())) {
        continue;
      }
      RemoteMedia media = RemoteMedia.read(sdp, i, true);
      if (media.carriesData()
          || media.common(ours).stream().anyMatch(OfferedCodecs::carriesMedia)) {
        return Optional.of(m);
      }
      any = any.or(() -> Optional.of(m));
    }
    return any;
  }

  /** Whether one of its m-lines has this ICE username fragment. */
  boolean hasUfrag(String fragment) {
    return sdp.media().stream().anyMatch(m -> sdp.iceUfrag(m).filter(fragment::equals).isPresent());
  }

  /** Whether the m-line that carries the transport is in a BUNDLE group. */
  boolean bundles() {
    return transport().flatMap(t -> sdp.bundleOf(sdp.media().get(t.index()))).isPresent();
  }

  /** Whether the other side takes candidates one by one (RFC 8840 section 4). */
  boolean trickles() {
    return sdp.media().stream().anyMatch(m -> sdp.iceOptions(m).contains("trickle"));
  }

  private static Transport transport(
      SessionDescription sdp, MediaDescription section, SdpType type) {
    int line = sdp.lineOf(sdp.media().indexOf(section));
    String ufrag =
        sdp.iceUfrag(section).orElseThrow(() -> missing("a=ice-ufrag", "RFC 8839", line));
    String pwd = sdp.icePwd(section).orElseThrow(() -> missing("a=ice-pwd", "RFC 8839", line));
    IceParameters ice;
    try {
      ice = new IceParameters(ufrag, pwd);
    } catch (IllegalArgumentException e) {
      throw new PeerConnectionException(RtcErrorName.INVALID_ACCESS_ERROR, e.getMessage(), line, e);
    }
    List<SdpFingerprint> said = sdp.fingerprints(section);
    if (said.isEmpty()) {
      throw missing("a=fingerprint", "RFC 8122", line);
    }
    List<Fingerprint> known = new ArrayList<>();
    for (SdpFingerprint f : said) {
      if (Fingerprint.isSupported(f.hash())) {
        try {
          known.add(Fingerprint.parse(f.hash() + " " + f.value()));
        } catch (IllegalArgumentException e) {
          throw new PeerConnectionException(
              RtcErrorName.INVALID_ACCESS_ERROR, e.getMessage(), line, e);
        }
      }
    }
    if (known.isEmpty()) {
      throw new PeerConnectionException(
          RtcErrorName.INVALID_ACCESS_ERROR,
          "none of the a=fingerprint lines uses sha-256, sha-384 or sha-512, and weaker hashes are"
              + " not accepted",
          line,
          null);
    }
    SetupRole setup =
        sdp.setup(section).orElse(type == SdpType.OFFER ? SetupRole.ACTPASS : SetupRole.ACTIVE);
    boolean allowed =
        type == SdpType.OFFER
            ? setup != SetupRole.HOLDCONN
            : setup == SetupRole.ACTIVE || setup == SetupRole.PASSIVE;
    if (!allowed) {
      throw new PeerConnectionException(
          RtcErrorName.INVALID_ACCESS_ERROR,
          "a=setup:"
              + setup.token()
              + " is not allowed in an "
              + type.text()
              + " (RFC 8842 section 5)",
          line,
          null);
    }
    int index = sdp.media().indexOf(section);
    return new Transport(ice, known, setup, section.mid().orElse("m" + index), index, line);
  }

  private static PeerConnectionException missing(String what, String rfc, int line) {
    return new PeerConnectionException(
        RtcErrorName.INVALID_ACCESS_ERROR,
        what + " is missing from the m-line that carries the transport (" + rfc + ")",
        line,
        null);
  }
}

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
 * @param sdp as parsed
 * @param media its m-lines in order
 * @param transport the one transport that all usable m-lines share; empty when none is usable
 */
record RemoteSdp(SessionDescription sdp, List<RemoteMedia> media, Optional<Transport> transport) {

  /** More candidates in one description are ignored. */
  private static final int MAX_CANDIDATES = 64;

  /**
   * Where and how to connect.
   *
   * @param ice the other side's credentials
   * @param fingerprints of its certificate; those with a hash function that we know
   * @param setup which DTLS role it wants
   * @param candidates its candidates so far, as text
   * @param endOfCandidates whether these are all
   * @param mid the m-line that carries them
   */
  record Transport(
      IceParameters ice,
      List<Fingerprint> fingerprints,
      SetupRole setup,
      List<String> candidates,
      boolean endOfCandidates,
      String mid) {}

  /**
   * Parses and checks.
   *
   * @throws PeerConnectionException naming the line at fault
   */
  static RemoteSdp read(RtcSessionDescription description) {
    SessionDescription sdp;
    try {
      sdp = SessionDescription.parse(description.sdp());
    } catch (SdpException e) {
      throw new PeerConnectionException(
          RtcErrorName.SDP_SYNTAX_ERROR, e.getMessage(), e.lineNumber(), e);
    }
    Optional<MediaDescription> first =
        sdp.media().stream()
            .filter(m -> !m.isRejected() && !m.bundleOnly())
            .filter(m -> m.isRtp() || m.isDataChannel())
            .findFirst();
    Set<String> bundle =
        new HashSet<>(first.flatMap(sdp::bundleOf).map(BundleGroup::mids).orElse(List.of()));
    List<RemoteMedia> media = new ArrayList<>();
    for (int i = 0; i < sdp.media().size(); i++) {
      MediaDescription m = sdp.media().get(i);
      boolean shares =
          (first.isPresent() && first.get() == m) || m.mid().filter(bundle::contains).isPresent();
      media.add(RemoteMedia.read(sdp, i, shares));
    }
    boolean any = media.stream().anyMatch(RemoteMedia::usable);
    return new RemoteSdp(
        sdp,
        List.copyOf(media),
        any
            ? Optional.of(transport(sdp, first.orElseThrow(), description.type()))
            : Optional.empty());
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
          "none of the a=fingerprint lines uses sha-256, sha-384 or sha-512, and weaker hashes are not accepted",
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
    List<String> candidates = section.candidates().stream().limit(MAX_CANDIDATES).toList();
    return new Transport(
        ice,
        known,
        setup,
        candidates,
        sdp.endOfCandidates(section),
        section.mid().orElse("m" + sdp.media().indexOf(section)));
  }

  private static PeerConnectionException missing(String what, String rfc, int line) {
    return new PeerConnectionException(
        RtcErrorName.INVALID_ACCESS_ERROR,
        what + " is missing from the m-line that carries the transport (" + rfc + ")",
        line,
        null);
  }
}

package org.vivavoce.peer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.dtls.Fingerprint;
import org.vivavoce.ice.IceParameters;
import org.vivavoce.ice.IceRole;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.sdp.Direction;

/** What negotiation needs of the transport; so that it can be tested without sockets. */
interface MediaTransport {

  /**
   * What one m-line carries.
   *
   * @param section the m-line
   * @param direction ours
   * @param remoteSsrcs what the other side says it sends with; may be empty
   * @param reducedSize whether the other side takes reduced-size RTCP on it ({@code a=rtcp-rsize})
   */
  record Route(
      RtpSection section, Direction direction, Set<Integer> remoteSsrcs, boolean reducedSize) {}

  /** Credentials of ours for an ICE generation that no description has yet; nothing is opened. */
  IceParameters newIce();

  /** A description with these credentials was applied: looks for candidates, once. */
  void gather(IceParameters local);

  /** The description with these credentials was taken back, or another one took its place. */
  void dropIce(IceParameters local);

  /** Our RTCP name: random, the same for all streams (RFC 7022). */
  String cname();

  /** The SSRC that a transceiver sends with; the same for its whole life. */
  Ssrc ssrcOf(RtpTransceiver transceiver);

  /** The SSRC that it sends packets again with (RFC 4588); the same for its whole life. */
  Ssrc rtxSsrcOf(RtpTransceiver transceiver);

  /**
   * Begins ICE, and DTLS once there is a path; later calls restart ICE, and leave DTLS as it is.
   *
   * @param role ours at the beginning; a restart keeps the role
   * @param dtls ours
   * @param local which generation
   * @param remote the other side's credentials for it
   * @param fingerprints of the other side's certificate
   */
  void connect(
      IceRole role,
      DtlsRole dtls,
      IceParameters local,
      IceParameters remote,
      List<Fingerprint> fingerprints);

  /**
   * Adds a candidate.
   *
   * @param remote the credentials of the generation that it belongs to
   * @throws IllegalArgumentException if it does not parse
   */
  void addRemoteCandidate(IceParameters remote, String text);

  /** A candidate was not taken: it does not parse, or there are too many. */
  void countBadCandidate();

  /** No more will come for this generation of theirs. */
  void endOfRemoteCandidates(IceParameters remote);

  /** From now on exactly these m-lines carry media. */
  void routes(List<Route> routes);

  /**
   * What was agreed on for data channels.
   *
   * @param section their m-line; empty: there is none yet, or not any more
   */
  void data(Optional<DataSection> section);

  /** The other side wants no data channels. */
  void refuseData();
}

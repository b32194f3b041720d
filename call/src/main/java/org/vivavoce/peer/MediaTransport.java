package org.vivavoce.peer;

import java.util.List;
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
   */
  record Route(MediaSection section, Direction direction, Set<Integer> remoteSsrcs) {}

  /** Our ICE credentials. */
  IceParameters localIce();

  /** Our RTCP name: random, the same for all streams (RFC 7022). */
  String cname();

  /** The SSRC that a transceiver sends with; the same for its whole life. */
  Ssrc ssrcOf(RtpTransceiver transceiver);

  /** Begins ICE, and DTLS once there is a path. Calls after the first change nothing. */
  void connect(IceRole role, DtlsRole dtls, IceParameters remote, List<Fingerprint> fingerprints);

  /**
   * Adds a candidate.
   *
   * @throws IllegalArgumentException if it does not parse
   */
  void addRemoteCandidate(String text);

  /** One candidate of a description did not parse. */
  void countBadCandidate();

  /** No more will come. */
  void endOfRemoteCandidates();

  /** From now on exactly these m-lines carry media. */
  void routes(List<Route> routes);
}

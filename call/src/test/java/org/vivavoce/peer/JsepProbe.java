package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.dtls.Fingerprint;
import org.vivavoce.ice.IceCandidate;
import org.vivavoce.ice.IceParameters;
import org.vivavoce.ice.IceRole;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.sdp.Direction;

/** Negotiation alone: a transport that only remembers what it was told. */
final class JsepProbe implements MediaTransport {
  private static final PeerConfiguration CONFIGURATION = PeerConfiguration.builder().build();

  final List<RtpTransceiver> transceivers = new ArrayList<>();
  final List<String> candidates = new ArrayList<>();
  List<Route> routes = List.of();
  Optional<DataSection> data = Optional.empty();
  IceRole iceRole;
  DtlsRole dtlsRole;
  private int generations;
  final JsepSession session =
      new JsepSession(
          CONFIGURATION,
          transceivers,
          this,
          (kind, name) -> {
            RtpTransceiver t = Transceivers.of(kind, Direction.RECVONLY, false);
            transceivers.add(t);
            return t;
          },
          new Random(1));

  @Override
  public IceParameters newIce() {
    return new IceParameters("ufrag" + generations++, "passwordpasswordpassword");
  }

  @Override
  public void gather(IceParameters local) {}

  @Override
  public void dropIce(IceParameters local) {}

  @Override
  public String cname() {
    return "cname";
  }

  @Override
  public Ssrc rtxSsrcOf(RtpTransceiver transceiver) {
    return new Ssrc(transceivers.indexOf(transceiver) + 1_001);
  }

  @Override
  public Ssrc ssrcOf(RtpTransceiver transceiver) {
    return new Ssrc(transceivers.indexOf(transceiver) + 1);
  }

  @Override
  public void connect(
      IceRole role,
      DtlsRole dtls,
      IceParameters local,
      IceParameters remote,
      List<Fingerprint> fingerprints) {
    iceRole = role;
    dtlsRole = dtls;
  }

  @Override
  public void addRemoteCandidate(IceParameters remote, String text) {
    IceCandidate.parse(text);
    candidates.add(text);
  }

  @Override
  public void countBadCandidate() {}

  @Override
  public void data(Optional<DataSection> section) {
    data = section;
  }

  @Override
  public void refuseData() {}

  @Override
  public void endOfRemoteCandidates(IceParameters remote) {}

  @Override
  public void routes(List<Route> newRoutes) {
    routes = newRoutes;
  }
}

package org.vivavoce.peer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vivavoce.dtls.Fingerprint;
import org.vivavoce.ice.IceParameters;
import org.vivavoce.rtp.AudioLevel;
import org.vivavoce.rtp.MidExtension;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.sdp.BundleGroup;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.ExtMap;
import org.vivavoce.sdp.Fmtp;
import org.vivavoce.sdp.MediaBuilder;
import org.vivavoce.sdp.MediaDescription;
import org.vivavoce.sdp.Msid;
import org.vivavoce.sdp.Origin;
import org.vivavoce.sdp.RtcpFeedback;
import org.vivavoce.sdp.RtpMap;
import org.vivavoce.sdp.SctpMap;
import org.vivavoce.sdp.SdpFingerprint;
import org.vivavoce.sdp.SessionBuilder;
import org.vivavoce.sdp.SessionDescription;
import org.vivavoce.sdp.SetupRole;
import org.vivavoce.sdp.SsrcAttribute;
import org.vivavoce.sdp.SsrcGroup;

/**
 * Prints our offers and answers (RFC 9429 sections 5.2 and 5.3): max-bundle, one transport, its
 * attributes on every m-line, because some stacks look for them there.
 *
 * @param origin the o= line of this description
 * @param ice our ICE credentials
 * @param fingerprint of our certificate
 * @param cname our RTCP name
 * @param maxMessageSize the largest message that our data channels take, in bytes
 */
record SdpWriter(
    Origin origin, IceParameters ice, Fingerprint fingerprint, String cname, long maxMessageSize) {
  private static final int MAX_STREAMS = 65_535;

  /** What the writer needs to know of one m-line. */
  record Line(
      MediaSection section,
      Direction direction,
      Optional<List<String>> streams,
      List<Ssrc> ssrcs) {}

  SessionDescription write(List<Line> lines, SetupRole setup, boolean offer, boolean group) {
    SessionBuilder session = SessionDescription.builder().origin(origin);
    List<String> bundled =
        lines.stream()
            .map(Line::section)
            .filter(s -> !s.rejected())
            .map(MediaSection::mid)
            .toList();
    if (group && !bundled.isEmpty()) {
      session.bundle(new BundleGroup(bundled));
    }
    session.iceOptions("trickle", "ice2");
    boolean first = true;
    for (Line line : lines) {
      if (line.section() instanceof RtpSection rtp) {
        session.media(section(rtp, line, setup, offer && !first));
        first = false;
      } else if (line.section() instanceof DataSection data) {
        session.media(section(data, setup));
        first = false;
      } else {
        session.media(rejected(line.section()));
      }
    }
    return session.build();
  }

  private MediaDescription section(RtpSection s, Line line, SetupRole setup, boolean bundleOnly) {
    MediaBuilder m =
        MediaDescription.builder()
            .kind(s.kindText())
            .protocol(s.protocol())
            .mid(s.mid())
            .direction(line.direction());
    if (bundleOnly) {
      m.port(0).bundleOnly();
    }
    for (RtpCodec c : s.codecs()) {
      m.rtpMap(new RtpMap(c.payloadType(), c.name(), c.clockRate(), c.channels()));
      if (!c.fmtp().isEmpty()) {
        m.fmtp(Fmtp.of(c.payloadType(), c.fmtp()));
      }
      c.feedback().forEach(f -> m.feedback(RtcpFeedback.of(c.payloadType(), f)));
    }
    if (s.midExtension() > 0) {
      m.extMap(ExtMap.of(s.midExtension(), MidExtension.URI));
    }
    if (s.extensions().audioLevel() > 0) {
      m.extMap(ExtMap.of(s.extensions().audioLevel(), AudioLevel.URI));
    }
    line.streams()
        .ifPresent(
            ids -> {
              String track = s.transceiver().sender().trackId();
              (ids.isEmpty() ? List.of("-") : ids).forEach(id -> m.msid(Msid.of(id, track)));
            });
    if (line.ssrcs().size() > 1) {
      // RFC 4588 section 8.7, by RFC 5576: which stream repeats which.
      m.ssrcGroup(new SsrcGroup("FID", line.ssrcs().stream().map(Ssrc::unsigned).toList()));
    }
    line.ssrcs().forEach(ssrc -> m.ssrc(SsrcAttribute.cname(ssrc.unsigned(), cname)));
    return transport(m, setup).rtcpMux().rtcpRsize().build();
  }

  /** Never bundle-only: its port 0 is a refusal to some stacks that know it well enough for RTP. */
  private MediaDescription section(DataSection s, SetupRole setup) {
    MediaBuilder m = MediaDescription.builder().mid(s.mid());
    if (s.isOldForm()) {
      m.kind(s.kindText()).protocol(s.protocol());
      m.format(Integer.toString(DataSection.DEFAULT_PORT));
      m.attribute(
          new SctpMap(DataSection.DEFAULT_PORT, "webrtc-datachannel", OptionalInt.of(MAX_STREAMS))
              .toAttribute());
      m.attribute("max-message-size", Long.toString(maxMessageSize));
    } else {
      m.dataChannel(DataSection.DEFAULT_PORT, maxMessageSize).protocol(s.protocol());
    }
    return transport(m, setup).build();
  }

  private MediaBuilder transport(MediaBuilder m, SetupRole setup) {
    return m.iceCredentials(ice.usernameFragment(), ice.password())
        .fingerprint(new SdpFingerprint(fingerprint.hashFunction(), hex(fingerprint)))
        .setup(setup);
  }

  private static MediaDescription rejected(MediaSection s) {
    MediaBuilder m =
        MediaDescription.builder().kind(s.kindText()).port(0).protocol(s.protocol()).mid(s.mid());
    s.formats().forEach(m::format);
    return m.direction(Direction.INACTIVE).build();
  }

  /** {@code sha-256 AB:CD} without the hash function. */
  private static String hex(Fingerprint f) {
    String text = f.toString();
    return text.substring(text.indexOf(' ') + 1);
  }
}

package org.vivavoce.sdp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds a {@link MediaDescription} and puts its attributes in the order of RFC 9429's examples
 * (section 7), whatever the order of the calls: what is negotiated first, then the streams, then
 * the transport, then what is unknown here, then candidates. Attributes of one name keep the order
 * of the calls. For one thread; may be used again after {@link #build}.
 *
 * <p>Everything is checked by {@code build}, which throws {@link IllegalArgumentException} for what
 * SDP does not allow.
 */
public final class MediaBuilder {
  private static final List<String> ORDER =
      List.of(
          "bundle-only",
          "mid",
          "sendrecv sendonly recvonly inactive",
          "rtpmap",
          "fmtp",
          "ptime",
          "maxptime",
          "extmap-allow-mixed",
          "extmap",
          "rtcp-fb",
          "imageattr",
          "msid",
          "rid",
          "simulcast",
          "sctp-port",
          "sctpmap",
          "max-message-size",
          "ice-ufrag",
          "ice-pwd",
          "ice-options",
          "fingerprint",
          "setup",
          "tls-id",
          "rtcp",
          "rtcp-mux",
          "rtcp-mux-only",
          "rtcp-rsize",
          "ssrc-group",
          "ssrc",
          "", // what is not listed
          "candidate",
          "end-of-candidates");

  private static final Map<String, Integer> RANK = ranks();

  private String kind = "audio";
  private int port = MediaDescription.NO_PORT_YET;
  private String protocol = "UDP/TLS/RTP/SAVPF";
  private Optional<Connection> connection = Optional.of(Connection.NONE_YET);
  private final List<String> formats = new ArrayList<>();
  private final List<Bandwidth> bandwidths = new ArrayList<>();
  private final List<Attribute> attributes = new ArrayList<>();

  MediaBuilder() {}

  private static Map<String, Integer> ranks() {
    Map<String, Integer> ranks = new HashMap<>();
    for (int rank = 0; rank < ORDER.size(); rank++) {
      for (String name : ORDER.get(rank).split(" ")) {
        ranks.put(name, rank);
      }
    }
    return ranks;
  }

  private static int rank(Attribute attribute) {
    Integer rank = RANK.get(attribute.name());
    return rank == null ? RANK.get("") : rank;
  }

  /** {@code audio} (the default), {@code video}, {@code application}. */
  public MediaBuilder kind(String text) {
    kind = text;
    return this;
  }

  /** The port, 9 by default; 0 rejects. */
  public MediaBuilder port(int number) {
    port = number;
    return this;
  }

  /** The protocol, {@code UDP/TLS/RTP/SAVPF} by default. */
  public MediaBuilder protocol(String text) {
    protocol = text;
    return this;
  }

  /** The {@code c=} line, {@code IN IP4 0.0.0.0} by default. */
  public MediaBuilder connection(Connection value) {
    connection = Optional.of(value);
    return this;
  }

  /** One more {@code b=} line. */
  public MediaBuilder bandwidth(Bandwidth value) {
    bandwidths.add(value);
    return this;
  }

  /** One more format of the m-line. */
  public MediaBuilder format(String text) {
    formats.add(text);
    return this;
  }

  /** One more payload type with all that belongs to it: format, rtpmap, fmtp and feedback. */
  public MediaBuilder format(PayloadFormat format) {
    rtpMap(format.rtpMap());
    format.fmtp().ifPresent(this::fmtp);
    format.feedback().forEach(this::feedback);
    return this;
  }

  /** A data channel section as RFC 8841 writes it; {@code maxMessageSize} in bytes, 0 for any. */
  public MediaBuilder dataChannel(int sctpPort, long maxMessageSize) {
    return kind("application")
        .protocol("UDP/DTLS/SCTP")
        .format("webrtc-datachannel")
        .attribute("sctp-port", Integer.toString(sctpPort))
        .attribute("max-message-size", Long.toString(maxMessageSize));
  }

  /** {@code a=mid}. */
  public MediaBuilder mid(String mid) {
    return attribute("mid", mid);
  }

  /** The direction, always written. */
  public MediaBuilder direction(Direction direction) {
    return attribute(direction.toAttribute());
  }

  /** One more encoding: a format of the m-line and its {@code a=rtpmap}. */
  public MediaBuilder rtpMap(RtpMap map) {
    return format(Integer.toString(map.payloadType())).attribute(map.toAttribute());
  }

  /** One more {@code a=fmtp}. */
  public MediaBuilder fmtp(Fmtp fmtp) {
    return attribute(fmtp.toAttribute());
  }

  /** One more {@code a=rtcp-fb}. */
  public MediaBuilder feedback(RtcpFeedback feedback) {
    return attribute(feedback.toAttribute());
  }

  /** One more {@code a=extmap}. */
  public MediaBuilder extMap(ExtMap map) {
    return attribute(map.toAttribute());
  }

  /** {@code a=ptime}, milliseconds. */
  public MediaBuilder ptime(int millis) {
    return attribute("ptime", Integer.toString(millis));
  }

  /** {@code a=maxptime}, milliseconds. */
  public MediaBuilder maxptime(int millis) {
    return attribute("maxptime", Integer.toString(millis));
  }

  /** One more {@code a=msid}. */
  public MediaBuilder msid(Msid msid) {
    return attribute(msid.toAttribute());
  }

  /** One more {@code a=ssrc}. */
  public MediaBuilder ssrc(SsrcAttribute ssrc) {
    return attribute(ssrc.toAttribute());
  }

  /** One more {@code a=ssrc-group}. */
  public MediaBuilder ssrcGroup(SsrcGroup group) {
    return attribute(group.toAttribute());
  }

  /** {@code a=ice-ufrag} and {@code a=ice-pwd}. */
  public MediaBuilder iceCredentials(String ufrag, String pwd) {
    return attribute("ice-ufrag", ufrag).attribute("ice-pwd", pwd);
  }

  /** {@code a=ice-options} of this section. */
  public MediaBuilder iceOptions(String... options) {
    return attribute("ice-options", String.join(" ", options));
  }

  /** One more {@code a=fingerprint}. */
  public MediaBuilder fingerprint(SdpFingerprint fingerprint) {
    return attribute(fingerprint.toAttribute());
  }

  /** {@code a=setup}. */
  public MediaBuilder setup(SetupRole role) {
    return attribute(role.toAttribute());
  }

  /** {@code a=rtcp}. */
  public MediaBuilder rtcp(RtcpAddress address) {
    return attribute(address.toAttribute());
  }

  /** {@code a=rtcp-mux}. */
  public MediaBuilder rtcpMux() {
    return attribute(Attribute.of("rtcp-mux"));
  }

  /** {@code a=rtcp-rsize}. */
  public MediaBuilder rtcpRsize() {
    return attribute(Attribute.of("rtcp-rsize"));
  }

  /** {@code a=bundle-only}; the port should be 0 then (RFC 9143 section 7.2.1). */
  public MediaBuilder bundleOnly() {
    return attribute(Attribute.of("bundle-only"));
  }

  /** One more candidate, {@code candidate:...}, with or without {@code a=} before it. */
  public MediaBuilder candidate(String text) {
    return attribute(AttributeViews.candidate(text));
  }

  /** {@code a=end-of-candidates}. */
  public MediaBuilder endOfCandidates() {
    return attribute(Attribute.of("end-of-candidates"));
  }

  /** Any attribute with a value. */
  public MediaBuilder attribute(String name, String value) {
    return attribute(Attribute.of(name, value));
  }

  /** Any attribute. */
  public MediaBuilder attribute(Attribute attribute) {
    attributes.add(attribute);
    return this;
  }

  /**
   * The section.
   *
   * @throws IllegalArgumentException if something is malformed or missing; the message says what is
   *     allowed
   */
  public MediaDescription build() {
    List<Attribute> ordered = new ArrayList<>(attributes);
    ordered.sort(Comparator.comparingInt(MediaBuilder::rank));
    return new MediaDescription(
        kind,
        port,
        1,
        protocol,
        formats,
        Optional.empty(),
        connection.stream().toList(),
        bandwidths,
        Optional.empty(),
        Attributes.of(ordered));
  }
}

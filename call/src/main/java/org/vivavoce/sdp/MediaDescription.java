package org.vivavoce.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One media section: an {@code m=} line and what follows it (RFC 8866 section 5.14). Immutable. The
 * accessors read the attributes; all of those were checked when the section was made, so none of
 * them fails.
 *
 * <p>The accessors say what this section itself says. What the session says for it, and which
 * section of a BUNDLE speaks for its transport, {@link SessionDescription} knows.
 *
 * @param kind {@code audio}, {@code video}, {@code application}, or another token
 * @param port 0 to 65,535; 0 rejects the section unless it is {@link #bundleOnly}
 * @param portCount the number after the slash of {@code port/count}, 1 where there is none
 * @param protocol {@code UDP/TLS/RTP/SAVPF}, {@code UDP/DTLS/SCTP} and others
 * @param formats at least one; payload types from 0 to 127 if the protocol is RTP
 * @param information the text of {@code i=}
 * @param connections the {@code c=} lines; at most one in WebRTC
 * @param bandwidths the {@code b=} lines
 * @param key the text of {@code k=}, which is obsolete
 * @param attributes the {@code a=} lines
 */
public record MediaDescription(
    String kind,
    int port,
    int portCount,
    String protocol,
    List<String> formats,
    Optional<String> information,
    List<Connection> connections,
    List<Bandwidth> bandwidths,
    Optional<String> key,
    Attributes attributes) {
  /** The largest port. */
  public static final int MAX_PORT = 65_535;

  /** The port of a section without candidates so far: "discard" (RFC 9429 section 5.2.1). */
  public static final int NO_PORT_YET = 9;

  /**
   * @throws IllegalArgumentException if a part or a known attribute is malformed; the message says
   *     what is allowed
   */
  public MediaDescription {
    Text.requireToken(kind, "media kind");
    Text.requireRange(port, 0, MAX_PORT, "port");
    Text.requireRange(portCount, 1, MAX_PORT, "port count");
    formats = List.copyOf(formats);
    information.ifPresent(text -> Text.requireText(text, "i="));
    connections = List.copyOf(connections);
    bandwidths = List.copyOf(bandwidths);
    key.ifPresent(text -> Text.requireText(text, "k="));
    try {
      MediaLine.check(protocol, formats);
    } catch (BadValue e) {
      throw e.asMisuse();
    }
    SectionCheck.all(MediaLine.isRtp(protocol), attributes);
  }

  /** A builder that prints in the order of RFC 9429's examples. */
  public static MediaBuilder builder() {
    return new MediaBuilder();
  }

  /** Whether the protocol is one of RTP's, with or without DTLS. */
  public boolean isRtp() {
    return MediaLine.isRtp(protocol);
  }

  /**
   * Whether this carries data channels, in the new form ({@code UDP/DTLS/SCTP}, RFC 8841) or the
   * old ({@code DTLS/SCTP}).
   */
  public boolean isDataChannel() {
    return kind.equals("application")
        && (protocol.endsWith("/DTLS/SCTP") || protocol.equals("DTLS/SCTP"));
  }

  /**
   * Whether port 0 refuses this section (RFC 3264 section 6). A bundle-only section has port 0 and
   * is not refused.
   */
  public boolean isRejected() {
    return port == 0 && !bundleOnly();
  }

  /** {@code a=bundle-only} (RFC 9143 section 6). */
  public boolean bundleOnly() {
    return attributes.has("bundle-only");
  }

  /** The first {@code c=} line. */
  public Optional<Connection> connection() {
    return connections.stream().findFirst();
  }

  /** {@code a=mid} (RFC 5888 section 4). */
  public Optional<String> mid() {
    return attributes.value("mid");
  }

  /**
   * The direction this section names; without one, {@link Direction#SENDRECV}. See {@link
   * SessionDescription#direction}.
   */
  public Direction direction() {
    return ownDirection().orElse(Direction.SENDRECV);
  }

  /** The direction this section names. */
  public Optional<Direction> ownDirection() {
    return AttributeViews.direction(attributes);
  }

  /** {@code a=ice-ufrag} (RFC 8839 section 5.4). */
  public Optional<String> iceUfrag() {
    return AttributeViews.iceUfrag(attributes);
  }

  /** {@code a=ice-pwd} (RFC 8839 section 5.4). */
  public Optional<String> icePwd() {
    return AttributeViews.icePwd(attributes);
  }

  /** The words of {@code a=ice-options} (RFC 8839 section 5.6). */
  public List<String> iceOptions() {
    return AttributeViews.iceOptions(attributes);
  }

  /** {@code a=fingerprint}, all of them (RFC 8122 section 5). */
  public List<SdpFingerprint> fingerprints() {
    return attributes.readAll("fingerprint", SdpFingerprint::parse);
  }

  /** {@code a=setup} (RFC 4145, RFC 8842). */
  public Optional<SetupRole> setup() {
    return attributes.readFirst("setup", SetupRole::parse);
  }

  /** {@code a=tls-id} (RFC 8842 section 4). */
  public Optional<String> tlsId() {
    return attributes.value("tls-id");
  }

  /**
   * The candidates as text, each from {@code candidate:} on; whether they make sense is not known
   * here.
   */
  public List<String> candidates() {
    return attributes.all("candidate").stream().map(Attribute::text).toList();
  }

  /** {@code a=end-of-candidates} (RFC 8840). */
  public boolean endOfCandidates() {
    return attributes.has("end-of-candidates");
  }

  /** {@code a=rtcp} (RFC 3605). */
  public Optional<RtcpAddress> rtcp() {
    return attributes.readFirst("rtcp", RtcpAddress::parse);
  }

  /** {@code a=rtcp-mux} (RFC 5761). */
  public boolean rtcpMux() {
    return attributes.has("rtcp-mux");
  }

  /** {@code a=rtcp-mux-only} (RFC 8858). */
  public boolean rtcpMuxOnly() {
    return attributes.has("rtcp-mux-only");
  }

  /** {@code a=rtcp-rsize} (RFC 5506). */
  public boolean rtcpRsize() {
    return attributes.has("rtcp-rsize");
  }

  /**
   * {@code a=rtpmap}, all of them as written; see {@link #payloadFormats} for the order of
   * preference.
   */
  public List<RtpMap> rtpMaps() {
    return isRtp() ? attributes.readAll("rtpmap", RtpMap::parse) : List.of();
  }

  /** {@code a=fmtp}, all of them. */
  public List<Fmtp> fmtps() {
    return isRtp() ? attributes.readAll("fmtp", Fmtp::parse) : List.of();
  }

  /** The first {@code a=fmtp} of a payload type. */
  public Optional<Fmtp> fmtp(int payloadType) {
    String format = Integer.toString(payloadType);
    return fmtps().stream().filter(fmtp -> fmtp.format().equals(format)).findFirst();
  }

  /** {@code a=rtcp-fb}, all of them (RFC 4585 section 4.2). */
  public List<RtcpFeedback> rtcpFeedback() {
    return isRtp() ? attributes.readAll("rtcp-fb", RtcpFeedback::parse) : List.of();
  }

  /**
   * The payload types of the m-line in its order, which is the order of preference, each with its
   * encoding, parameters and feedback. Left out: payload types that are neither mapped nor static
   * (RFC 3551), and repetitions. Empty if this is not RTP.
   */
  public List<PayloadFormat> payloadFormats() {
    return isRtp() ? PayloadFormats.of(this) : List.of();
  }

  /**
   * {@code a=extmap}, all of this section (RFC 8285 section 5). See {@link
   * SessionDescription#extMaps}.
   */
  public List<ExtMap> extMaps() {
    return attributes.readAll("extmap", ExtMap::parse);
  }

  /** {@code a=extmap-allow-mixed} of this section (RFC 8285 section 6). */
  public boolean extmapAllowMixed() {
    return attributes.has("extmap-allow-mixed");
  }

  /** {@code a=msid}, all of them (RFC 8830). */
  public List<Msid> msids() {
    return attributes.readAll("msid", Msid::parse);
  }

  /** {@code a=ssrc}, all of them (RFC 5576). */
  public List<SsrcAttribute> ssrcAttributes() {
    return attributes.readAll("ssrc", SsrcAttribute::parse);
  }

  /** {@code a=ssrc-group}, all of them (RFC 5576). */
  public List<SsrcGroup> ssrcGroups() {
    return attributes.readAll("ssrc-group", SsrcGroup::parse);
  }

  /** {@code a=ptime}, milliseconds in a packet; a fraction is rounded up. */
  public Optional<Integer> ptime() {
    return attributes.readFirst("ptime", SectionCheck::packetTime);
  }

  /** {@code a=maxptime}, most milliseconds in a packet; a fraction is rounded up. */
  public Optional<Integer> maxptime() {
    return attributes.readFirst("maxptime", SectionCheck::packetTime);
  }

  /**
   * The SCTP port: {@code a=sctp-port} (RFC 8841 section 5), or that of the old form's {@code
   * a=sctpmap}.
   */
  public Optional<Integer> sctpPort() {
    return attributes
        .readFirst("sctp-port", SectionCheck::sctpPort)
        .or(() -> sctpMap().map(SctpMap::port));
  }

  /** {@code a=sctpmap}, the first: the old form of data channels. */
  public Optional<SctpMap> sctpMap() {
    return attributes.readFirst("sctpmap", SctpMap::parse);
  }

  /**
   * {@code a=max-message-size} in bytes (RFC 8841 section 6): 0 means any size, absent means
   * 65,536.
   */
  public Optional<Long> maxMessageSize() {
    return attributes.readFirst("max-message-size", SectionCheck::maxMessageSize);
  }

  /** The texts of {@code a=rid} (RFC 8851), as written. */
  public List<String> rids() {
    return attributes.values("rid");
  }

  /** The text of {@code a=simulcast} (RFC 8853), as written. */
  public Optional<String> simulcast() {
    return attributes.value("simulcast");
  }

  /** The same with other attributes. */
  public MediaDescription withAttributes(Attributes others) {
    return new MediaDescription(
        kind,
        port,
        portCount,
        protocol,
        formats,
        information,
        connections,
        bandwidths,
        key,
        others);
  }

  /** The same with one more attribute, at the end. */
  public MediaDescription with(Attribute attribute) {
    return withAttributes(attributes.with(attribute));
  }

  /**
   * The same with candidates added at the end, each as {@code candidate:...}, with or without
   * {@code a=} before it.
   */
  public MediaDescription withCandidates(List<String> candidates) {
    List<Attribute> added = new ArrayList<>(candidates.size());
    for (String candidate : candidates) {
      added.add(AttributeViews.candidate(candidate));
    }
    return withAttributes(attributes.withAll(added));
  }

  /**
   * The same at another port and address, as when a default candidate becomes known (RFC 8839
   * section 4.2.1.2).
   */
  public MediaDescription withTransport(int newPort, Connection connection) {
    return new MediaDescription(
        kind,
        newPort,
        1,
        protocol,
        formats,
        information,
        List.of(connection),
        bandwidths,
        key,
        attributes);
  }

  /** How many lines this prints. */
  int lines() {
    return 1
        + information.map(text -> 1).orElse(0)
        + connections.size()
        + bandwidths.size()
        + key.map(text -> 1).orElse(0)
        + attributes.size();
  }

  /** The {@code m=} line without its end. */
  String firstLine() {
    String ports = portCount == 1 ? Integer.toString(port) : port + "/" + portCount;
    return "m=" + kind + " " + ports + " " + protocol + " " + String.join(" ", formats);
  }

  void print(StringBuilder out) {
    out.append(firstLine()).append("\r\n");
    information.ifPresent(text -> out.append("i=").append(text).append("\r\n"));
    connections.forEach(connection -> out.append("c=").append(connection.text()).append("\r\n"));
    bandwidths.forEach(bandwidth -> out.append("b=").append(bandwidth.text()).append("\r\n"));
    key.ifPresent(text -> out.append("k=").append(text).append("\r\n"));
    attributes.print(out);
  }

  /** The section as it stands in a description, lines ended by CRLF. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    print(out);
    return out.toString();
  }
}

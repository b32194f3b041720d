package org.vivavoce.peer;

import java.util.List;
import org.vivavoce.sdp.MediaDescription;

/**
 * An m-line for data channels (RFC 8841), in the form of today or in the one of old drafts.
 *
 * <pre>
 *   m=application 9 UDP/DTLS/SCTP webrtc-datachannel     m=application 9 DTLS/SCTP 5000
 *   a=sctp-port:5000                                     a=sctpmap:5000 webrtc-datachannel 65535
 *   a=max-message-size:262144
 * </pre>
 *
 * @param mid its identification
 * @param protocol the m-line's protocol field
 * @param formats its formats as offered
 * @param remotePort the other side's SCTP port
 * @param remoteMaxMessageSize the largest message that the other side takes, in bytes; 0: any
 */
record DataSection(
    String mid, String protocol, List<String> formats, int remotePort, long remoteMaxMessageSize)
    implements MediaSection {
  static final String KIND = "application";
  static final int DEFAULT_PORT = 5000;

  /** RFC 8841 section 6.1. */
  static final long DEFAULT_MAX_MESSAGE_SIZE = 65_536;

  private static final String PROTOCOL = "UDP/DTLS/SCTP";
  private static final String OLD_PROTOCOL = "DTLS/SCTP";
  private static final String FORMAT = "webrtc-datachannel";

  DataSection {
    formats = List.copyOf(formats);
  }

  /** One that we offer first: what the other side can is known by its answer. */
  static DataSection offered(String mid) {
    return new DataSection(mid, PROTOCOL, List.of(FORMAT), DEFAULT_PORT, DEFAULT_MAX_MESSAGE_SIZE);
  }

  /** What the other side says. */
  static DataSection of(RemoteMedia m) {
    MediaDescription section = m.section();
    return new DataSection(
        m.mid(),
        section.protocol(),
        section.formats(),
        section.sctpPort().orElse(DEFAULT_PORT),
        section.maxMessageSize().orElse(DEFAULT_MAX_MESSAGE_SIZE));
  }

  @Override
  public String kindText() {
    return KIND;
  }

  /** Whether it is written as old drafts had it. */
  boolean isOldForm() {
    return protocol.equals(OLD_PROTOCOL);
  }

  /** Our m-line, with what the other side says of itself. */
  DataSection answeredBy(RemoteMedia m) {
    DataSection theirs = of(m);
    return new DataSection(
        mid, protocol, formats, theirs.remotePort(), theirs.remoteMaxMessageSize());
  }
}

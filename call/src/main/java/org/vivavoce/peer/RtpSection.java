package org.vivavoce.peer;

import java.util.List;
import java.util.Optional;

/**
 * An m-line for audio or video.
 *
 * @param mid its identification
 * @param protocol the m-line's protocol field
 * @param formats its formats as offered; what a rejected m-line repeats
 * @param transceiver what it belongs to
 * @param codecs what may be sent and received, with the payload types of this session
 * @param extensions the numbers of its header extensions
 */
record RtpSection(
    String mid,
    String protocol,
    List<String> formats,
    RtpTransceiver transceiver,
    List<RtpCodec> codecs,
    HeaderExtensionIds extensions)
    implements MediaSection {

  RtpSection {
    formats = List.copyOf(formats);
    codecs = List.copyOf(codecs);
  }

  @Override
  public String kindText() {
    return transceiver.kind().text();
  }

  /** The id of the mid header extension; 0: not negotiated. */
  int midExtension() {
    return extensions.mid();
  }

  /** The codec to send with: the first that both have. */
  Optional<RtpCodec> sendCodec() {
    return codecs.stream().findFirst();
  }

  /** Whether there are retransmissions on it (RFC 4588). */
  boolean retransmits() {
    return codecs.stream().anyMatch(Retransmission::is);
  }

  boolean accepts(int payloadType) {
    // By index: once for each packet, and an iterator would be an allocation.
    for (int i = 0; i < codecs.size(); i++) {
      if (codecs.get(i).payloadType() == payloadType) {
        return true;
      }
    }
    return false;
  }

  /** The same with other codecs. */
  RtpSection withCodecs(List<RtpCodec> others) {
    return new RtpSection(mid, protocol, formats, transceiver, others, extensions);
  }
}

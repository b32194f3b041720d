package org.vivavoce.peer;

import java.util.List;
import java.util.Optional;
import org.vivavoce.sdp.Direction;

/**
 * One m-line of a session, as far as both sides know it. Immutable; a negotiation makes new ones.
 *
 * @param mid its identification
 * @param kindText the m-line's media: audio, video, application or something unknown
 * @param protocol the m-line's protocol field
 * @param formats its formats as offered; what a rejected m-line repeats
 * @param transceiver what it belongs to; null when it is rejected
 * @param codecs what may be sent and received, with the payload types of this session
 * @param midExtension the id of the mid header extension; 0: not negotiated
 */
record MediaSection(
    String mid,
    String kindText,
    String protocol,
    List<String> formats,
    RtpTransceiver transceiver,
    List<RtpCodec> codecs,
    int midExtension) {

  MediaSection {
    formats = List.copyOf(formats);
    codecs = List.copyOf(codecs);
  }

  boolean rejected() {
    return transceiver == null;
  }

  /** The codec to send with: the first that both have. */
  Optional<RtpCodec> sendCodec() {
    return codecs.stream().findFirst();
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

  /** The transceiver's direction, or inactive. */
  Direction wanted() {
    return transceiver == null ? Direction.INACTIVE : transceiver.direction();
  }
}

package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which codecs an m-line of ours names, and how it numbers them. */
final class OfferedCodecs {
  private OfferedCodecs() {}

  /** Whether two mean the same, whatever their payload types. */
  static boolean same(RtpCodec a, RtpCodec b) {
    return a.sameCodec(b);
  }

  /** Whether an m-line can live on it alone. */
  static boolean carriesMedia(RtpCodec c) {
    return c.carriesMedia();
  }

  /** The codecs that a transceiver may have, the preferred ones first. */
  static List<RtpCodec> of(RtpTransceiver t, List<RtpCodec> configured) {
    return Retransmission.without(
        t.codecPreferences()
            .orElseGet(() -> configured.stream().filter(c -> c.kind() == t.kind()).toList()));
  }

  /** Those of a negotiated list that the transceiver wants, in its order if it has one. */
  static List<RtpCodec> preferred(RtpTransceiver t, List<RtpCodec> negotiated) {
    if (t.codecPreferences().isEmpty()) {
      return negotiated;
    }
    List<RtpCodec> wanted = new ArrayList<>();
    for (RtpCodec p : t.codecPreferences().get()) {
      negotiated.stream().filter(c -> same(c, p)).forEach(wanted::add);
    }
    return Retransmission.of(wanted, negotiated);
  }

  /**
   * The codecs with the numbers to offer them under. In a BUNDLE one payload type means one codec,
   * whatever the m-line (RFC 9143 section 9.1): what the session knows by a number keeps it, what
   * is new takes the one it likes, or else a free one.
   *
   * @param wanted codecs with the numbers that they like to have
   * @param inUse what the session's m-lines have, all of them
   * @throws PeerConnectionException OperationError if there are not enough numbers
   */
  static List<RtpCodec> number(List<RtpCodec> wanted, List<RtpCodec> inUse) {
    Map<Integer, RtpCodec> taken = new HashMap<>();
    inUse.forEach(c -> taken.putIfAbsent(c.payloadType(), c));
    List<RtpCodec> numbered = new ArrayList<>();
    for (RtpCodec c : wanted) {
      int number =
          inUse.stream()
              .filter(u -> same(u, c))
              .mapToInt(RtpCodec::payloadType)
              .findFirst()
              .orElseGet(() -> free(c, taken));
      taken.putIfAbsent(number, c);
      numbered.add(c.withPayloadType(number));
    }
    return List.copyOf(numbered);
  }

  /** What it likes; else a dynamic one, or one that rtcp-mux leaves below (RFC 5761 section 4). */
  private static int free(RtpCodec codec, Map<Integer, RtpCodec> taken) {
    if (!taken.containsKey(codec.payloadType())) {
      return codec.payloadType();
    }
    for (int pt = 127; pt >= 35; pt = pt == 96 ? 63 : pt - 1) {
      if (!taken.containsKey(pt)) {
        return pt;
      }
    }
    throw new PeerConnectionException(
        RtcErrorName.OPERATION_ERROR,
        "no payload type is left for " + codec.name() + "; configure fewer codecs");
  }
}

package org.vivavoce.sdp;

import java.util.Map;
import java.util.Optional;

/**
 * The payload types that mean something without an rtpmap (RFC 3551 section 6, tables 4 and 5), as
 * far as WebRTC stacks list them.
 */
final class StaticPayloadTypes {
  private static final Map<Integer, RtpMap> TABLE =
      Map.of(
          0, RtpMap.of(0, "PCMU", 8000),
          3, RtpMap.of(3, "GSM", 8000),
          4, RtpMap.of(4, "G723", 8000),
          8, RtpMap.of(8, "PCMA", 8000),
          9, RtpMap.of(9, "G722", 8000),
          13, RtpMap.of(13, "CN", 8000),
          18, RtpMap.of(18, "G729", 8000),
          26, RtpMap.of(26, "JPEG", 90_000),
          34, RtpMap.of(34, "H263", 90_000));

  private StaticPayloadTypes() {}

  static Optional<RtpMap> of(int payloadType) {
    return Optional.ofNullable(TABLE.get(payloadType));
  }
}

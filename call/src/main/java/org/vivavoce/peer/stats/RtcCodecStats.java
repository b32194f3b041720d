package org.vivavoce.peer.stats;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A codec as it is used on the transport (webrtc-stats, RTCCodecStats).
 *
 * @param id the same as long as the object lives
 * @param timestamp milliseconds since 1970
 * @param payloadType its number here
 * @param transportId where the number holds
 * @param mimeType such as {@code video/VP8}
 * @param clockRate in Hz
 * @param channels for audio
 * @param sdpFmtpLine its parameters, if there are any
 */
public record RtcCodecStats(
    String id,
    double timestamp,
    int payloadType,
    String transportId,
    String mimeType,
    int clockRate,
    OptionalInt channels,
    Optional<String> sdpFmtpLine)
    implements RtcStats {

  @Override
  public RtcStatsType type() {
    return RtcStatsType.CODEC;
  }
}

package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.List;

/**
 * The video codecs that can be negotiated. Nothing here decodes or encodes: packets pass through,
 * out of a {@link RemoteTrack} and into a {@link LocalTrack}, so all are there that other stacks
 * send.
 */
public final class VideoCodecs {
  /** RTP's clock for video (RFC 3551 section 5), in Hz. */
  public static final int CLOCK_RATE = 90_000;

  /** Picture loss indications (RFC 4585 section 6.3.1), as {@code a=rtcp-fb} names them. */
  static final String PLI = "nack pli";

  /** Full intra requests (RFC 5104 section 4.3.1). */
  static final String FIR = "ccm fir";

  /** Negative acknowledgements (RFC 4585 section 6.2.1). */
  static final String NACK = "nack";

  /**
   * What we honour: requests for a key frame, which go to {@link LocalTrack#onKeyFrameRequest} and
   * come from {@link RemoteTrack#requestKeyFrame}; and for packets that were lost, which are sent
   * again as RFC 4588 has it ({@code rtx} is offered for every codec with {@code nack}).
   */
  private static final List<String> FEEDBACK = List.of(FIR, NACK, PLI);

  /** VP8 (RFC 7741). */
  public static final RtpCodec VP8 = video("VP8", 96, "");

  /** VP9 (RFC 9628), profile 0: 8 bits, 4:2:0. */
  public static final RtpCodec VP9 = video("VP9", 98, "profile-id=0");

  /** VP9, profile 2: 10 or 12 bits, 4:2:0. */
  public static final RtpCodec VP9_PROFILE_2 = video("VP9", 100, "profile-id=2");

  /** H.264 (RFC 6184), constrained baseline, non-interleaved: what every WebRTC stack speaks. */
  public static final RtpCodec H264_CONSTRAINED_BASELINE = h264(102, 1, "42e01f");

  /** AV1 (its RTP payload format by AOMedia), main profile. */
  public static final RtpCodec AV1 = video("AV1", 45, "level-idx=5;profile=0;tier=0");

  private static final List<RtpCodec> ALL =
      List.of(
          VP8,
          VP9,
          VP9_PROFILE_2,
          H264_CONSTRAINED_BASELINE,
          h264(104, 0, "42e01f"),
          h264(106, 1, "42001f"),
          h264(108, 0, "42001f"),
          h264(112, 1, "4d001f"),
          h264(114, 0, "4d001f"),
          h264(116, 1, "64001f"),
          h264(118, 1, "640c1f"),
          AV1);

  private VideoCodecs() {}

  /**
   * All that a connection offers and accepts by default, the preferred one first: VP8, VP9, H264 in
   * the profiles and packetization modes that browsers send, AV1.
   */
  public static List<RtpCodec> all() {
    return ALL;
  }

  /** Opus and all video codecs: what a connection has by default. */
  static List<RtpCodec> withOpus() {
    List<RtpCodec> codecs = new ArrayList<>();
    codecs.add(RtpCodec.OPUS);
    codecs.addAll(ALL);
    return List.copyOf(codecs);
  }

  private static RtpCodec h264(int payloadType, int mode, String profileLevel) {
    return video(
        "H264",
        payloadType,
        "level-asymmetry-allowed=1;packetization-mode="
            + mode
            + ";profile-level-id="
            + profileLevel);
  }

  private static RtpCodec video(String name, int payloadType, String fmtp) {
    return new RtpCodec(MediaKind.VIDEO, name, CLOCK_RATE, 1, payloadType, fmtp, FEEDBACK);
  }
}

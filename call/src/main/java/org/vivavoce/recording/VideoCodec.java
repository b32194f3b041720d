package org.vivavoce.recording;

import org.vivavoce.rtp.video.VideoDepacketizer;

/** Video that can be recorded, and what file it goes into. */
public enum VideoCodec {
  /** VP8 in an IVF file. */
  VP8(".ivf"),
  /** VP9 in an IVF file. */
  VP9(".ivf"),
  /** H.264 as a byte stream with start codes (Annex B). */
  H264(".h264");

  private final String ending;

  VideoCodec(String ending) {
    this.ending = ending;
  }

  String ending() {
    return ending;
  }

  /** The FourCC of IVF. */
  String fourcc() {
    return name() + "0";
  }

  VideoDepacketizer depacketizer() {
    return switch (this) {
      case VP8 -> VideoDepacketizer.vp8();
      case VP9 -> VideoDepacketizer.vp9();
      case H264 -> VideoDepacketizer.h264();
    };
  }
}

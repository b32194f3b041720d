package org.vivavoce.rtp.video;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Payloads that a test makes, and what a depacketizer makes of them. */
final class Payloads {
  private final VideoDepacketizer depacketizer;
  final List<VideoFrame> frames = new ArrayList<>();
  long number = 65_000;
  long timestamp = 0xFFFF_0000L;

  Payloads(VideoDepacketizer depacketizer) {
    this.depacketizer = depacketizer;
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** The next packet of the picture. */
  void packet(boolean marker, byte[] payload) {
    Optional<VideoFrame> frame =
        depacketizer.packet(payload, 0, payload.length, number++, timestamp, marker);
    frame.ifPresent(frames::add);
    if (marker) {
      timestamp = timestamp + 3_000 & 0xFFFF_FFFFL;
    }
  }
}

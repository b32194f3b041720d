package org.vivavoce.recording;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vivavoce.rtp.opus.OggOpusReader;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusEncoder;

/** What tests record, and what they measure in the files. */
final class Sound {
  static final int FRAME = 960;
  static final int RATE = 48_000;
  static final long FRAME_NANOS = 20_000_000;

  private Sound() {}

  /** Frames of 20 ms of a tone that is there from the first sample on. */
  static List<byte[]> tone(double hertz, int frames) {
    OpusEncoder encoder =
        OpusEncoder.create(
            OpusConfig.builder().channels(1).bitrate(32_000).frameMillis(20).build());
    byte[] out = new byte[OpusEncoder.MAX_PACKET_BYTES];
    short[] pcm = new short[FRAME];
    List<byte[]> packets = new ArrayList<>();
    for (int f = 0; f < frames; f++) {
      for (int i = 0; i < FRAME; i++) {
        pcm[i] = (short) Math.round(8_000 * Math.sin(2 * Math.PI * hertz * (f * FRAME + i) / RATE));
      }
      packets.add(Arrays.copyOf(out, encoder.encode(pcm, 0, FRAME, out, 0, out.length)));
    }
    return packets;
  }

  static short[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return OggOpusReader.readMono(in, 3_600);
    }
  }

  /** How loud one frequency is in 5 ms. */
  private static double loud(short[] pcm, int from, double hertz) {
    int n = RATE / 200;
    double re = 0;
    double im = 0;
    for (int i = from; i < Math.min(from + n, pcm.length); i++) {
      double angle = 2 * Math.PI * hertz * i / RATE;
      re += pcm[i] * Math.cos(angle);
      im += pcm[i] * Math.sin(angle);
    }
    return 2 * Math.hypot(re, im) / n;
  }

  /** Spans of milliseconds in which a tone is to be heard; pauses of less than 30 ms are none. */
  static List<int[]> spans(short[] pcm, double hertz) {
    List<int[]> spans = new ArrayList<>();
    int[] last = null;
    for (int at = 0; at + RATE / 200 <= pcm.length; at += RATE / 1_000) {
      if (loud(pcm, at, hertz) > 4_000) {
        int ms = at * 1_000 / RATE;
        if (last == null || ms - last[1] > 30) {
          last = new int[] {ms, ms};
          spans.add(last);
        }
        // The 5 ms that were measured.
        last[1] = ms + 5;
      }
    }
    return spans;
  }
}

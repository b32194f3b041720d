package org.vivavoce.cli.peer;

import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusDecoder;
import org.vivavoce.rtp.opus.OpusEncoder;

/**
 * Encodes and decodes for a while before there is anybody to hear it: a JVM that has just started
 * takes longer for a frame of Opus than the frame lasts, if it has to share the processor, and what
 * it cannot encode in time is never said.
 */
final class OpusWarmUp {
  private static final int FRAMES = 150;
  private static final long AT_MOST_NANOS = 1_000_000_000;
  private static final double HERTZ = 440;
  private static final double AMPLITUDE = 3_000;

  private OpusWarmUp() {}

  /** Takes up to a second. */
  static void run() {
    OpusConfig config = OpusConfig.voice();
    OpusEncoder encoder = OpusEncoder.create(config);
    OpusDecoder decoder = OpusDecoder.create(config.channels());
    int frame = config.frameSamples();
    short[] pcm = new short[frame * config.channels()];
    byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
    long begun = System.nanoTime();
    for (int i = 0; i < FRAMES && System.nanoTime() - begun < AT_MOST_NANOS; i++) {
      for (int k = 0; k < pcm.length; k++) {
        double turns = HERTZ * (i * (double) pcm.length + k) / OpusConfig.SAMPLE_RATE;
        pcm[k] = (short) (AMPLITUDE * Math.sin(2 * Math.PI * turns));
      }
      int length = encoder.encode(pcm, 0, frame, packet, 0, packet.length);
      decoder.decode(packet, 0, length, pcm, 0);
    }
  }
}

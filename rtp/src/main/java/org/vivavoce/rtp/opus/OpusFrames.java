package org.vivavoce.rtp.opus;

import org.vivavoce.rtp.jitter.FrameInspector;

/** Tells the jitter buffer about Opus payloads. */
enum OpusFrames implements FrameInspector {
  INSTANCE;

  @Override
  public int duration(byte[] buf, int off, int len) {
    return OpusPacket.samples(buf, off, len);
  }

  @Override
  public boolean hasFec(byte[] buf, int off, int len) {
    return OpusPacket.hasFec(buf, off, len);
  }

  @Override
  public int fecDuration(byte[] buf, int off, int len) {
    return OpusPacket.frameSamples(buf[off]);
  }
}

package org.vivavoce.rtp.jitter;

/**
 * A codec of 20 ms frames at 48 kHz whose payload is one byte: bit 0 says whether it has a copy;
 * 0xff is malformed.
 */
enum FakeFrames implements FrameInspector {
  INSTANCE;

  static final byte[] PLAIN = {0};
  static final byte[] WITH_COPY = {1};
  static final byte[] MALFORMED = {(byte) 0xff};

  @Override
  public int duration(byte[] buf, int off, int len) {
    return len < 1 || buf[off] == MALFORMED[0] ? 0 : 960;
  }

  @Override
  public boolean hasFec(byte[] buf, int off, int len) {
    return (buf[off] & 1) != 0;
  }

  @Override
  public int fecDuration(byte[] buf, int off, int len) {
    return 960;
  }
}

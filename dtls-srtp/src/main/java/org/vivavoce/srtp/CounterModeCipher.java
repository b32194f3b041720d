package org.vivavoce.srtp;

import java.util.Arrays;

/**
 * AES in counter mode with HMAC-SHA1 truncated to 80 bits (RFC 3711 sections 4.1.1 and 4.2.1).
 *
 * <pre>
 *   SRTP:   header | encrypted payload | tag              the tag covers all before it, and the ROC
 *   SRTCP:  8 bytes | encrypted rest | E, index | tag     the tag covers all before it
 *
 *   IV      byte 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
 *                |            salt, 14 bytes             | block
 *            XOR             |   SSRC    |     index     |
 * </pre>
 */
final class CounterModeCipher implements PacketCipher {
  private static final int TAG = SrtpProfile.AES_CM_128_HMAC_SHA1_80.rtpOverhead();
  private static final int ROC_SHIFT = 16;

  private final AesKeystream keystream;
  private final HmacSha1 hmac;
  private final byte[] digest = new byte[HmacSha1.LENGTH];
  private final long saltHigh;
  private final long saltLow;

  CounterModeCipher(SessionKeys keys) {
    keystream = new AesKeystream(keys.encryption());
    byte[] salt = Arrays.copyOf(keys.salt(), AesKeystream.BLOCK);
    saltHigh = Bytes.getLong(salt, 0);
    saltLow = Bytes.getLong(salt, Long.BYTES);
    hmac = new HmacSha1(keys.authentication());
  }

  @Override
  public int sealRtp(byte[] buf, int off, int len, int clear, int ssrc, long index) {
    crypt(buf, off + clear, len - clear, ssrc, index);
    // The ROC is authenticated as if it followed the packet; then the tag takes its place.
    Bytes.putInt(buf, off + len, (int) (index >>> ROC_SHIFT));
    hmac.authenticate(buf, off, len + Integer.BYTES, digest);
    System.arraycopy(digest, 0, buf, off + len, TAG);
    return len + TAG;
  }

  @Override
  public int openRtp(byte[] buf, int off, int len, int clear, int ssrc, long index) {
    int body = len - TAG;
    long tagStart = Bytes.getLong(buf, off + body);
    int tagEnd = Bytes.getShort(buf, off + body + Long.BYTES);
    Bytes.putInt(buf, off + body, (int) (index >>> ROC_SHIFT));
    hmac.authenticate(buf, off, body + Integer.BYTES, digest);
    if (differs(tagStart, tagEnd)) {
      Bytes.putLong(buf, off + body, tagStart);
      return FORGED;
    }
    crypt(buf, off + clear, body - clear, ssrc, index);
    return body;
  }

  @Override
  public int sealRtcp(byte[] buf, int off, int len, int ssrc, int index) {
    crypt(buf, off + RTCP_CLEAR, len - RTCP_CLEAR, ssrc, index);
    Bytes.putInt(buf, off + len, E_BIT | index);
    int covered = len + Integer.BYTES;
    hmac.authenticate(buf, off, covered, digest);
    System.arraycopy(digest, 0, buf, off + covered, TAG);
    return covered + TAG;
  }

  @Override
  public int rtcpWord(byte[] buf, int off, int len) {
    return Bytes.getInt(buf, off + len - TAG - Integer.BYTES);
  }

  @Override
  public int openRtcp(byte[] buf, int off, int len, int ssrc, int word) {
    int covered = len - TAG;
    hmac.authenticate(buf, off, covered, digest);
    long tagStart = Bytes.getLong(buf, off + covered);
    int tagEnd = Bytes.getShort(buf, off + covered + Long.BYTES);
    if (differs(tagStart, tagEnd)) {
      return FORGED;
    }
    int body = covered - Integer.BYTES;
    if ((word & E_BIT) != 0) {
      crypt(buf, off + RTCP_CLEAR, body - RTCP_CLEAR, ssrc, word & ~E_BIT);
    }
    return body;
  }

  private void crypt(byte[] buf, int off, int len, int ssrc, long index) {
    keystream.xor(saltHigh ^ Integer.toUnsignedLong(ssrc), saltLow ^ index << 16, buf, off, len);
  }

  /** Looks at every bit of both tags, wherever they differ, so that time tells nothing. */
  private boolean differs(long tagStart, int tagEnd) {
    long start = Bytes.getLong(digest, 0) ^ tagStart;
    long end = Bytes.getShort(digest, Long.BYTES) ^ tagEnd;
    return (start | end) != 0;
  }
}

package org.vivavoce.srtp;

/**
 * Encrypts and authenticates one packet in place, knowing nothing of streams and windows.
 *
 * <p>One owner at a time. The session keys are those of RTP or those of RTCP, so that there is one
 * object for each. Indices are the 48 bits of SRTP (RFC 3711 section 3.3.1: {@code ROC << 16 |
 * SEQ}) or the 31 bits of SRTCP.
 */
interface PacketCipher {
  /** What {@link #openRtp} and {@link #openRtcp} say of a packet whose tag is wrong. */
  int FORGED = -1;

  /**
   * The bit that says that an SRTCP packet is encrypted, before its index (RFC 3711 section 3.4).
   */
  int E_BIT = 0x8000_0000;

  /** The bytes of an RTCP packet that stay clear: its first header and the sender's SSRC. */
  int RTCP_CLEAR = 8;

  /**
   * Protects an RTP packet in place and returns its new length.
   *
   * @param clear the length of the header, which is authenticated but not encrypted
   */
  int sealRtp(byte[] buf, int off, int len, int clear, int ssrc, long index);

  /** Unprotects an RTP packet in place; returns its new length, or {@link #FORGED}. */
  int openRtp(byte[] buf, int off, int len, int clear, int ssrc, long index);

  /** Protects an RTCP packet in place, E bit set, and returns its new length. */
  int sealRtcp(byte[] buf, int off, int len, int ssrc, int index);

  /** Returns the word of E bit and index of an SRTCP packet that is long enough. */
  int rtcpWord(byte[] buf, int off, int len);

  /** Unprotects an RTCP packet in place; returns its new length, or {@link #FORGED}. */
  int openRtcp(byte[] buf, int off, int len, int ssrc, int word);

  static PacketCipher create(SrtpProfile profile, SessionKeys keys) {
    return profile.isAead() ? new GcmCipher(keys) : new CounterModeCipher(keys);
  }
}

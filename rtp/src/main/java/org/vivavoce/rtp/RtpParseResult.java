package org.vivavoce.rtp;

/** What {@link RtpPacket#parse} made of some bytes: {@link #OK}, or why they are no RTP packet. */
public enum RtpParseResult {
  /** A well-formed packet. */
  OK,
  /** Fewer than the twelve bytes of the fixed header. */
  TOO_SHORT,
  /** The version is not 2. */
  WRONG_VERSION,
  /** The CSRC list does not fit. */
  TRUNCATED_CSRC_LIST,
  /** The header extension does not fit. */
  TRUNCATED_EXTENSION,
  /** The padding bit is set and the count is zero or more than there is. */
  WRONG_PADDING
}

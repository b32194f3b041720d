package org.vivavoce.rtp.jitter;

/**
 * What a {@link JitterBuffer} asks a codec about a payload. Called per packet: must neither
 * allocate nor throw.
 */
public interface FrameInspector {
  /** Length of the payload in units of the RTP clock, at least 1; or below 1 if it is malformed. */
  int duration(byte[] buf, int off, int len);

  /**
   * Whether the payload carries a copy of the frame that lies directly before it, as long as {@link
   * #fecDuration}.
   */
  boolean hasFec(byte[] buf, int off, int len);

  /** How much of the time before the payload its copy covers, in units of the RTP clock. */
  int fecDuration(byte[] buf, int off, int len);
}

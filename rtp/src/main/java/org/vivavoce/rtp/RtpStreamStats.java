package org.vivavoce.rtp;

/**
 * A snapshot of one stream's numbers. Names follow <a
 * href="https://www.w3.org/TR/webrtc-stats/">webrtc-stats</a>; times are in seconds there and here.
 * {@code NaN} stands for what is not known yet.
 */
public sealed interface RtpStreamStats permits InboundRtpStats, OutboundRtpStats {
  /** The stream. */
  Ssrc ssrc();

  /** The rate of its timestamps, in Hz. */
  int clockRate();
}

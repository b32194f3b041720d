package org.vivavoce.rtp.rtcp;

/**
 * The rates by which RTCP is sent, <a href="https://www.rfc-editor.org/rfc/rfc3550#section-6.2">RFC
 * 3550 section 6.2</a> and <a href="https://www.rfc-editor.org/rfc/rfc4585#section-3.5">RFC 4585
 * section 3.5</a>.
 *
 * @param rtcpBytesPerSecond what all members together may spend on RTCP: 5 % of the session's
 *     bandwidth
 * @param minimumNanos the deterministic interval is never shorter (Tmin)
 * @param initialMinimumNanos the same before the first report; 0 sends it at once, which RFC 3550
 *     section 6.2 allows in a unicast session
 * @param earlyFeedback whether feedback may go out before its turn (the AVPF profiles)
 */
public record RtcpTiming(
    double rtcpBytesPerSecond, long minimumNanos, long initialMinimumNanos, boolean earlyFeedback) {

  private static final double RTCP_SHARE = 0.05;
  private static final long SECOND = 1_000_000_000L;

  /**
   * AVPF asks for no minimum after the first report; this much keeps a fast session from reporting
   * for the sake of reporting.
   */
  private static final long AVPF_MINIMUM = SECOND / 10;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if the bandwidth is not above zero or a time is negative
   */
  public RtcpTiming {
    if (!(rtcpBytesPerSecond > 0) || rtcpBytesPerSecond == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "the RTCP bandwidth must be above zero: " + rtcpBytesPerSecond);
    }
    if (minimumNanos < 0 || initialMinimumNanos < 0) {
      throw new IllegalArgumentException(
          "a minimum interval is negative: " + minimumNanos + ", " + initialMinimumNanos);
    }
  }

  /**
   * RTP/AVP and RTP/SAVP: five seconds at least, half of that before the first report.
   *
   * @param sessionBitsPerSecond the bandwidth of the session's media
   */
  public static RtcpTiming avp(long sessionBitsPerSecond) {
    return new RtcpTiming(share(sessionBitsPerSecond), 5 * SECOND, 5 * SECOND / 2, false);
  }

  /**
   * RTP/AVP with the reduced minimum of RFC 3550 section 6.2: 360 s divided by the session's
   * bandwidth in kbit/s; the first report goes out at once (unicast).
   *
   * @param sessionBitsPerSecond the bandwidth of the session's media
   */
  public static RtcpTiming avpReducedMinimum(long sessionBitsPerSecond) {
    double share = share(sessionBitsPerSecond);
    double seconds = 360 / (sessionBitsPerSecond / 1000.0);
    return new RtcpTiming(share, (long) (seconds * SECOND), 0, false);
  }

  /**
   * RTP/SAVPF, which WebRTC uses (RFC 8834 section 4.1): as often as the bandwidth allows, but not
   * more than about ten times a second; the first report goes out at once (unicast), feedback
   * early.
   *
   * @param sessionBitsPerSecond the bandwidth of the session's media
   */
  public static RtcpTiming avpf(long sessionBitsPerSecond) {
    return new RtcpTiming(share(sessionBitsPerSecond), AVPF_MINIMUM, 0, true);
  }

  private static double share(long sessionBitsPerSecond) {
    if (sessionBitsPerSecond <= 0) {
      throw new IllegalArgumentException(
          "the session's bandwidth must be above zero: " + sessionBitsPerSecond);
    }
    return sessionBitsPerSecond / 8.0 * RTCP_SHARE;
  }
}

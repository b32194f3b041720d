package org.vivavoce.rtp;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.vivavoce.rtp.rtcp.RtcpTiming;

/**
 * How an {@link RtpSession} is to behave. Start from {@link #of} and change what is to differ.
 *
 * @param reporter the SSRC that reports carry while we send nothing ourselves: that of a stream to
 *     be sent, or one of its own
 * @param cname our canonical name, the same for all streams that share a clock: random in WebRTC
 *     (RFC 7022, RFC 8834 section 4.9); 1 to 64 bytes of UTF-8
 * @param timing how often reports go out
 * @param reducedSize whether feedback may go out without a report before it (RFC 5506, {@code
 *     a=rtcp-rsize})
 * @param maxSendStreams how many streams may be sent at a time
 * @param maxReceiveStreams how many streams may be received at a time
 * @param maxRtcpBytes an RTCP datagram is never longer, before SRTCP; 576 to 65,000
 */
public record RtpSessionConfig(
    Ssrc reporter,
    String cname,
    RtcpTiming timing,
    boolean reducedSize,
    int maxSendStreams,
    int maxReceiveStreams,
    int maxRtcpBytes) {

  /** A longer name would crowd out the reports. */
  public static final int MAX_CNAME = 64;

  /** An Opus stream each way, with its headers. */
  private static final long DEFAULT_BITS_PER_SECOND = 64_000;

  /** 1,200 bytes of UDP payload less SRTCP's index and the longer tag: 4 + 16. */
  private static final int DEFAULT_MAX_RTCP = 1_200 - 20;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public RtpSessionConfig {
    Objects.requireNonNull(reporter, "reporter");
    Objects.requireNonNull(timing, "timing");
    int length = cname.getBytes(StandardCharsets.UTF_8).length;
    if (length < 1 || length > MAX_CNAME) {
      throw new IllegalArgumentException("a CNAME has 1 to 64 bytes here, not " + length);
    }
    if (maxSendStreams < 1 || maxReceiveStreams < 1) {
      throw new IllegalArgumentException(
          "at least one stream each way: " + maxSendStreams + ", " + maxReceiveStreams);
    }
    if (maxRtcpBytes < 576 || maxRtcpBytes > 65_000) {
      throw new IllegalArgumentException("maxRtcpBytes is 576 to 65000, not " + maxRtcpBytes);
    }
  }

  /**
   * What suits a peer connection with one audio stream each way: AVPF, compound packets only, at
   * most 16 streams out and 64 in.
   */
  public static RtpSessionConfig of(Ssrc reporter, String cname) {
    return new RtpSessionConfig(
        reporter, cname, RtcpTiming.avpf(DEFAULT_BITS_PER_SECOND), false, 16, 64, DEFAULT_MAX_RTCP);
  }

  /** The same with other rates. */
  public RtpSessionConfig withTiming(RtcpTiming newTiming) {
    return new RtpSessionConfig(
        reporter, cname, newTiming, reducedSize, maxSendStreams, maxReceiveStreams, maxRtcpBytes);
  }

  /** The same, with reduced-size RTCP allowed or not. */
  public RtpSessionConfig withReducedSize(boolean allowed) {
    return new RtpSessionConfig(
        reporter, cname, timing, allowed, maxSendStreams, maxReceiveStreams, maxRtcpBytes);
  }

  /** The same with other bounds on the count of streams. */
  public RtpSessionConfig withMaxStreams(int send, int receive) {
    return new RtpSessionConfig(reporter, cname, timing, reducedSize, send, receive, maxRtcpBytes);
  }

  /** The same with another bound on the length of RTCP. */
  public RtpSessionConfig withMaxRtcpBytes(int bytes) {
    return new RtpSessionConfig(
        reporter, cname, timing, reducedSize, maxSendStreams, maxReceiveStreams, bytes);
  }
}

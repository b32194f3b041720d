package org.vivavoce.rtp;

import java.util.Objects;
import java.util.Optional;
import org.vivavoce.rtp.rtcp.ReportBlock;
import org.vivavoce.rtp.rtcp.SenderInfo;

/**
 * One incoming stream: extends sequence numbers and timestamps, counts losses and measures jitter,
 * and reports on them (RFC 3550 section 6.4.1, appendix A.1, A.3 and A.8).
 *
 * <p>Made by {@link RtpSession#addReceiveStream}, which does the RTCP; or alone by {@link #create}.
 * One thread at a time; nothing is allocated per packet.
 */
public final class RtpReceiveStream {
  /** {@link #onPacket} did not take a packet: the source is still on probation. */
  public static final long REJECTED_PROBATION = SequenceTracker.REJECTED_PROBATION;

  /**
   * {@link #onPacket} did not take a packet: its number is far off, and no second one confirms it.
   */
  public static final long REJECTED_JUMP = SequenceTracker.REJECTED_JUMP;

  private final Ssrc ssrc;
  private final int clockRate;
  private final SequenceTracker sequences;
  private final JitterEstimator jitter;
  private long extendedTimestamp = -1;
  private long bytesReceived;
  private long headerBytesReceived;
  private long heardNanos;
  private boolean heard;
  private long packetNanos;
  private boolean unreported;
  private boolean ended;

  private long nacks;
  private long plis;
  private long firs;

  private SenderInfo senderInfo;
  private long senderReportNanos;
  private long senderReports;

  private RtpReceiveStream(Ssrc ssrc, int clockRate, boolean onProbation) {
    this.ssrc = Objects.requireNonNull(ssrc, "ssrc");
    if (clockRate <= 0) {
      throw new IllegalArgumentException("a clock rate is above zero, not " + clockRate);
    }
    this.clockRate = clockRate;
    this.sequences = new SequenceTracker(onProbation);
    this.jitter = new JitterEstimator(clockRate);
  }

  /**
   * Makes a stream whose first packet counts at once: right where SRTP has authenticated the
   * source.
   *
   * @param ssrc its identifier
   * @param clockRate the rate of its timestamps, in Hz
   * @throws IllegalArgumentException if the clock rate is not above zero
   */
  public static RtpReceiveStream create(Ssrc ssrc, int clockRate) {
    return new RtpReceiveStream(ssrc, clockRate, false);
  }

  /**
   * Makes a stream that is believed from the second packet in a row on (RFC 3550 appendix A.1):
   * right for plain RTP.
   *
   * @param ssrc its identifier
   * @param clockRate the rate of its timestamps, in Hz
   * @throws IllegalArgumentException if the clock rate is not above zero
   */
  public static RtpReceiveStream createOnProbation(Ssrc ssrc, int clockRate) {
    return new RtpReceiveStream(ssrc, clockRate, true);
  }

  /** The stream's identifier. */
  public Ssrc ssrc() {
    return ssrc;
  }

  /** The rate of its timestamps, in Hz. */
  public int clockRate() {
    return clockRate;
  }

  /**
   * Takes a packet in.
   *
   * @param sequenceNumber 0 to 65,535
   * @param timestamp 32 bits unsigned
   * @param arrivalNanos when it arrived
   * @param payloadLength bytes of payload
   * @return the extended sequence number: its lower 16 bits are the packet's, and it orders packets
   *     over wraps. The first packet's is between 65,536 and 131,071, so that one from before it is
   *     above zero too; over a restart of the source it grows by at least 65,536. Or, negative,
   *     {@link #REJECTED_PROBATION} or {@link #REJECTED_JUMP}: the packet is to be dropped
   */
  public long onPacket(int sequenceNumber, long timestamp, long arrivalNanos, int payloadLength) {
    return onPacket(
        sequenceNumber, timestamp, arrivalNanos, payloadLength, RtpPacket.FIXED_HEADER_LENGTH);
  }

  long onPacket(
      int sequenceNumber, long timestamp, long arrivalNanos, int payloadLength, int otherLength) {
    heard(arrivalNanos);
    packetNanos = arrivalNanos;
    ended = false;
    long extended = sequences.onPacket(sequenceNumber & 0xFFFF);
    if (extended >= 0) {
      unreported = true;
      extendedTimestamp = jitter.onPacket(timestamp, arrivalNanos);
      bytesReceived += payloadLength;
      headerBytesReceived += otherLength;
    }
    return extended;
  }

  /** Whether the last packet that was taken had been there before. */
  public boolean lastWasDuplicate() {
    return sequences.lastWasDuplicate();
  }

  /**
   * The timestamp of the last packet that was taken, extended: its lower 32 bits are the packet's,
   * and it orders packets over wraps. -1 before the first; the first is at least 2^32.
   */
  public long lastExtendedTimestamp() {
    return extendedTimestamp;
  }

  /**
   * What a report says about this stream; begins the next interval of the fraction lost.
   *
   * @param nowNanos the time
   */
  public ReportBlock reportBlock(long nowNanos) {
    unreported = false;
    long lost =
        Math.max(
            ReportBlock.MIN_CUMULATIVE_LOST,
            Math.min(ReportBlock.MAX_CUMULATIVE_LOST, sequences.lostSinceRestart()));
    int lastSr = senderInfo == null ? 0 : senderInfo.ntp().middle32();
    return new ReportBlock(
        ssrc,
        sequences.takeFractionLost(),
        (int) lost,
        sequences.extendedHighest(),
        Math.min(0xFFFF_FFFFL, (long) jitter.jitter()),
        lastSr,
        senderInfo == null ? 0 : RoundTrip.fromNanos(nowNanos - senderReportNanos));
  }

  /**
   * Takes in what the source says about itself.
   *
   * @param info out of an SR whose sender is this stream
   * @param arrivalNanos when it arrived
   */
  public void onSenderReport(SenderInfo info, long arrivalNanos) {
    heard(arrivalNanos);
    senderInfo = Objects.requireNonNull(info, "info");
    senderReportNanos = arrivalNanos;
    senderReports++;
  }

  /** What the source said last about itself, or null: joins its timestamps to its wall clock. */
  public SenderInfo lastSenderInfo() {
    return senderInfo;
  }

  void onNackSent() {
    nacks++;
  }

  void onPliSent() {
    plis++;
  }

  void onFirSent() {
    firs++;
  }

  /** Whether a BYE has come and no packet after it. */
  public boolean ended() {
    return ended;
  }

  void onBye() {
    ended = true;
  }

  /** RTP or RTCP has come from the source. */
  void heard(long nowNanos) {
    heard = true;
    heardNanos = nowNanos;
  }

  boolean heardSince(long sinceNanos) {
    return heard && !ended && heardNanos - sinceNanos >= 0;
  }

  /** Whether packets have come since the last report: then there is something to say. */
  boolean hasNews() {
    return unreported && !ended;
  }

  /** Whether packets came in the time given. */
  boolean sentSince(long sinceNanos) {
    return sequences.started() && !ended && packetNanos - sinceNanos >= 0;
  }

  /** The numbers now. */
  public InboundRtpStats stats() {
    return new InboundRtpStats(
        ssrc,
        clockRate,
        sequences.received(),
        bytesReceived,
        headerBytesReceived,
        sequences.lost(),
        sequences.duplicates(),
        sequences.reordered(),
        sequences.rejected(),
        sequences.restarts(),
        jitter.jitter() / clockRate,
        packetNanos,
        nacks,
        plis,
        firs,
        Optional.ofNullable(senderInfo),
        senderReportNanos,
        senderReports,
        ended);
  }
}

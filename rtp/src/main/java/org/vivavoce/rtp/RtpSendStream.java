package org.vivavoce.rtp;

import java.util.Objects;
import org.vivavoce.rtp.rtcp.ReportBlock;
import org.vivavoce.rtp.rtcp.SenderInfo;

/**
 * One outgoing stream: numbers its packets, counts them, and learns from the far end's reports.
 *
 * <p>For each packet: {@link #writeHeader}, then the payload behind it, then, once it is sent,
 * {@link #onSent}. Made by {@link RtpSession#addSendStream}, which does the RTCP; or alone by
 * {@link #create}. One thread at a time; nothing is allocated per packet.
 */
public final class RtpSendStream {
  private final Ssrc ssrc;
  private final int clockRate;
  private final int timestampBase;
  private final RoundTrip roundTrip = new RoundTrip();
  private final SequenceWindow used = new SequenceWindow();
  private int payloadType;

  /** Extended; its lower 16 bits go out. */
  private long nextSequence;

  private int preparedTimestamp;
  private int preparedHeader;
  private boolean preparedLate;
  private boolean prepared;

  private int sentTimestamp;
  private long sentNanos;
  private long packetsSent;
  private long bytesSent;
  private long headerBytesSent;

  private long retransmittedPackets;
  private long retransmittedBytes;
  private long nacks;
  private long plis;
  private long firs;

  private long reportsReceived;
  private long reportNanos;
  private long remoteLost;
  private double remoteFractionLost = Double.NaN;
  private double remoteJitter = Double.NaN;

  private RtpSendStream(
      Ssrc ssrc, int payloadType, int clockRate, int firstSequence, int timestampBase) {
    this.ssrc = Objects.requireNonNull(ssrc, "ssrc");
    if (clockRate <= 0) {
      throw new IllegalArgumentException("a clock rate is above zero, not " + clockRate);
    }
    this.clockRate = clockRate;
    this.nextSequence = firstSequence & 0xFFFF;
    this.timestampBase = timestampBase;
    payloadType(payloadType);
  }

  /**
   * Makes a stream of its own, outside of a session.
   *
   * @param ssrc its identifier
   * @param payloadType 0 to 127
   * @param clockRate the rate of its timestamps, in Hz
   * @param firstSequence random (RFC 3550 section 5.1); the lower 16 bits count. Below 2^15 a loss
   *     of the first packets cannot confuse SRTP's rollover counter (RFC 3711 section 3.3.1)
   * @param timestampBase random: what the media timestamp 0 is on the wire
   * @throws IllegalArgumentException if a number is out of range
   */
  public static RtpSendStream create(
      Ssrc ssrc, int payloadType, int clockRate, int firstSequence, int timestampBase) {
    return new RtpSendStream(ssrc, payloadType, clockRate, firstSequence, timestampBase);
  }

  /** A stream with the same timestamps, for what is sent again. */
  RtpSendStream retransmissions(Ssrc other, int firstSequence) {
    return new RtpSendStream(other, payloadType, clockRate, firstSequence, timestampBase);
  }

  /** The stream's identifier. */
  public Ssrc ssrc() {
    return ssrc;
  }

  /** The rate of its timestamps, in Hz. */
  public int clockRate() {
    return clockRate;
  }

  /** The payload type of the next packets. */
  public int payloadType() {
    return payloadType;
  }

  /**
   * Changes the payload type of the next packets.
   *
   * @throws IllegalArgumentException if it is not 0 to 127
   */
  public void payloadType(int newPayloadType) {
    if (newPayloadType < 0 || newPayloadType > 127) {
      throw new IllegalArgumentException("a payload type is 0 to 127, not " + newPayloadType);
    }
    payloadType = newPayloadType;
  }

  /** The sequence number that the next header will carry, 0 to 65,535. */
  public int nextSequenceNumber() {
    return (int) nextSequence & 0xFFFF;
  }

  /**
   * The number after the highest one that was used, extended: its lower 16 bits are {@link
   * #nextSequenceNumber}, and it never wraps.
   */
  public long nextExtendedSequenceNumber() {
    return nextSequence;
  }

  /**
   * Writes the next packet's header. The sequence number is used up even if the packet is not sent
   * afterwards: two payloads must never go out under one number, since SRTP would encrypt them with
   * the same key stream.
   *
   * @param buf gets the header
   * @param off where it shall begin
   * @param mediaTimestamp the first sample's time in units of the clock, counted from wherever the
   *     media began; it may run beyond 32 bits
   * @param marker the marker bit: for audio, the first packet after a silence that was not sent
   * @param extensions the header extension's elements, or null for none
   * @return the header's length: the payload belongs at {@code off} plus this
   * @throws IndexOutOfBoundsException if there is no room; no number is used up then
   */
  public int writeHeader(
      byte[] buf, int off, long mediaTimestamp, boolean marker, RtpHeaderExtensions extensions) {
    return write(buf, off, nextSequence, payloadType, mediaTimestamp, marker, extensions);
  }

  /**
   * Writes the header of a packet that comes with a place of its own in the stream: one that is
   * passed on, whose gaps stay gaps and which may come late.
   *
   * @param buf gets the header
   * @param off where it shall begin
   * @param extendedSequence its number, on the scale of {@link #nextExtendedSequenceNumber}; above
   *     that by less than 2^15, since a larger jump would confuse SRTP's rollover counter
   * @param type its payload type, 0 to 127
   * @param mediaTimestamp see {@link #writeHeader(byte[], int, long, boolean, RtpHeaderExtensions)}
   * @param marker the marker bit
   * @param extensions the header extension's elements, or null for none
   * @return the header's length, or -1 if the number has been used, or lies so far back (1,024 or
   *     more) that nobody knows: the packet must not be sent then
   * @throws IllegalArgumentException if the number is too far ahead or negative
   * @throws IndexOutOfBoundsException if there is no room; no number is used up then
   */
  public int writeHeader(
      byte[] buf,
      int off,
      long extendedSequence,
      int type,
      long mediaTimestamp,
      boolean marker,
      RtpHeaderExtensions extensions) {
    if (extendedSequence < 0 || extendedSequence - nextSequence >= 1 << 15) {
      throw new IllegalArgumentException(
          "number " + extendedSequence + " after " + (nextSequence - 1) + ": less than 32768 more");
    }
    return write(buf, off, extendedSequence, type, mediaTimestamp, marker, extensions);
  }

  private int write(
      byte[] buf,
      int off,
      long sequence,
      int type,
      long mediaTimestamp,
      boolean marker,
      RtpHeaderExtensions extensions) {
    int timestamp = timestampBase + (int) mediaTimestamp;
    int length =
        RtpHeaderWriter.write(
            buf, off, type, marker, (int) sequence & 0xFFFF, timestamp, ssrc, extensions);
    if (!used.use(sequence)) {
      return -1;
    }
    preparedLate = sequence < nextSequence;
    nextSequence = Math.max(nextSequence, sequence + 1);
    preparedTimestamp = timestamp;
    preparedHeader = length;
    prepared = true;
    return length;
  }

  /**
   * The packet whose header was written last has been sent.
   *
   * @param payloadLength bytes of payload, without header and SRTP's trailer
   * @param nowNanos the time
   * @throws IllegalStateException if no header was written since the last call
   */
  public void onSent(int payloadLength, long nowNanos) {
    if (!prepared) {
      throw new IllegalStateException("onSent without writeHeader before it");
    }
    prepared = false;
    if (!preparedLate || packetsSent == 0) {
      // A late packet says nothing of what time it is in the stream.
      sentTimestamp = preparedTimestamp;
      sentNanos = nowNanos;
    }
    packetsSent++;
    bytesSent += payloadLength;
    headerBytesSent += preparedHeader;
  }

  /**
   * A packet has been sent again, under its own number or as RFC 4588 has it.
   *
   * @param payloadLength bytes of its payload as it was sent first
   */
  public void onRetransmitted(int payloadLength) {
    retransmittedPackets++;
    retransmittedBytes += payloadLength;
  }

  void onNack() {
    nacks++;
  }

  void onPli() {
    plis++;
  }

  void onFir() {
    firs++;
  }

  /** How many packets have been sent. */
  public long packetsSent() {
    return packetsSent;
  }

  /** Whether a packet was sent in the time given. */
  boolean sentSince(long sinceNanos) {
    return packetsSent > 0 && sentNanos - sinceNanos >= 0;
  }

  /**
   * What an SR says, and remembers that it was said so that the answer gives a round trip.
   *
   * @param nowNanos the time
   * @param ntpNow the same moment on the wall clock
   */
  public SenderInfo senderInfo(long nowNanos, NtpTime ntpNow) {
    roundTrip.sent(ntpNow, nowNanos);
    return new SenderInfo(
        ntpNow,
        Integer.toUnsignedLong(timestampAt(nowNanos)),
        packetsSent & 0xFFFF_FFFFL,
        bytesSent & 0xFFFF_FFFFL);
  }

  /** The stream's clock at a moment: reckoned from the last packet. */
  private int timestampAt(long nowNanos) {
    if (packetsSent == 0) {
      return timestampBase;
    }
    return sentTimestamp + (int) Math.round((nowNanos - sentNanos) * (double) clockRate / 1e9);
  }

  /**
   * Takes in what the far end says about this stream.
   *
   * @param report a block whose source is this stream
   * @param nowNanos when it arrived
   * @throws IllegalArgumentException if it is about another stream
   */
  public void onReportBlock(ReportBlock report, long nowNanos) {
    if (!report.source().equals(ssrc)) {
      throw new IllegalArgumentException("a report on " + report.source() + ", not on " + ssrc);
    }
    reportsReceived++;
    reportNanos = nowNanos;
    remoteLost = report.cumulativeLost();
    remoteFractionLost = report.fractionLost() / 256.0;
    remoteJitter = (double) report.jitter() / clockRate;
    roundTrip.reported(report, nowNanos);
  }

  /** The last round trip measured, in seconds, or NaN. */
  public double roundTripSeconds() {
    return roundTrip.lastSeconds();
  }

  /**
   * The least of the last eight round trips measured, in seconds, or NaN: how long the path itself
   * takes, as far as is known.
   */
  public double leastRoundTripSeconds() {
    return roundTrip.leastSeconds();
  }

  /** The numbers now. */
  public OutboundRtpStats stats() {
    return new OutboundRtpStats(
        ssrc,
        clockRate,
        packetsSent,
        bytesSent,
        headerBytesSent,
        retransmittedPackets,
        retransmittedBytes,
        nacks,
        plis,
        firs,
        remoteLost,
        remoteFractionLost,
        remoteJitter,
        roundTrip.lastSeconds(),
        roundTrip.totalSeconds(),
        roundTrip.measurements(),
        reportsReceived,
        reportNanos,
        roundTrip.rejected());
  }
}

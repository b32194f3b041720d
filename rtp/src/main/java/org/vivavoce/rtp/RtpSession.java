package org.vivavoce.rtp;

import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.vivavoce.rtp.rtcp.App;
import org.vivavoce.rtp.rtcp.Bye;
import org.vivavoce.rtp.rtcp.PayloadFeedback;
import org.vivavoce.rtp.rtcp.RtcpCompound;
import org.vivavoce.rtp.rtcp.RtcpPacket;
import org.vivavoce.rtp.rtcp.RtcpScheduler;
import org.vivavoce.rtp.rtcp.RtcpTiming;
import org.vivavoce.rtp.rtcp.TransportFeedback;

/**
 * One RTP session, RFC 3550: the streams we send, the streams we receive, and the RTCP about them.
 *
 * <p>Sans-IO: the owner hands in what was received and unprotected, and the time; asks when there
 * will be something to send, and sends it:
 *
 * <pre>{@code
 * RtpSession session = RtpSession.create(RtpSessionConfig.of(ssrc, cname), random, now);
 * RtpSendStream out = session.addSendStream(ssrc, 111, 48_000);
 * session.addReceiveStream(theirSsrc, 48_000);
 *
 * // a frame of ours
 * int header = out.writeHeader(buf, 0, mediaTimestamp, marker, extensions);
 * // ... payload behind the header, protect, send ...
 * out.onSent(payloadLength, now);
 *
 * // a datagram of theirs
 * if (RtpPacket.isRtcp(buf, off, len)) {
 *   for (RtcpPacket packet : session.onRtcp(buf, off, len, now).packets()) { ... Pli, Nack ... }
 * } else {
 *   RtpArrival arrival = session.onRtp(buf, off, len, now);
 *   if (arrival.accepted()) { ... jitter buffer ... }
 * }
 *
 * // a timer at session.nextDeadlineNanos()
 * int length = session.poll(now, ntpNow, rtcp, 0);
 * if (length > 0) { ... protect, send ... }
 *
 * // the end
 * int length = session.close(now, ntpNow, rtcp, 0);
 * }</pre>
 *
 * <p>Threads: one owner at a time, for the session and its streams. Times are nanoseconds on the
 * scale of {@code System.nanoTime}; never going back. Nothing that comes from the network makes a
 * method throw.
 *
 * <p>Streams are only made by {@link #addSendStream} and {@link #addReceiveStream} and bounded in
 * number; packets of other SSRCs are counted and reported by {@link
 * RtpArrival.Verdict#UNKNOWN_SSRC}. All streams share one schedule and one CNAME; what is received
 * is reported on by one of ours (the first that sends), not by each.
 */
public final class RtpSession {
  private final RtpSessionConfig config;
  private final RandomGenerator random;
  private final RtcpScheduler scheduler;
  private final StreamTable streams = new StreamTable();
  private final RtcpIntake intake = new RtcpIntake(streams);
  private final ReportComposer composer;
  private final RtpArrival arrival = new RtpArrival();
  private long lastReport;
  private long reportBeforeLast;
  private boolean closed;

  private long rtpMalformed;
  private long rtpUnknownSsrc;
  private long rtpOwnSsrc;
  private long rtcpReceived;
  private long rtcpMalformed;
  private long rtcpUnknown;
  private long rtcpSent;
  private long rtcpBytesSent;

  private RtpSession(RtpSessionConfig config, RandomGenerator random, long nowNanos) {
    this.config = Objects.requireNonNull(config, "config");
    this.random = Objects.requireNonNull(random, "random");
    this.scheduler = RtcpScheduler.create(config.timing(), random, nowNanos);
    this.composer = new ReportComposer(config, streams.sent(), streams.received());
    this.lastReport = nowNanos;
    this.reportBeforeLast = nowNanos;
  }

  /**
   * Makes a session and starts its schedule: call it when datagrams can be sent.
   *
   * @param config how it is to behave
   * @param random gives first sequence numbers, timestamps and the spread of the reports; a secure
   *     one in earnest
   * @param nowNanos the time
   */
  public static RtpSession create(RtpSessionConfig config, RandomGenerator random, long nowNanos) {
    return new RtpSession(config, random, nowNanos);
  }

  /**
   * Adds a stream to send, with a random first sequence number (below 2^15, see {@link
   * RtpSendStream#create}) and timestamp.
   *
   * @param ssrc its identifier
   * @param payloadType 0 to 127
   * @param clockRate the rate of its timestamps, in Hz
   * @throws IllegalArgumentException if a number is out of range or the SSRC is in use
   * @throws IllegalStateException if there are as many as the configuration allows, or the session
   *     is closed
   */
  public RtpSendStream addSendStream(Ssrc ssrc, int payloadType, int clockRate) {
    checkNew(ssrc);
    checkRoomToSend();
    RtpSendStream stream =
        RtpSendStream.create(
            ssrc, payloadType, clockRate, random.nextInt(1 << 15), random.nextInt());
    streams.sent().add(stream);
    return stream;
  }

  /**
   * Adds a stream in which packets of another are sent again (RFC 4588): its timestamps are the
   * other's, its sequence numbers its own.
   *
   * @param ssrc its identifier
   * @param original a stream that is sent
   * @throws IllegalArgumentException if the SSRC is in use
   * @throws IllegalStateException as {@link #addSendStream}
   */
  public RtpSendStream addRetransmissionStream(Ssrc ssrc, RtpSendStream original) {
    checkNew(ssrc);
    checkRoomToSend();
    RtpSendStream stream = original.retransmissions(ssrc, random.nextInt(1 << 15));
    streams.sent().add(stream);
    return stream;
  }

  /**
   * Stops sending a stream. If it has sent anything, a BYE for it is due at once.
   *
   * @throws IllegalArgumentException if there is no such stream
   */
  public void removeSendStream(Ssrc ssrc, long nowNanos) {
    RtpSendStream stream = sendStream(ssrc);
    if (stream == null) {
      throw new IllegalArgumentException("no stream of SSRC " + ssrc + " is sent");
    }
    streams.sent().remove(stream);
    if (stream.packetsSent() > 0) {
      composer.leave(ssrc, nowNanos);
    }
  }

  /**
   * Adds a stream to receive, whose first packet counts at once: SRTP has authenticated it.
   *
   * @param ssrc its identifier
   * @param clockRate the rate of its timestamps, in Hz
   * @throws IllegalArgumentException if the clock rate is not above zero or the SSRC is in use
   * @throws IllegalStateException if there are as many as the configuration allows (see {@link
   *     #canAddReceiveStream}), or the session is closed
   */
  public RtpReceiveStream addReceiveStream(Ssrc ssrc, int clockRate) {
    checkNew(ssrc);
    if (!canAddReceiveStream()) {
      throw new IllegalStateException(
          "at most " + config.maxReceiveStreams() + " streams are received");
    }
    RtpReceiveStream stream = RtpReceiveStream.create(ssrc, clockRate);
    streams.received().add(stream);
    return stream;
  }

  /** Whether there is room for another stream to receive. */
  public boolean canAddReceiveStream() {
    return streams.received().size() < config.maxReceiveStreams();
  }

  /**
   * Stops receiving a stream.
   *
   * @throws IllegalArgumentException if there is no such stream
   */
  public void removeReceiveStream(Ssrc ssrc) {
    RtpReceiveStream stream = streams.receive(ssrc.value());
    if (stream == null) {
      throw new IllegalArgumentException("no stream of SSRC " + ssrc + " is received");
    }
    streams.received().remove(stream);
  }

  /** The stream that we send under this SSRC, or null. */
  public RtpSendStream sendStream(Ssrc ssrc) {
    return streams.send(ssrc.value());
  }

  /** The stream that we receive under this SSRC, or null. */
  public RtpReceiveStream receiveStream(Ssrc ssrc) {
    return streams.receive(ssrc.value());
  }

  /** The streams that we send, now. */
  public List<RtpSendStream> sendStreams() {
    return List.copyOf(streams.sent());
  }

  /** The streams that we receive, now. */
  public List<RtpReceiveStream> receiveStreams() {
    return List.copyOf(streams.received());
  }

  private void checkRoomToSend() {
    if (streams.sent().size() == config.maxSendStreams()) {
      throw new IllegalStateException("at most " + config.maxSendStreams() + " streams are sent");
    }
  }

  private void checkNew(Ssrc ssrc) {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
    if (streams.send(ssrc.value()) != null || streams.receive(ssrc.value()) != null) {
      throw new IllegalArgumentException("SSRC " + ssrc + " is in use");
    }
  }

  /**
   * An RTP packet has come. Nothing is copied and nothing allocated.
   *
   * @param buf holds it, without SRTP's trailer
   * @param off where it begins
   * @param len how long it is
   * @param nowNanos when it arrived
   * @return what became of it: the same object each time, good until the next call
   * @throws IndexOutOfBoundsException if the range is not within the buffer
   */
  public RtpArrival onRtp(byte[] buf, int off, int len, long nowNanos) {
    RtpPacket packet = arrival.packet();
    RtpParseResult result = packet.parse(buf, off, len);
    if (result != RtpParseResult.OK) {
      rtpMalformed++;
      return arrival.malformed(result);
    }
    int ssrc = packet.ssrcValue();
    RtpReceiveStream stream = streams.receive(ssrc);
    if (stream == null) {
      if (streams.send(ssrc) != null) {
        rtpOwnSsrc++;
        return arrival.dropped(RtpArrival.Verdict.OWN_SSRC, null);
      }
      rtpUnknownSsrc++;
      return arrival.dropped(RtpArrival.Verdict.UNKNOWN_SSRC, null);
    }
    long extended =
        stream.onPacket(
            packet.sequenceNumber(),
            packet.timestamp(),
            nowNanos,
            packet.payloadLength(),
            len - packet.payloadLength());
    if (extended < 0) {
      return arrival.dropped(RtpArrival.Verdict.REJECTED, stream);
    }
    return arrival.taken(
        stream.lastWasDuplicate() ? RtpArrival.Verdict.DUPLICATE : RtpArrival.Verdict.ACCEPTED,
        stream,
        extended,
        stream.lastExtendedTimestamp());
  }

  /**
   * A datagram of RTCP has come, compound or reduced-size. Reports and farewells are taken in;
   * feedback is the caller's affair.
   *
   * @param buf holds it, without SRTCP's trailer
   * @param off where it begins
   * @param len how long it is
   * @param nowNanos when it arrived
   * @return all that it says
   * @throws IndexOutOfBoundsException if the range is not within the buffer
   */
  public RtcpCompound.ParseResult onRtcp(byte[] buf, int off, int len, long nowNanos) {
    RtcpCompound.ParseResult result = RtcpCompound.parse(buf, off, len);
    rtcpReceived++;
    rtcpMalformed += result.malformed();
    rtcpUnknown += result.unknown();
    if (!result.packets().isEmpty()) {
      scheduler.received(len + RtcpScheduler.LOWER_LAYERS);
    }
    for (RtcpPacket packet : result.packets()) {
      intake.take(packet, nowNanos);
      if (packet instanceof Bye) {
        scheduler.membersLeft(nowNanos, intake.members(nowNanos, scheduler.intervalNanos()));
      }
    }
    return result;
  }

  /**
   * Sends feedback as soon as the profile allows (RFC 4585 section 3.5): at once, or with the next
   * report.
   *
   * @param feedback transport or payload feedback, or APP
   * @param nowNanos the time
   * @return false if 32 are waiting already; it is dropped and counted then
   * @throws IllegalArgumentException if it is of another type, or longer than the configuration's
   *     bound leaves room for
   */
  public boolean sendFeedback(RtcpPacket feedback, long nowNanos) {
    if (!(feedback instanceof TransportFeedback
        || feedback instanceof PayloadFeedback
        || feedback instanceof App)) {
      throw new IllegalArgumentException(
          "feedback is RTPFB, PSFB or APP, not " + feedback.getClass().getSimpleName());
    }
    return composer.enqueue(feedback, nowNanos);
  }

  /**
   * Changes the rates: what the session's media take changes with the streams.
   *
   * @param timing holds from the next report on
   */
  public void timing(RtcpTiming timing) {
    scheduler.timing(timing);
  }

  /**
   * Allows reduced-size RTCP from now on, or no longer (RFC 5506): as the far end says it takes it.
   */
  public void reducedSize(boolean allowed) {
    composer.reducedSize(allowed);
  }

  /** When {@link #poll} is to be called next; {@link Long#MAX_VALUE} once the session is closed. */
  public long nextDeadlineNanos() {
    if (closed) {
      return Long.MAX_VALUE;
    }
    long deadline = scheduler.nextDeadlineNanos();
    if (composer.isUrgent()) {
      return earlier(composer.urgentNanos(), deadline);
    }
    if (composer.hasFeedback() && scheduler.allowsEarly()) {
      return earlier(scheduler.notBefore(composer.urgentNanos()), deadline);
    }
    return deadline;
  }

  private static long earlier(long a, long b) {
    return a - b < 0 ? a : b;
  }

  /**
   * Makes RTCP if it is time to. May be called at any time.
   *
   * @param nowNanos the time
   * @param ntpNow the same moment on the wall clock
   * @param out gets the datagram
   * @param off where it shall begin; the configuration's {@code maxRtcpBytes} must fit behind it
   * @return its length, to be protected and sent, or 0 if nothing is due
   * @throws IllegalArgumentException if there is too little room
   */
  public int poll(long nowNanos, NtpTime ntpNow, byte[] out, int off) {
    checkRoom(out, off);
    if (closed) {
      return 0;
    }
    int members = intake.members(nowNanos, scheduler.intervalNanos());
    int senders = streams.sendersSince(reportBeforeLast);
    boolean weSent = composer.isSending(reportBeforeLast);
    if (composer.isUrgent() || scheduler.due(nowNanos, members, senders, weSent)) {
      List<RtcpPacket> packets = composer.report(nowNanos, ntpNow, reportBeforeLast);
      int length = write(packets, out, off);
      reportBeforeLast = lastReport;
      lastReport = nowNanos;
      scheduler.sent(nowNanos, length + RtcpScheduler.LOWER_LAYERS, members, senders, weSent);
      return length;
    }
    if (composer.hasFeedback() && scheduler.tryEarly(nowNanos)) {
      int length = write(composer.early(nowNanos, ntpNow, reportBeforeLast), out, off);
      scheduler.earlySent(length + RtcpScheduler.LOWER_LAYERS);
      return length;
    }
    return 0;
  }

  /**
   * Ends the session: a last report, and BYE for all our sources (RFC 3550 section 6.3.7).
   * Afterwards nothing more is sent and no stream can be added. Closing twice does nothing.
   *
   * @param nowNanos the time
   * @param ntpNow the same moment on the wall clock
   * @param out gets the datagram
   * @param off where it shall begin; the configuration's {@code maxRtcpBytes} must fit behind it
   * @return its length, to be protected and sent, or 0 if we have never sent anything
   * @throws IllegalArgumentException if there is too little room
   */
  public int close(long nowNanos, NtpTime ntpNow, byte[] out, int off) {
    checkRoom(out, off);
    if (closed) {
      return 0;
    }
    closed = true;
    if (rtcpSent == 0 && !composer.hasEverSent()) {
      return 0;
    }
    return write(composer.farewell(nowNanos, ntpNow, reportBeforeLast), out, off);
  }

  private void checkRoom(byte[] out, int off) {
    if (off < 0 || out.length - off < config.maxRtcpBytes()) {
      throw new IllegalArgumentException(
          "RTCP needs room for " + config.maxRtcpBytes() + " bytes, not " + (out.length - off));
    }
  }

  private int write(List<RtcpPacket> packets, byte[] out, int off) {
    int length = RtcpCompound.write(packets, out, off);
    if (length > config.maxRtcpBytes()) {
      throw new AssertionError("RTCP of " + length + " bytes: " + packets);
    }
    rtcpSent++;
    rtcpBytesSent += length;
    return length;
  }

  /** The numbers now; those of a stream it gives itself. */
  public RtpSessionStats stats() {
    return new RtpSessionStats(
        rtpMalformed,
        rtpUnknownSsrc,
        rtpOwnSsrc,
        rtcpReceived,
        rtcpMalformed,
        rtcpUnknown,
        intake.foreignReports(),
        rtcpSent,
        rtcpBytesSent,
        composer.feedbackSent(),
        composer.feedbackDropped(),
        intake.remoteMembers(),
        intake.remoteCname());
  }
}

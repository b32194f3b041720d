package org.vivavoce.rtp.rtcp;

import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * When the next report is due: timer reconsideration of <a
 * href="https://www.rfc-editor.org/rfc/rfc3550#section-6.3">RFC 3550 section 6.3</a> and appendix
 * A.7, and early feedback of <a href="https://www.rfc-editor.org/rfc/rfc4585#section-3.5.2">RFC
 * 4585 section 3.5.2</a> between two parties (T_dither_max is zero).
 *
 * <p>Ask {@link #nextDeadlineNanos}; when it has come, call {@link #due}: if it says so, send a
 * report and tell {@link #sent}; otherwise the deadline has moved. One thread at a time; times are
 * on the scale of {@code System.nanoTime}.
 *
 * <p>Left out: the back-off of BYE in sessions of more than 50 members (section 6.3.7), which a
 * peer connection does not have.
 */
public final class RtcpScheduler {
  /** What an IPv4 and a UDP header add to each datagram: 20 + 8 (section 6.2 counts them). */
  public static final int LOWER_LAYERS = 28;

  /** Reconsideration shortens the mean interval by this factor (section 6.3.1): e - 3/2. */
  private static final double COMPENSATION = Math.E - 1.5;

  private static final double SENDER_SHARE = 0.25;
  private static final double SIZE_WEIGHT = 1.0 / 16;

  /** A guess until the first packet: an SR with a block, an SDES with a CNAME, SRTCP's trailer. */
  private static final double FIRST_SIZE = LOWER_LAYERS + 52 + 36 + 14;

  private static final double NANOS = 1e9;

  private RtcpTiming timing;
  private final RandomGenerator random;
  private double averageSize = FIRST_SIZE;
  private boolean initial = true;
  private boolean mayBeEarly = true;
  private long earlyNanos;
  private long previous;
  private long next;
  private long interval;
  private int previousMembers = 1;

  private RtcpScheduler(RtcpTiming timing, RandomGenerator random, long nowNanos) {
    this.timing = timing;
    this.random = random;
    this.previous = nowNanos;
    this.interval = interval(1, 0, false);
    this.next = nowNanos + interval;
  }

  /**
   * Starts the schedule.
   *
   * @param timing the rates
   * @param random spreads the reports
   * @param nowNanos the time
   */
  public static RtcpScheduler create(RtcpTiming timing, RandomGenerator random, long nowNanos) {
    return new RtcpScheduler(timing, random, nowNanos);
  }

  /**
   * Changes the rates from the next interval on.
   *
   * @param changed the rates
   */
  public void timing(RtcpTiming changed) {
    timing = Objects.requireNonNull(changed, "changed");
  }

  /** When {@link #due} is to be asked next. */
  public long nextDeadlineNanos() {
    return next;
  }

  /**
   * Whether a report is to be sent now. If not, the deadline may have moved.
   *
   * @param nowNanos the time
   * @param members everybody in the session, ourselves included
   * @param senders those of them who have sent media lately
   * @param weSent whether we have
   */
  public boolean due(long nowNanos, int members, int senders, boolean weSent) {
    if (nowNanos - next < 0) {
      return false;
    }
    interval = interval(members, senders, weSent);
    previousMembers = members;
    next = previous + interval;
    return nowNanos - next >= 0;
  }

  /**
   * A regular report was sent.
   *
   * @param nowNanos the time
   * @param bytes its length on the wire, from IP on (see {@link #LOWER_LAYERS})
   * @param members everybody in the session, ourselves included
   * @param senders those of them who have sent media lately
   * @param weSent whether we have
   */
  public void sent(long nowNanos, int bytes, int members, int senders, boolean weSent) {
    count(bytes);
    initial = false;
    mayBeEarly = true;
    previous = nowNanos;
    interval = interval(members, senders, weSent);
    next = nowNanos + interval;
  }

  /**
   * A datagram of RTCP was received.
   *
   * @param bytes its length on the wire, from IP on
   */
  public void received(int bytes) {
    count(bytes);
  }

  /**
   * Somebody has left: brings the next report forward (section 6.3.4).
   *
   * @param nowNanos the time
   * @param members everybody who is left, ourselves included
   */
  public void membersLeft(long nowNanos, int members) {
    if (members < previousMembers) {
      double share = (double) members / previousMembers;
      next = nowNanos + (long) (share * (next - nowNanos));
      previous = nowNanos - (long) (share * (nowNanos - previous));
    }
    previousMembers = members;
  }

  /**
   * Whether feedback may be sent now, before its turn, if the profile allows it: once between two
   * regular reports, in return for which the next regular one is put off (RFC 4585 section 3.5.2);
   * and beyond that as often as our share of the bandwidth bears it, which is the immediate mode of
   * section 3.3. If so the caller sends the feedback and tells {@link #earlySent}.
   *
   * @param nowNanos the time
   */
  public boolean tryEarly(long nowNanos) {
    if (!timing.earlyFeedback() || nowNanos - notBefore(nowNanos) < 0) {
      return false;
    }
    earlyNanos = nowNanos;
    if (mayBeEarly) {
      mayBeEarly = false;
      long regular = next;
      next = previous + 2 * interval;
      previous = regular;
    }
    return true;
  }

  /** Whether the profile allows feedback before its turn. */
  public boolean allowsEarly() {
    return timing.earlyFeedback();
  }

  /**
   * When feedback may go out at the earliest.
   *
   * @param wanted when it is wanted
   * @return the same or later
   */
  public long notBefore(long wanted) {
    if (mayBeEarly) {
      return wanted;
    }
    long allowed =
        earlyNanos + (long) (averageSize * previousMembers / timing.rtcpBytesPerSecond() * NANOS);
    return wanted - allowed < 0 ? allowed : wanted;
  }

  /**
   * Early feedback was sent.
   *
   * @param bytes its length on the wire, from IP on
   */
  public void earlySent(int bytes) {
    count(bytes);
  }

  /** The interval that was drawn last, in nanoseconds: what timeouts are measured in. */
  public long intervalNanos() {
    return interval;
  }

  /** The mean size of RTCP datagrams, IP and UDP headers included. */
  public double averageSize() {
    return averageSize;
  }

  private void count(int bytes) {
    averageSize += (bytes - averageSize) * SIZE_WEIGHT;
  }

  /** Appendix A.7, without its lower bound on the count of members. */
  private long interval(int members, int senders, boolean weSent) {
    double minimum = initial ? timing.initialMinimumNanos() : timing.minimumNanos();
    if (initial && minimum == 0) {
      return 0;
    }
    double bandwidth = timing.rtcpBytesPerSecond();
    int n = members;
    if (senders <= members * SENDER_SHARE) {
      if (weSent) {
        bandwidth *= SENDER_SHARE;
        n = senders;
      } else {
        bandwidth *= 1 - SENDER_SHARE;
        n -= senders;
      }
    }
    double deterministic = Math.max(minimum, averageSize * n / bandwidth * NANOS);
    return (long) (deterministic * (0.5 + random.nextDouble()) / COMPENSATION);
  }
}

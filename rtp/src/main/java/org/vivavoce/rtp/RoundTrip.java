package org.vivavoce.rtp;

import org.vivavoce.rtp.rtcp.ReportBlock;

/**
 * The round trip by LSR and DLSR, RFC 3550 section 6.4.1 and its figure 2.
 *
 * <p>The time since the SR is taken from the monotonic clock, which we remember for each SR that we
 * sent: a wall clock that is set meanwhile does no harm, and an LSR that we never sent is found
 * out.
 */
final class RoundTrip {
  /** An answer to an SR older than so many others is of no use any more. */
  private static final int REMEMBERED = 16;

  /** DLSR is cut to 1/65536 s and so is LSR: so much may a delay seem too long. */
  private static final long TOLERANCE_NANOS = 2 * (1_000_000_000L / 65_536 + 1);

  private final int[] middles = new int[REMEMBERED];
  private final long[] sentNanos = new long[REMEMBERED];
  private int sentCount;
  private final RecentRoundTrips recent = new RecentRoundTrips();
  private double last = Double.NaN;
  private double total;
  private long measurements;
  private long rejected;

  void sent(NtpTime ntp, long nowNanos) {
    middles[sentCount % REMEMBERED] = ntp.middle32();
    sentNanos[sentCount % REMEMBERED] = nowNanos;
    // Stays small, and never falls back below "full".
    sentCount = sentCount + 1 == 2 * REMEMBERED ? REMEMBERED : sentCount + 1;
  }

  void reported(ReportBlock report, long nowNanos) {
    if (report.lastSr() == 0) {
      return;
    }
    int index = find(report.lastSr());
    if (index < 0) {
      rejected++;
      return;
    }
    long delay = toNanos(report.delaySinceLastSr());
    long nanos = nowNanos - sentNanos[index] - delay;
    if (nanos < -TOLERANCE_NANOS) {
      rejected++;
      return;
    }
    last = Math.max(0, nanos) / 1e9;
    recent.add(last);
    total += last;
    measurements++;
  }

  private int find(int middle) {
    for (int i = 0; i < Math.min(sentCount, REMEMBERED); i++) {
      if (middles[i] == middle) {
        return i;
      }
    }
    return -1;
  }

  /** 1/65536 s in nanoseconds; 32 bits of them are 65,536 s and do not overflow. */
  static long toNanos(long units) {
    return (units * 1_000_000_000L) >>> 16;
  }

  /** Nanoseconds in 1/65536 s, as far as 32 bits go. */
  static long fromNanos(long nanos) {
    if (nanos <= 0) {
      return 0;
    }
    long seconds = nanos / 1_000_000_000L;
    long rest = nanos % 1_000_000_000L;
    return seconds > 0xFFFF ? 0xFFFF_FFFFL : (seconds << 16) + (rest << 16) / 1_000_000_000L;
  }

  double lastSeconds() {
    return last;
  }

  double leastSeconds() {
    return recent.least();
  }

  double totalSeconds() {
    return total;
  }

  long measurements() {
    return measurements;
  }

  long rejected() {
    return rejected;
  }
}

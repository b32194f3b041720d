package org.vivavoce.rtp;

import java.util.ArrayList;
import java.util.List;

/**
 * Which packets of a stream are missing, and when to ask for them (RFC 4585 section 6.2.1): at once
 * when a later one comes, and again after a round trip, some times, less and less often: whoever
 * forwards a stream may have to wait for the packet himself. Bounded: whoever loses more than can
 * be asked for must begin anew.
 *
 * <p>Numbers are extended ({@link RtpReceiveStream#onPacket}). One thread at a time; allocates
 * nothing for packets that come in order.
 */
public final class MissingPackets {
  /** So many may be missing at a time; more are given up, the oldest first. */
  public static final int MAX_MISSING = 256;

  /** A packet is asked for so often: at the least intervals, for a second. */
  static final int MAX_REQUESTS = 14;

  /** A packet that is so far behind would come too late to be of use. */
  private static final int MAX_BEHIND = 1_000;

  /** Ask again no sooner, however short the round trip. */
  private static final long MIN_INTERVAL_NANOS = 20_000_000;

  /** The round trip before one was measured. */
  private static final long UNKNOWN_ROUND_TRIP_NANOS = 100_000_000;

  private final long[] numbers = new long[MAX_MISSING];
  private final long[] askedNanos = new long[MAX_MISSING];
  private final int[] requests = new int[MAX_MISSING];
  private final RecentRoundTrips answers = new RecentRoundTrips();
  private int count;
  private long newest = -1;
  private long givenUp;
  private long found;

  private MissingPackets() {}

  /** Makes one for a stream that has not begun. */
  public static MissingPackets create() {
    return new MissingPackets();
  }

  /**
   * A packet has come, in its own stream.
   *
   * @param number its extended number
   * @return whether others are missing that were not before
   */
  public boolean onPacket(long number) {
    if (newest < 0 || number - newest > 0xFFFF) {
      // The first one, or the source began anew: what is missing of before will never come.
      count = 0;
    } else if (number <= newest) {
      remove(number);
      return false;
    } else {
      for (long n = Math.max(newest + 1, number - MAX_MISSING); n < number; n++) {
        add(n);
      }
    }
    boolean gap = count > 0 && numbers[count - 1] > newest;
    newest = number;
    forget(number - MAX_BEHIND);
    return gap;
  }

  /**
   * A packet has come by retransmission.
   *
   * @param sequenceNumber the original's, 0 to 65,535
   * @param nowNanos the time
   * @return its extended number if it was missing, and is no longer; -1 otherwise: it is to be
   *     dropped
   */
  public long onRetransmission(int sequenceNumber, long nowNanos) {
    for (int i = 0; i < count; i++) {
      if ((numbers[i] & 0xFFFF) == sequenceNumber) {
        long number = numbers[i];
        if (requests[i] == 1) {
          // Else nobody knows which request it answers.
          answers.add((nowNanos - askedNanos[i]) / 1e9);
        }
        removeAt(i);
        found++;
        return number;
      }
    }
    return -1;
  }

  private void add(long number) {
    if (count == MAX_MISSING) {
      removeAt(0);
      givenUp++;
    }
    numbers[count] = number;
    requests[count] = 0;
    count++;
  }

  private void remove(long number) {
    for (int i = 0; i < count; i++) {
      if (numbers[i] == number) {
        removeAt(i);
        return;
      }
    }
  }

  private void forget(long upTo) {
    while (count > 0 && numbers[0] <= upTo) {
      removeAt(0);
      givenUp++;
    }
  }

  /** They stay in order. */
  private void removeAt(int index) {
    int behind = count - index - 1;
    System.arraycopy(numbers, index + 1, numbers, index, behind);
    System.arraycopy(askedNanos, index + 1, askedNanos, index, behind);
    System.arraycopy(requests, index + 1, requests, index, behind);
    count--;
  }

  /** Whether anything is missing. */
  public boolean isEmpty() {
    return count == 0;
  }

  /**
   * What is to be asked for now, and takes it that it is asked for.
   *
   * @param nowNanos the time
   * @param roundTripSeconds how long an answer takes, or NaN: who sends nothing himself does not
   *     measure it by RTCP, so that earlier answers are what there is to go by
   * @return sequence numbers of 16 bits, in the order of the stream; may be empty
   */
  public List<Integer> due(long nowNanos, double roundTripSeconds) {
    if (count == 0) {
      return List.of();
    }
    long interval = interval(roundTripSeconds);
    List<Integer> due = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (requests[i] > 0 && nowNanos - askedNanos[i] < patience(i, interval)) {
        continue;
      }
      if (requests[i] == MAX_REQUESTS) {
        removeAt(i--);
        givenUp++;
        continue;
      }
      requests[i]++;
      askedNanos[i] = nowNanos;
      due.add((int) (numbers[i] & 0xFFFF));
    }
    return due;
  }

  /**
   * When {@link #due} is to be asked next.
   *
   * @param nowNanos the time
   * @param roundTripSeconds how long an answer takes, or NaN
   * @return {@link Long#MAX_VALUE} if nothing is missing
   */
  public long nextDeadlineNanos(long nowNanos, double roundTripSeconds) {
    if (count == 0) {
      return Long.MAX_VALUE;
    }
    long interval = interval(roundTripSeconds);
    long wait = Long.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      wait =
          Math.min(wait, requests[i] == 0 ? 0 : askedNanos[i] + patience(i, interval) - nowNanos);
    }
    return nowNanos + Math.max(0, wait);
  }

  /** The first two answers are waited for a round trip each, later ones up to four. */
  private long patience(int index, long interval) {
    return interval << Math.max(0, Math.min(2, requests[index] - 2));
  }

  private long interval(double roundTripSeconds) {
    double seconds = Double.isNaN(roundTripSeconds) ? answers.least() : roundTripSeconds;
    return Double.isNaN(seconds)
        ? UNKNOWN_ROUND_TRIP_NANOS
        : Math.max(MIN_INTERVAL_NANOS, (long) (seconds * 1.25e9));
  }

  /** Packets that never came. */
  public long givenUp() {
    return givenUp;
  }

  /** Packets that came by retransmission. */
  public long found() {
    return found;
  }
}

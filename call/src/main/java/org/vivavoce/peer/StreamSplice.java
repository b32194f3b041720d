package org.vivavoce.peer;

/**
 * Joins streams of RTP packets, one after another, to one whose numbers and timestamps run on. Gaps
 * and disorder within a stream stay as they are. Knows no clock; one thread at a time; allocates
 * nothing.
 */
final class StreamSplice {
  /** A packet further behind than this is of another stream. */
  private static final int MAX_LATE = 1_000;

  private boolean begun;
  private boolean cut = true;

  // Of the stream that came last: the newest packet as it came, and what it became.
  private int newestSequence;
  private int newestRtpTime;
  private long newestNumber;
  private long newestTimestamp;
  private long newestArrival;
  private boolean newestMarker;

  /** Numbers below are of the streams before. */
  private long firstNumber;

  private long number;
  private long timestamp;

  /** The packets that follow are of another stream, or of the same after a pause. */
  void cut() {
    cut = true;
  }

  /**
   * Finds the place of a packet.
   *
   * @param sequenceNumber 16 bits
   * @param rtpTime 32 bits
   * @param clockRate of the timestamps, in Hz
   * @param marker the packet's marker
   * @param arrivalNanos when it came
   * @return false if there is none: it is of before the last cut
   */
  boolean place(
      int sequenceNumber, long rtpTime, int clockRate, boolean marker, long arrivalNanos) {
    int ahead = (short) (sequenceNumber - newestSequence);
    boolean begins = cut || ahead > FrameSink.MAX_GAP || ahead < -MAX_LATE;
    if (begins) {
      begin(rtpTime, clockRate, arrivalNanos);
    } else {
      number = newestNumber + ahead;
      timestamp = newestTimestamp + ((int) rtpTime - newestRtpTime);
    }
    if (number < firstNumber) {
      return false;
    }
    if (begins || ahead > 0) {
      newestSequence = sequenceNumber;
      newestRtpTime = (int) rtpTime;
      newestNumber = number;
      newestTimestamp = timestamp;
      newestArrival = arrivalNanos;
      newestMarker = marker;
      begun = true;
    }
    return true;
  }

  private void begin(long rtpTime, int clockRate, long arrivalNanos) {
    cut = false;
    if (!begun) {
      number = 0;
      timestamp = rtpTime;
    } else {
      // A picture that was broken off must not look whole: its end stays missing.
      number = newestNumber + (newestMarker ? 1 : 2);
      long elapsed = Math.max(0, arrivalNanos - newestArrival);
      timestamp =
          newestTimestamp + Math.max(1, Math.round(elapsed * (double) clockRate / 1_000_000_000L));
    }
    firstNumber = number;
  }

  /** The number of the packet that was placed last, from 0 on. */
  long number() {
    return number;
  }

  /** Its timestamp, which never wraps. */
  long timestamp() {
    return timestamp;
  }
}

package org.vivavoce.cli;

/** Finds where somebody speaks and the recording of it is silent. */
final class Holes {
  private static final int MS = Sound.RATE / 1_000;
  private static final int STEP_MS = 10;
  private static final int SEGMENT_MS = 500;
  private static final int DRIFT_MS = 60;

  /** -45 dBFS: 25 dB below what the recordings are on average. */
  private static final double SPEAKS = 32_768 * Math.pow(10, -45 / 20.0);

  private static final double DEEP = Math.pow(10, -30 / 20.0);

  private Holes() {}

  /**
   * The longest stretch, in steps of 10 ms, in which the source speaks and the recording lies more
   * than 30 dB below it. They are aligned anew every half second, because the playout delay moves.
   *
   * @param lagMs by how much the recording lags behind on the whole
   */
  static int longestMs(Sound heard, Sound source, int lagMs) {
    int longest = 0;
    int run = 0;
    int end = Math.min(source.pcm().length, heard.pcm().length - (lagMs + DRIFT_MS) * MS);
    for (int segment = 0; segment + SEGMENT_MS * MS <= end; segment += SEGMENT_MS * MS) {
      int lag = localLag(heard, source, segment, lagMs);
      for (int at = segment; at < segment + SEGMENT_MS * MS; at += STEP_MS * MS) {
        double said = source.rms(at, STEP_MS * MS);
        boolean hole = said > SPEAKS && heard.rms(at + lag * MS, STEP_MS * MS) < said * DEEP;
        run = hole ? run + STEP_MS : 0;
        longest = Math.max(longest, run);
      }
    }
    return longest;
  }

  /** Where the levels of one segment, in dB, differ least. */
  private static int localLag(Sound heard, Sound source, int segment, int around) {
    int best = around;
    double least = Double.MAX_VALUE;
    for (int lag = around - DRIFT_MS; lag <= around + DRIFT_MS; lag += 2) {
      double difference = 0;
      for (int at = segment; at < segment + SEGMENT_MS * MS; at += STEP_MS * MS) {
        difference +=
            Math.abs(db(source.rms(at, STEP_MS * MS)) - db(heard.rms(at + lag * MS, STEP_MS * MS)));
      }
      if (difference < least) {
        least = difference;
        best = lag;
      }
    }
    return best;
  }

  private static double db(double rms) {
    return 20 * Math.log10(Math.max(rms, 30));
  }
}

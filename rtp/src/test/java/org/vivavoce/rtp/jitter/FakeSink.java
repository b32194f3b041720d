package org.vivavoce.rtp.jitter;

import java.util.EnumMap;
import java.util.Map;
import org.vivavoce.rtp.jitter.JitterBuffer.Outcome;

/**
 * Pulls samples that it does not have to hear, and corrects the delay as a time-stretcher would.
 */
final class FakeSink {
  final JitterBuffer buffer;
  final Map<Outcome, Integer> samples = new EnumMap<>(Outcome.class);
  int ready;

  FakeSink(JitterBuffer buffer) {
    this.buffer = buffer;
    for (Outcome outcome : Outcome.values()) {
      samples.put(outcome, 0);
    }
  }

  void pull(long now, int wanted) {
    int done = 0;
    while (done < wanted) {
      if (ready == 0) {
        Outcome outcome = buffer.next(now, done, wanted);
        ready = buffer.duration();
        samples.merge(outcome, ready, Integer::sum);
        int correction = outcome == Outcome.PLAY ? buffer.correction() : 0;
        if (correction != 0) {
          int change = Math.max(-500, Math.min(500, correction));
          if (Math.abs(change) >= 120) {
            ready += change;
            buffer.corrected(change);
          }
        }
      }
      int n = Math.min(ready, wanted - done);
      ready -= n;
      done += n;
    }
  }
}

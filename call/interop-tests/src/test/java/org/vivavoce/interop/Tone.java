package org.vivavoce.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmInput;

/**
 * A tone as it was heard in a recording, in windows of 50 ms.
 *
 * @param heardSeconds how much of it: windows that are this tone and nearly nothing else
 * @param seconds from the first such window to the end of the last
 * @param hertz its frequency, to a tenth, in the longest stretch without a break; 0: unheard
 * @param dbfs its level there: RMS, 0 being a square wave of full scale
 * @param purity its share of the power there, 0 to 1
 * @param otherDb how far below it the level at the other end's own frequency is
 * @param longestGapMs the longest stretch between the first and the last window that is not it
 * @param recordedSeconds of the whole recording
 */
record Tone(
    double heardSeconds,
    double seconds,
    double hertz,
    double dbfs,
    double purity,
    double otherDb,
    int longestGapMs,
    double recordedSeconds) {
  private static final int RATE = 48_000;
  private static final int WINDOW = RATE / 20;
  private static final int WINDOW_MS = 50;

  /** A window is heard if it has this level and this share of its power at the frequency. */
  private static final double LEAST_DBFS = -40;

  private static final double LEAST_PURITY = 0.8;

  /**
   * Looks for a tone.
   *
   * @param recording any WAV file
   * @param hertz the frequency that the other end sends
   * @param own the frequency that goes the other way, which must not be heard
   */
  static Tone in(Path recording, double hertz, double own) throws IOException {
    short[] pcm = read(recording);
    int windows = pcm.length / WINDOW;
    boolean[] heard = new boolean[windows];
    int first = -1;
    int last = -1;
    int count = 0;
    for (int i = 0; i < windows; i++) {
      double tone = power(pcm, i * WINDOW, WINDOW, hertz);
      double all = power(pcm, i * WINDOW, WINDOW);
      heard[i] = 10 * Math.log10(tone) >= LEAST_DBFS && tone >= LEAST_PURITY * all;
      if (heard[i]) {
        first = first < 0 ? i : first;
        last = i;
        count++;
      }
    }
    double recorded = (double) pcm.length / RATE;
    if (first < 0) {
      return new Tone(0, 0, 0, Double.NEGATIVE_INFINITY, 0, 0, 0, recorded);
    }
    int from = 0;
    int length = 0;
    int gap = 0;
    for (int i = first, run = 0, silent = 0; i <= last; i++) {
      run = heard[i] ? run + 1 : 0;
      silent = heard[i] ? 0 : silent + 1;
      gap = Math.max(gap, silent);
      if (run > length) {
        length = run;
        from = i - run + 1;
      }
    }
    List<Double> levels = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    List<Double> others = new ArrayList<>();
    for (int i = from; i < from + length; i++) {
      double tone = power(pcm, i * WINDOW, WINDOW, hertz);
      levels.add(10 * Math.log10(tone));
      shares.add(tone / power(pcm, i * WINDOW, WINDOW));
      others.add(10 * Math.log10(tone / (1e-12 + power(pcm, i * WINDOW, WINDOW, own))));
    }
    return new Tone(
        count * WINDOW_MS / 1e3,
        (last - first + 1) * WINDOW_MS / 1e3,
        frequency(pcm, from, length, hertz),
        median(levels),
        Math.min(1, median(shares)),
        median(others),
        gap * WINDOW_MS,
        recorded);
  }

  /**
   * By how much the phase advances from window to window, at the median: a receiver that catches up
   * by leaving out a period of the tone makes the phase jump once, but not the frequency.
   */
  private static double frequency(short[] pcm, int first, int windows, double expected) {
    List<Double> found = new ArrayList<>();
    double before = phase(pcm, first * WINDOW, expected);
    for (int i = first + 1; i < first + windows; i++) {
      double now = phase(pcm, i * WINDOW, expected);
      double advance = Math.IEEEremainder(now - before, 2 * Math.PI);
      found.add(expected + advance / (2 * Math.PI) * RATE / WINDOW);
      before = now;
    }
    return found.isEmpty() ? 0 : Math.round(median(found) * 10) / 10.0;
  }

  /**
   * The phase of a window against an oscillator of that frequency that began with the recording.
   */
  private static double phase(short[] pcm, int from, double hertz) {
    double re = 0;
    double im = 0;
    for (int i = from; i < from + WINDOW; i++) {
      double angle = 2 * Math.PI * hertz * i / RATE;
      re += pcm[i] * Math.cos(angle);
      im -= pcm[i] * Math.sin(angle);
    }
    return Math.atan2(im, re);
  }

  /** Mean power at one frequency (Goertzel), of a full scale of 1. */
  private static double power(short[] pcm, int from, int length, double hertz) {
    double turn = 2 * Math.cos(2 * Math.PI * hertz / RATE);
    double a = 0;
    double b = 0;
    for (int i = from; i < from + length; i++) {
      double c = pcm[i] / 32_768.0 + turn * a - b;
      b = a;
      a = c;
    }
    return 2 * (a * a + b * b - turn * a * b) / ((double) length * length);
  }

  private static double power(short[] pcm, int from, int length) {
    double sum = 1e-12;
    for (int i = from; i < from + length; i++) {
      sum += pcm[i] / 32_768.0 * pcm[i] / 32_768.0 / length;
    }
    return sum;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static short[] read(Path wav) throws IOException {
    try (PcmInput in = InputDevices.wav(wav, false).open(PcmFormat.MONO_48K, RATE)) {
      short[] pcm = new short[RATE * 120];
      int length = 0;
      int got;
      while ((got = in.read(pcm, length, Math.min(RATE / 10, pcm.length - length))) > 0) {
        length += got;
      }
      return Arrays.copyOf(pcm, length);
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.2f s of %.1f Hz at %.1f dBFS (share %.3f, %.0f dB above one's own; longest gap %d ms; %.2f s recorded)",
        heardSeconds,
        hertz,
        dbfs,
        purity,
        otherDb,
        longestGapMs,
        recordedSeconds);
  }
}

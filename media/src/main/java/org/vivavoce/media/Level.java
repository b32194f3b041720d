package org.vivavoce.media;

/**
 * How loud it is, in dB relative to full scale: 0 is the loudest possible, a sine at full scale has
 * an RMS of -3.01, silence is given as {@link #SILENCE}.
 *
 * @param rmsDbfs the mean power
 * @param peakDbfs the largest sample
 */
public record Level(double rmsDbfs, double peakDbfs) {
  /** The floor, as RFC 6464 section 3 has it. */
  public static final double SILENCE = -127;

  /** Nothing at all. */
  public static final Level NONE = new Level(SILENCE, SILENCE);
}

package org.vivavoce.media;

/**
 * A filter of second order with the flattest pass band (Butterworth), by the bilinear transform.
 */
final class Biquad {
  private final double b0;
  private final double b1;
  private final double b2;
  private final double a1;
  private final double a2;
  private double z1;
  private double z2;

  private Biquad(double b0, double b1, double b2, double a0, double a1, double a2) {
    this.b0 = b0 / a0;
    this.b1 = b1 / a0;
    this.b2 = b2 / a0;
    this.a1 = a1 / a0;
    this.a2 = a2 / a0;
  }

  /**
   * Lets through what is above the corner.
   *
   * @param corner as a fraction of the sample rate, below 0.5
   */
  static Biquad highPass(double corner) {
    double cos = Math.cos(2 * Math.PI * corner);
    double alpha = Math.sin(2 * Math.PI * corner) / Math.sqrt(2);
    return new Biquad((1 + cos) / 2, -(1 + cos), (1 + cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
  }

  /** Lets through what is below the corner. */
  static Biquad lowPass(double corner) {
    double cos = Math.cos(2 * Math.PI * corner);
    double alpha = Math.sin(2 * Math.PI * corner) / Math.sqrt(2);
    return new Biquad((1 - cos) / 2, 1 - cos, (1 - cos) / 2, 1 + alpha, -2 * cos, 1 - alpha);
  }

  double next(double x) {
    double y = b0 * x + z1;
    z1 = b1 * x - a1 * y + z2;
    z2 = b2 * x - a2 * y;
    return y;
  }
}

package org.vivavoce.media;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds several sounds into one that does not clip. It is a {@link PcmSupplier} itself: each time it
 * is asked for a buffer it asks all its inputs for one.
 *
 * <pre>
 * Mixer mixer = Mixer.create(PcmFormat.MONO_48K);
 * Mixer.Input alice = mixer.add(this::supplyAlice);
 * alice.gain(-6);
 * speaker.init(mixer.format(), 480, mixer);
 * </pre>
 *
 * <p>While the sum fits it is passed on exactly, later by {@link #delayFrames}. When it would not,
 * all of it is made softer by the same factor for all channels: the peak is seen before it is due,
 * the gain goes down along a straight line and is there in time; it then rests for half a second,
 * and comes back by 6 dB a second. Nothing is bent, so sixteen talkers at once have no distortion,
 * only less volume.
 *
 * <p>Inputs may be added, removed and turned up or down by any thread; the sound is pulled by one.
 * A pull allocates nothing. Gains change within one buffer along a straight line, which does not
 * click.
 */
public final class Mixer implements PcmSupplier {
  private static final Logger LOG = LoggerFactory.getLogger(Mixer.class);

  /** Up to here an input may be turned up. */
  public static final double MAX_GAIN_DB = 20;

  private final PcmFormat format;
  private final Limiter limiter;
  private final List<Input> inputs = new CopyOnWriteArrayList<>();

  /** For the pulling thread, without an iterator; written under {@link #inputs}. */
  private volatile Input[] present = new Input[0];

  private short[] one = new short[0];
  private float[] sum = new float[0];

  private Mixer(PcmFormat format) {
    this.format = Objects.requireNonNull(format, "format");
    limiter = new Limiter(format);
  }

  /**
   * A mixer without inputs.
   *
   * @param format of every input and of the sum
   */
  public static Mixer create(PcmFormat format) {
    return new Mixer(format);
  }

  /** One sound of the mixture. */
  public final class Input implements AutoCloseable {
    private final PcmSupplier supplier;
    private volatile float wanted = 1;
    private volatile long failures;
    private float gain = 1;

    private Input(PcmSupplier supplier) {
      this.supplier = Objects.requireNonNull(supplier, "supplier");
    }

    /**
     * Turns it up or down, from the next buffer on.
     *
     * @param db negative infinity (silent) to {@link Mixer#MAX_GAIN_DB}; 0 as it comes
     * @throws IllegalArgumentException if it is louder than that, or not a number
     */
    public void gain(double db) {
      if (!(db <= MAX_GAIN_DB)) {
        throw new IllegalArgumentException(
            "a gain of " + db + " dB; at most " + MAX_GAIN_DB + " are allowed");
      }
      wanted = (float) Math.pow(10, db / 20);
    }

    /** What {@link #gain(double)} was set to, in dB. */
    public double gain() {
      return 20 * Math.log10(wanted);
    }

    /** How often its supplier threw; it was silent then. */
    public long failures() {
      return failures;
    }

    /** Takes it out. Again changes nothing. */
    @Override
    public void close() {
      synchronized (inputs) {
        inputs.remove(this);
        present = inputs.toArray(new Input[0]);
      }
    }

    private void addTo(float[] to, short[] buffer, int frames, long playoutNanos) {
      int channels = format.channels();
      try {
        supplier.supply(buffer, 0, frames, playoutNanos);
      } catch (RuntimeException e) {
        failures = failures + 1;
        if (failures == 1) {
          LOG.error("An input of a mixer threw; it is silent when it does", e);
        }
        return;
      }
      float target = wanted;
      float step = (target - gain) / frames;
      int at = 0;
      for (int frame = 0; frame < frames; frame++) {
        gain = frame == frames - 1 ? target : gain + step;
        for (int channel = 0; channel < channels; channel++, at++) {
          to[at] += gain * buffer[at];
        }
      }
    }
  }

  /**
   * Adds a sound, to be heard from the next buffer on.
   *
   * @param supplier called on the thread that pulls the mixer, with the mixer's format; the frames
   *     wanted are those that the mixer was asked for
   * @return its place in the mixture
   */
  public Input add(PcmSupplier supplier) {
    Input input = new Input(supplier);
    synchronized (inputs) {
      inputs.add(input);
      present = inputs.toArray(new Input[0]);
    }
    return input;
  }

  /** The shape of all sounds. */
  public PcmFormat format() {
    return format;
  }

  /** By so many frames the sum comes later than what it is made of: 2.5 ms. */
  public int delayFrames() {
    return limiter.delayFrames();
  }

  /** By how much the sum is made softer now so as not to clip, in dB: 0 or negative. */
  public double limiting() {
    return limiter.gainDb();
  }

  @Override
  public void supply(short[] pcm, int offset, int frames, long playoutNanos) {
    int samples = frames * format.channels();
    if (sum.length < samples) {
      sum = new float[samples];
      one = new short[samples];
    }
    Arrays.fill(sum, 0, samples, 0);
    // What is heard after the look-ahead was supplied that much earlier.
    long heard = playoutNanos + format.nanos(limiter.delayFrames());
    for (Input input : present) {
      input.addTo(sum, one, frames, heard);
    }
    limiter.limit(sum, pcm, offset, frames);
  }
}

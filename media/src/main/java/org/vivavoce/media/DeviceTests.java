package org.vivavoce.media;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a person does before a call: hears a tone from the speaker, and their own voice from the
 * microphone. Each blocks its caller for as long as it lasts.
 */
public final class DeviceTests {
  /** Of the tone: A of the middle octave. */
  public static final double TONE_HERTZ = 440;

  private static final PcmFormat FORMAT = PcmFormat.MONO_48K;
  private static final int BUFFER = 480;
  private static final int MILLIS = 1_000 * BUFFER / FORMAT.sampleRate();
  private static final int LEVELS_EVERY = 10;
  private static final double TONE_DBFS = -20;

  private DeviceTests() {}

  /**
   * What was measured.
   *
   * @param loudest of the levels that were told
   * @param delayNanos the device's own delay at the end, as far as it tells
   */
  public record Result(Level loudest, long delayNanos) {}

  /**
   * Plays a tone.
   *
   * @param device the speaker
   * @param millis for how long, 1 to 60,000
   * @return its level and the speaker's delay
   * @throws IOException if the device cannot be opened or is lost
   */
  public static Result speaker(OutputDevice device, int millis) throws IOException {
    check(millis);
    try (PcmInput tone = InputDevices.tone(TONE_HERTZ, TONE_DBFS).open(FORMAT, BUFFER);
        Paced output = new Paced(device.open(FORMAT, BUFFER))) {
      LevelMeter meter = new LevelMeter(BUFFER);
      short[] pcm = new short[BUFFER];
      for (int at = 0; at < millis; at += MILLIS) {
        tone.read(pcm, 0, BUFFER);
        meter.accept(pcm, 0, BUFFER);
        output.write(pcm);
      }
      long delay = output.device.delayNanos();
      output.drain();
      return new Result(meter.level(), delay);
    }
  }

  /**
   * Records, tells how loud it is, and plays it back.
   *
   * @param microphone what is tested
   * @param speaker where it is played back; null: nowhere
   * @param millis for how long, 1 to 60,000
   * @param levels hears the level ten times a second while recording
   * @return the loudest of those and the microphone's delay
   * @throws IOException if a device cannot be opened or is lost
   */
  public static Result microphone(
      InputDevice microphone, OutputDevice speaker, int millis, Consumer<Level> levels)
      throws IOException {
    check(millis);
    Objects.requireNonNull(levels, "levels");
    short[] recorded = new short[millis / MILLIS * BUFFER + BUFFER];
    int length = 0;
    long delay;
    Level loudest = Level.NONE;
    try (PcmInput input = microphone.open(FORMAT, BUFFER)) {
      LevelMeter meter = new LevelMeter(LEVELS_EVERY * BUFFER);
      Pacer pacer = new Pacer(FORMAT, BUFFER, 10);
      pacer.start(System.nanoTime());
      for (int i = 1; length + BUFFER <= recorded.length; i++) {
        if (!input.selfPaced()) {
          Paced.await(pacer);
        }
        int got = input.read(recorded, length, BUFFER);
        meter.accept(recorded, length, got);
        length += got;
        if (got < BUFFER) {
          break;
        }
        if (i % LEVELS_EVERY == 0) {
          Level level = meter.level();
          levels.accept(level);
          loudest = level.rmsDbfs() > loudest.rmsDbfs() ? level : loudest;
        }
      }
      delay = input.delayNanos();
    }
    if (speaker != null) {
      try (Paced output = new Paced(speaker.open(FORMAT, BUFFER))) {
        for (int at = 0; at + BUFFER <= length; at += BUFFER) {
          output.write(Arrays.copyOfRange(recorded, at, at + BUFFER));
        }
        output.drain();
      }
    }
    return new Result(loudest, delay);
  }

  private static void check(int millis) {
    if (millis < 1 || millis > 60_000) {
      throw new IllegalArgumentException(millis + " ms; 1 to 60,000 are allowed");
    }
  }

  /** An output that is written at its own pace, or else at the clock's. */
  private static final class Paced implements AutoCloseable {
    private final PcmOutput device;
    private final Pacer pacer = new Pacer(FORMAT, BUFFER, 10);

    Paced(PcmOutput device) {
      this.device = device;
      pacer.start(System.nanoTime());
    }

    void write(short[] pcm) throws IOException {
      if (!device.selfPaced()) {
        await(pacer);
      }
      device.write(pcm, 0, BUFFER);
    }

    static void await(Pacer pacer) {
      long wait;
      while ((wait = pacer.nanosUntilDue(System.nanoTime())) > 0) {
        java.util.concurrent.locks.LockSupport.parkNanos(wait);
      }
      pacer.take(System.nanoTime());
    }

    /** What is on its way is heard before the device is closed: silence pushes it out. */
    void drain() throws IOException {
      long frames = device.delayNanos() * FORMAT.sampleRate() / 1_000_000_000L;
      short[] silence = new short[BUFFER];
      for (long done = 0; done < frames; done += BUFFER) {
        write(silence);
      }
    }

    @Override
    public void close() throws IOException {
      device.close();
    }
  }
}

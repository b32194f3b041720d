package org.vivavoce.media;

import java.util.Objects;

/**
 * Decides when a microphone is open, and opens and closes it without a click.
 *
 * <p>Three wills meet here. <em>Muted</em> is the user's and beats the others. <em>Push to
 * talk</em> closes the microphone except while the key is held down, and a fifth of a second
 * longer, so that the last syllable gets out. <em>Automute</em> makes it yield while others speak:
 * it closes when one of them does and nobody speaks here, and opens again when all have been silent
 * for the hold time; who speaks already is not cut off.
 *
 * <p>No thread, no clock: time is a parameter, in nanoseconds of any one clock. The settings may be
 * changed by any thread; {@link #process} is called by the one that captures.
 */
public final class MicrophoneGate {
  /** What the microphone obeys besides mute. */
  public enum Mode {
    /** Always open. */
    OPEN,
    /** Open while the key is down. */
    PUSH_TO_TALK,
    /** Closed while others speak. */
    AUTOMUTE
  }

  /** After the key is let go. */
  static final long TAIL_NANOS = 200_000_000;

  /** Of automute, unless it is set. */
  public static final long DEFAULT_HOLD_NANOS = 500_000_000;

  private static final double FADE_SECONDS = 0.005;

  private final PcmFormat format;
  private final int fadeFrames;
  private volatile Mode mode = Mode.OPEN;
  private volatile boolean muted;
  private volatile boolean talking;
  private volatile long holdNanos = DEFAULT_HOLD_NANOS;
  private volatile boolean othersSpeak;
  private volatile boolean open = true;

  // The capturing thread's own.
  private int fade;
  private boolean talked;
  private long talkedNanos;
  private boolean yielded;
  private boolean othersHeard;
  private long othersNanos;

  /**
   * A gate that is open.
   *
   * @param format of the microphone's sound
   */
  public MicrophoneGate(PcmFormat format) {
    this.format = format;
    fadeFrames = Math.max(1, (int) (FADE_SECONDS * format.sampleRate()));
    fade = fadeFrames;
  }

  /** Chooses what it obeys. */
  public void mode(Mode wanted) {
    mode = Objects.requireNonNull(wanted, "mode");
  }

  /** What it obeys. */
  public Mode mode() {
    return mode;
  }

  /** The user's own will: closed whatever else. */
  public void mute(boolean on) {
    muted = on;
  }

  /** Whether the user has closed it. */
  public boolean muted() {
    return muted;
  }

  /** The key of push to talk: down or up. */
  public void talk(boolean down) {
    talking = down;
  }

  /**
   * How long others must have been silent before automute opens it.
   *
   * @param nanos 0 or more
   * @throws IllegalArgumentException if it is less
   */
  public void holdNanos(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("a hold time of " + nanos + " ns; 0 or more is allowed");
    }
    holdNanos = nanos;
  }

  /** Whether anybody else speaks now, for automute; said whenever it changes. */
  public void othersSpeak(boolean any) {
    othersSpeak = any;
  }

  /** Whether sound got through at the last {@link #process}. */
  public boolean open() {
    return open;
  }

  /**
   * Lets a buffer through, silences it, or fades it where the gate moves.
   *
   * @param pcm the microphone's sound, changed in place
   * @param offset index of the first sample
   * @param frames how many
   * @param voice whether somebody speaks in it ({@link VoiceDetector})
   * @param nowNanos when it was captured
   * @return whether any of it may be heard: false means that nothing need be sent
   */
  public boolean process(short[] pcm, int offset, int frames, boolean voice, long nowNanos) {
    boolean wanted = wanted(voice, nowNanos) && !muted;
    boolean audible = wanted || fade > 0;
    int channels = format.channels();
    int at = offset;
    for (int frame = 0; frame < frames; frame++) {
      fade = Math.max(0, Math.min(fadeFrames, fade + (wanted ? 1 : -1)));
      if (fade == fadeFrames) {
        at += channels;
        if (wanted) {
          break; // open, and stays so
        }
        continue;
      }
      for (int channel = 0; channel < channels; channel++, at++) {
        pcm[at] = (short) (pcm[at] * fade / fadeFrames);
      }
    }
    open = audible;
    return audible;
  }

  private boolean wanted(boolean voice, long now) {
    boolean key = talking;
    if (key) {
      talked = true;
      talkedNanos = now;
    }
    boolean others = othersSpeak;
    if (others) {
      othersHeard = true;
      othersNanos = now;
    }
    return switch (mode) {
      case OPEN -> {
        yielded = false;
        yield true;
      }
      case PUSH_TO_TALK -> {
        yielded = false;
        yield key || talked && now - talkedNanos < TAIL_NANOS;
      }
      case AUTOMUTE -> {
        if (yielded) {
          yielded = others || othersHeard && now - othersNanos < holdNanos;
        } else {
          yielded = others && !voice;
        }
        yield !yielded;
      }
    };
  }
}

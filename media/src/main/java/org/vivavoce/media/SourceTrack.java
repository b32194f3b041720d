package org.vivavoce.media;

import java.io.IOException;

/**
 * A source of sound with a thread of its own: it takes buffers from an {@link InputDevice} at the
 * pace of the clock (or of the device, if that has its own) and hands them to a {@link
 * PcmConsumer}.
 *
 * <pre>
 * SourceTrack track = SourceTrack.create(InputDevices.tone(440, -20), TrackListener.NONE);
 * track.init(PcmFormat.MONO_48K, 960, (pcm, offset, frames, captureNanos) -&gt; encode(pcm, offset, frames));
 * track.play();
 * …
 * track.close();
 * </pre>
 *
 * <p>A buffer that the thread could not deliver in time, because the machine was busy, is delivered
 * as soon as it can; of a stall longer than 200 ms only the last 200 ms are made up for, the rest
 * is skipped and counted ({@link #stats}). When the input ends or is lost, the track goes on with
 * silence and tells its listener.
 *
 * <p>All methods are safe from any thread.
 */
public interface SourceTrack extends AutoCloseable {
  /**
   * Makes a track; opens nothing yet.
   *
   * @param device where the sound comes from
   * @param listener hears of the end and of loss
   * @return a new track
   */
  static SourceTrack create(InputDevice device, TrackListener listener) {
    return new ThreadedSourceTrack(device, listener);
  }

  /** The same, with nobody who hears of the end. */
  static SourceTrack create(InputDevice device) {
    return create(device, TrackListener.NONE);
  }

  /**
   * Opens the device and starts the thread; the track is paused then.
   *
   * @param format of the buffers
   * @param framesPerBuffer frames in each buffer, 1 to 48,000; 960 are 20 ms at 48 kHz
   * @param consumer gets the buffers
   * @throws IOException if the device cannot be opened; the track stays {@link TrackState#NEW}
   * @throws IllegalStateException if it was initialised before, or is closed
   */
  void init(PcmFormat format, int framesPerBuffer, PcmConsumer consumer) throws IOException;

  /**
   * Lets sound move; the first buffer comes at once. Does nothing if it moves already.
   *
   * @throws IllegalStateException before {@link #init} or after {@link #close}
   */
  void play();

  /**
   * Stops the sound: after the buffer that is in hand, the consumer is not called. A file stays
   * where it is; what a microphone hears meanwhile is thrown away.
   *
   * @throws IllegalStateException before {@link #init} or after {@link #close}
   */
  void pause();

  /**
   * Goes on with another device, playing or paused as before. The new one is opened on the caller's
   * thread and the old one closed; if opening fails, the old one stays.
   *
   * @param device the new one, from its beginning
   * @throws IOException if it cannot be opened
   * @throws IllegalStateException after {@link #close}
   */
  void changeInputDevice(InputDevice device) throws IOException;

  /** The device chosen last; it may have ended or been lost. */
  InputDevice device();

  /** Where the track is. */
  TrackState state();

  /** How loud the last 100 ms were; {@link Level#NONE} while paused. */
  Level level();

  /** What it has done. */
  TrackStats stats();

  /**
   * Ends the thread and closes the device. Waits for the thread, up to two seconds, unless called
   * by it. Closing again does nothing.
   */
  @Override
  void close();
}

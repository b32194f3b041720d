package org.vivavoce.media;

import java.io.IOException;

/**
 * Plays sound with a thread of its own: it pulls buffers from a {@link PcmSupplier} at the pace of
 * the clock (or of the device, if that has its own) and hands them to an {@link OutputDevice}.
 *
 * <p>Of a stall longer than 200 ms only the last 200 ms are made up for; the rest is skipped and
 * counted ({@link #stats}). When the device is lost, the track tells its listener and goes on
 * pulling into nothing.
 *
 * <p>All methods are safe from any thread.
 */
public interface SinkTrack extends AutoCloseable {
  /**
   * Makes a track; opens nothing yet.
   *
   * @param device where the sound goes
   * @param listener hears of loss
   * @return a new track
   */
  static SinkTrack create(OutputDevice device, TrackListener listener) {
    return new ThreadedSinkTrack(device, listener);
  }

  /** The same, with nobody who hears of loss. */
  static SinkTrack create(OutputDevice device) {
    return create(device, TrackListener.NONE);
  }

  /**
   * Opens the device and starts the thread; the track is paused then.
   *
   * @param format of the buffers
   * @param framesPerBuffer frames in each buffer, 1 to 48,000
   * @param supplier fills the buffers
   * @throws IOException if the device cannot be opened; the track stays {@link TrackState#NEW}
   * @throws IllegalStateException if it was initialised before, or is closed
   */
  void init(PcmFormat format, int framesPerBuffer, PcmSupplier supplier) throws IOException;

  /**
   * Lets sound move; the first buffer is pulled at once. Does nothing if it moves already.
   *
   * @throws IllegalStateException before {@link #init} or after {@link #close}
   */
  void play();

  /**
   * Stops the sound: after the buffer that is in hand, the supplier is not called and nothing is
   * written.
   *
   * @throws IllegalStateException before {@link #init} or after {@link #close}
   */
  void pause();

  /**
   * Goes on with another device, playing or paused as before. The new one is opened on the caller's
   * thread and the old one closed; if opening fails, the old one stays.
   *
   * @param device the new one
   * @throws IOException if it cannot be opened
   * @throws IllegalStateException after {@link #close}
   */
  void changeOutputDevice(OutputDevice device) throws IOException;

  /** The device chosen last; it may have been lost. */
  OutputDevice device();

  /** Where the track is. */
  TrackState state();

  /** How loud the last 100 ms were; {@link Level#NONE} while paused. */
  Level level();

  /** What it has done. */
  TrackStats stats();

  /**
   * Ends the thread, then closes the device: a file is complete. Waits for the thread, up to two
   * seconds, unless called by it. Closing again does nothing.
   */
  @Override
  void close();
}

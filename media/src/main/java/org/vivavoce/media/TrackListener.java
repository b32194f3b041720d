package org.vivavoce.media;

import java.io.IOException;

/**
 * Hears what happens to a track that nobody asked for. Called on the track's thread (or, if a
 * device fails when it is being closed, on the thread that closes it); must be short, and may call
 * the track.
 */
public interface TrackListener {
  /** Hears nothing. */
  TrackListener NONE = new TrackListener() {};

  /**
   * The input has come to its end. The track goes on with silence.
   *
   * @param deviceName which
   */
  default void onEnded(String deviceName) {}

  /**
   * The device failed: unplugged, disk full. The track goes on with silence (a source) or into
   * nothing (a sink), until the device is changed.
   *
   * @param deviceName which
   * @param cause why, in a message for people
   */
  default void onDeviceLost(String deviceName, IOException cause) {}
}

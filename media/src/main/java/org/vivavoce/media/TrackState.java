package org.vivavoce.media;

/** Where a track is in its life. */
public enum TrackState {
  /** Made, not initialised. */
  NEW,
  /** Initialised, its device open; no sound moves. */
  PAUSED,
  /** Sound moves. */
  PLAYING,
  /** Over. */
  CLOSED
}

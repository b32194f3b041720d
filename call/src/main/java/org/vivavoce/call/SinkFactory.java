package org.vivavoce.call;

import org.vivavoce.media.SinkTrack;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.StreamDescription;

/** Makes the place where a subscribed stream plays: a speaker, a file. */
@FunctionalInterface
public interface SinkFactory {
  /**
   * Called on the Controller's loop when the stream's track arrives; must not block.
   *
   * @param peer who publishes the stream
   * @param stream the stream
   * @return a sink that was not initialised yet; the Controller initialises, plays and closes it.
   *     An exception refuses the stream, and {@link CallEvent.SinkFailed} tells of it
   */
  SinkTrack create(Did peer, StreamDescription stream);
}

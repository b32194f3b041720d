package org.vivavoce.call;

import org.vivavoce.audio.AudioPlayer;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.signaling.StreamDescription;

/**
 * A stream of theirs that plays here.
 *
 * @param description what they publish it as
 * @param player decodes it into the sink
 * @param sink where it plays
 */
record SubscribedStream(StreamDescription description, AudioPlayer player, SinkTrack sink)
    implements AutoCloseable {
  @Override
  public void close() {
    player.close();
  }
}

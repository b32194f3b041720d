package org.vivavoce.call;

import org.vivavoce.audio.AudioPublisher;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.signaling.StreamDescription;

/**
 * A stream of ours: its source, and the encoder that all subscribers share. Lives on the
 * Controller's loop.
 */
final class PublishedStream implements AutoCloseable {
  private final StreamDescription description;
  private final SourceTrack source;
  private final AudioPublisher publisher;
  private boolean started;

  PublishedStream(StreamDescription description, SourceTrack source, AudioPublisher publisher) {
    this.description = description;
    this.source = source;
    this.publisher = publisher;
  }

  StreamDescription description() {
    return description;
  }

  AudioPublisher publisher() {
    return publisher;
  }

  /**
   * The source begins to play when the first connection is up, so that nobody misses its beginning.
   */
  void connected(boolean muted) {
    if (!started) {
      started = true;
      if (!muted) {
        source.play();
      }
    }
  }

  void muted(boolean muted) {
    if (!started) {
      return;
    }
    if (muted) {
      source.pause();
    } else {
      source.play();
    }
  }

  @Override
  public void close() {
    publisher.close();
  }
}

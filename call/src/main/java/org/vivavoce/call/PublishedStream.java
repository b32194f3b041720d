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
  private boolean playing;

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

  /** Whether there is a voice in what is sent now. */
  boolean speaks() {
    return playing && publisher.gate().open() && publisher.level().voice();
  }

  /**
   * The source plays while there is a connection and we are not muted: nobody misses its beginning,
   * and no microphone stays open.
   */
  void playing(boolean play) {
    if (play == playing) {
      return;
    }
    playing = play;
    if (play) {
      source.play();
    } else {
      source.pause();
    }
  }

  @Override
  public void close() {
    publisher.close();
  }
}

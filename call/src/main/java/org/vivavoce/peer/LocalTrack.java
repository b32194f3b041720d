package org.vivavoce.peer;

/**
 * Encoded media of ours. One track may be sent by several {@link RtpSender}s, so that a source is
 * encoded once however many peers take it.
 */
public interface LocalTrack {
  /** Names the track in {@code a=msid}: a token without white space. */
  String id();

  /** Audio or video. */
  MediaKind kind();

  /**
   * From now on the sink gets every frame. Adding it again changes nothing. Safe from any thread.
   */
  void addSink(FrameSink sink);

  /** The sink gets no frame that begins after the return. Safe from any thread. */
  void removeSink(FrameSink sink);

  /**
   * Somebody who receives the track cannot go on without a whole picture: the next one should be a
   * key frame. Called on a network thread or the caller's of {@link #addSink}, at most a few times
   * a second for each receiver: return soon.
   */
  default void onKeyFrameRequest() {}
}

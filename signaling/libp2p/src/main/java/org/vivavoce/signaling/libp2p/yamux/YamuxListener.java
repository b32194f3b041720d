package org.vivavoce.signaling.libp2p.yamux;

import java.nio.ByteBuffer;

/** Hears what happens in a session, within its calls. May call the session and its streams back. */
public interface YamuxListener {
  /** The peer opened a stream. */
  void onStream(YamuxStream stream);

  /**
   * Data of a stream arrived.
   *
   * @param data to be taken wholly before returning; what is left is lost
   */
  void onData(YamuxStream stream, ByteBuffer data);

  /** The peer will send no more on it. */
  void onReadClosed(YamuxStream stream);

  /** What was waiting in a stream that had been full has gone. */
  void onWritable(YamuxStream stream);

  /**
   * The stream is over, whoever ended it.
   *
   * @param reset false if both sides closed it, true if either gave it up
   */
  void onClosed(YamuxStream stream, boolean reset);

  /**
   * A ping came back.
   *
   * @param nanos after which time
   */
  void onPong(long nanos);

  /**
   * The peer will take no new streams; those that are open go on.
   *
   * @param code 0 normal, 1 protocol error, 2 internal error
   */
  void onGoAway(long code);
}

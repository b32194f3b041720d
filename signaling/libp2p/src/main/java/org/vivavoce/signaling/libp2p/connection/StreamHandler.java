package org.vivavoce.signaling.libp2p.connection;

import java.nio.ByteBuffer;

/**
 * A protocol's side of one stream. Its methods are called one at a time, on the thread that drives
 * the connection, and must not block. One that throws loses its stream.
 */
public interface StreamHandler {
  /** The protocol is agreed upon; {@link PeerStream#protocol} tells which. */
  default void onOpen(PeerStream stream) {}

  /**
   * Bytes arrived.
   *
   * @param data some bytes, cut anywhere; valid within the call only
   */
  void onData(PeerStream stream, ByteBuffer data);

  /** The peer will send no more. Unless overridden this closes our side too. */
  default void onReadClosed(PeerStream stream) {
    stream.closeWrite();
  }

  /** After {@link PeerStream#write} refused: half of what was waiting has gone. */
  default void onWritable(PeerStream stream) {}

  /**
   * The stream is over; nothing follows.
   *
   * @param end how
   */
  default void onClosed(PeerStream stream, StreamEnd end) {}
}

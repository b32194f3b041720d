package org.vivavoce.signaling.libp2p;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.vivavoce.signaling.libp2p.connection.CloseReason.Kind;
import org.vivavoce.signaling.libp2p.connection.PeerStream;
import org.vivavoce.signaling.libp2p.connection.StreamEnd;
import org.vivavoce.signaling.libp2p.connection.StreamHandler;

/** Completes a future with its stream, and hands everything on. */
record FutureStream(StreamHandler handler, CompletableFuture<PeerStream> future)
    implements StreamHandler {
  @Override
  public void onOpen(PeerStream stream) {
    handler.onOpen(stream);
    future.complete(stream);
  }

  @Override
  public void onData(PeerStream stream, ByteBuffer data) {
    handler.onData(stream, data);
  }

  @Override
  public void onReadClosed(PeerStream stream) {
    handler.onReadClosed(stream);
  }

  @Override
  public void onWritable(PeerStream stream) {
    handler.onWritable(stream);
  }

  @Override
  public void onClosed(PeerStream stream, StreamEnd end) {
    handler.onClosed(stream, end);
    if (!future.isDone()) {
      boolean unknown = end == StreamEnd.NOT_SUPPORTED;
      future.completeExceptionally(
          DialException.of(
              unknown ? Kind.NOTHING_IN_COMMON : Kind.REMOTE,
              unknown ? "the peer has none of these protocols" : "the stream was reset"));
    }
  }
}

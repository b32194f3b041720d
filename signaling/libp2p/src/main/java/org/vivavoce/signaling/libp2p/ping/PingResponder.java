package org.vivavoce.signaling.libp2p.ping;

import java.nio.ByteBuffer;
import org.vivavoce.signaling.libp2p.connection.PeerStream;
import org.vivavoce.signaling.libp2p.connection.StreamHandler;

/** Sends back what comes; a peer that does not read it loses its stream. */
public final class PingResponder implements StreamHandler {
  /** The protocol. */
  public static final String PROTOCOL = "/ipfs/ping/1.0.0";

  /** Bytes of one ping. */
  public static final int LENGTH = 32;

  /** More than anybody has under way. */
  private static final int MAX_PENDING = 64 * LENGTH;

  /** For one stream. */
  public PingResponder() {}

  @Override
  public void onData(PeerStream stream, ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    if (stream.pendingBytes() > MAX_PENDING || !stream.write(bytes)) {
      stream.reset();
    }
  }
}

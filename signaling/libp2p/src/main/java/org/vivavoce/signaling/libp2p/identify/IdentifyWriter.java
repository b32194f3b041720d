package org.vivavoce.signaling.libp2p.identify;

import java.nio.ByteBuffer;
import java.util.function.Function;
import org.vivavoce.signaling.libp2p.connection.PeerStream;
import org.vivavoce.signaling.libp2p.connection.StreamHandler;
import org.vivavoce.signaling.libp2p.wire.DelimitedReader;

/** Says who we are as soon as its stream is open, and closes its side. */
public final class IdentifyWriter implements StreamHandler {
  private final Function<PeerStream, Identify> us;

  /**
   * For one stream.
   *
   * @param us what to say
   */
  public IdentifyWriter(Function<PeerStream, Identify> us) {
    this.us = us;
  }

  @Override
  public void onOpen(PeerStream stream) {
    stream.write(DelimitedReader.delimit(us.apply(stream).toProtobuf()));
    stream.closeWrite();
  }

  @Override
  public void onData(PeerStream stream, ByteBuffer data) {
    data.position(data.limit()); // nothing is expected
  }
}

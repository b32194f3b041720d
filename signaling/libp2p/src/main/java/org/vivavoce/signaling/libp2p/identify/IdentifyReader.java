package org.vivavoce.signaling.libp2p.identify;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.libp2p.connection.PeerStream;
import org.vivavoce.signaling.libp2p.connection.StreamHandler;
import org.vivavoce.signaling.libp2p.wire.DelimitedReader;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/** Reads what a peer says of itself, asked or not, until it closes its side. */
public final class IdentifyReader implements StreamHandler {
  private static final Logger LOG = LoggerFactory.getLogger(IdentifyReader.class);

  private final BiConsumer<PeerStream, Identify> then;
  private final DelimitedReader reader = new DelimitedReader(Identify.MAX_LENGTH);
  private final List<byte[]> parts = new ArrayList<>();
  private int length;

  /**
   * For one stream.
   *
   * @param then gets the result, if there is one
   */
  public IdentifyReader(BiConsumer<PeerStream, Identify> then) {
    this.then = then;
  }

  @Override
  public void onOpen(PeerStream stream) {
    stream.closeWrite(); // there is nothing to say
  }

  @Override
  public void onData(PeerStream stream, ByteBuffer data) {
    length += data.remaining();
    try {
      if (length > Identify.MAX_LENGTH) {
        throw new MalformedException("more than " + Identify.MAX_LENGTH + " bytes");
      }
      parts.addAll(reader.receive(data));
    } catch (MalformedException e) {
      refuse(stream, e);
    }
  }

  @Override
  public void onReadClosed(PeerStream stream) {
    stream.closeWrite();
    try {
      if (parts.isEmpty() || !reader.isAtBoundary()) {
        throw new MalformedException("it ended too early");
      }
      then.accept(stream, Identify.read(parts));
    } catch (MalformedException e) {
      refuse(stream, e);
    }
  }

  private static void refuse(PeerStream stream, MalformedException e) {
    LOG.debug("what {} says of itself is not understood: {}", stream.peer(), e.getMessage());
    stream.reset();
  }
}

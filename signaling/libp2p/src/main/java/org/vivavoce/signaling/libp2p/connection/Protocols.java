package org.vivavoce.signaling.libp2p.connection;

import java.util.Optional;
import java.util.function.Function;

/** What a host can do: the protocols that peers may open streams for. */
@FunctionalInterface
public interface Protocols {
  /**
   * Who handles a protocol.
   *
   * @param protocol as a peer proposes it, any text
   * @return makes the handler of one stream; empty if it is not done here
   */
  Optional<Function<PeerStream, StreamHandler>> find(String protocol);
}

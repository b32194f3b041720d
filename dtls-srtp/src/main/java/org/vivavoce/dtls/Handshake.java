package org.vivavoce.dtls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;

/** One run of Bouncy Castle's blocking handshake. Used by its own thread alone. */
final class Handshake {
  private final DtlsRole role;
  private final Negotiation terms;
  private final EpochZeroNumbers numbers = new EpochZeroNumbers();
  private final HandshakeWire handshakeWire;
  private final Wire wire;

  Handshake(
      DtlsRole role, Negotiation terms, Inbox inbox, Consumer<ByteBuffer> out, Counters counters) {
    this.role = role;
    this.terms = terms;
    this.handshakeWire =
        new HandshakeWire(role, terms.config().mtu(), inbox, numbers, out, counters);
    this.wire = new Wire(handshakeWire, numbers);
  }

  /**
   * Blocks until both sides have finished.
   *
   * @throws IOException if it failed or was closed: {@link Negotiation#reason} knows why
   */
  DTLSTransport run() throws IOException {
    DTLSTransport connection;
    if (role == DtlsRole.CLIENT) {
      ClientPeer client = new ClientPeer(terms);
      handshakeWire.onClosed(client::cancel);
      connection = new DTLSClientProtocol().connect(client, wire);
    } else {
      ServerPeer server = new ServerPeer(terms);
      handshakeWire.onClosed(server::cancel);
      connection = new DTLSServerProtocol().accept(server, wire);
    }
    handshakeWire.flush();
    return connection;
  }

  /** From now on Bouncy Castle reads and writes there. */
  void handOver(RecordWire records) {
    wire.become(records);
  }

  /** What the peer may need once more, or null: as client our part ends before the server's. */
  LastFlight lastFlight() {
    return role == DtlsRole.SERVER ? new LastFlight(handshakeWire.lastFlight(), numbers) : null;
  }

  /** The alert that ended it, if it was one of ours, or null. */
  LastFlight farewell() {
    Flight flight = handshakeWire.lastFlight();
    return flight.isAlert() ? new LastFlight(flight, numbers) : null;
  }

  /** The records that came for after the handshake. */
  List<byte[]> remainder() {
    return handshakeWire.remainder();
  }
}

package org.vivavoce.signaling.libp2p;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.libp2p.connection.PeerStream;
import org.vivavoce.signaling.libp2p.connection.StreamHandler;
import org.vivavoce.signaling.libp2p.identify.Identify;
import org.vivavoce.signaling.libp2p.identify.IdentifyReader;
import org.vivavoce.signaling.libp2p.identify.IdentifyWriter;
import org.vivavoce.signaling.libp2p.identify.SignedPeerRecord;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/** A host's side of identify: tells peers who we are, and learns who they are. */
final class SelfDescription {
  private static final Logger LOG = LoggerFactory.getLogger(SelfDescription.class);

  private final Libp2pHost host;
  private final String protocolVersion;
  private final String agentVersion;
  private final long sequence = System.currentTimeMillis();

  SelfDescription(Libp2pHost host, String protocolVersion, String agentVersion) {
    this.host = host;
    this.protocolVersion = protocolVersion;
    this.agentVersion = agentVersion;
  }

  void answer(Map<String, Function<PeerStream, StreamHandler>> protocols) {
    protocols.put(Identify.PROTOCOL, stream -> new IdentifyWriter(this::describe));
    protocols.put(Identify.PUSH_PROTOCOL, stream -> new IdentifyReader(this::learn));
  }

  private Identify describe(PeerStream stream) {
    List<Multiaddr> addresses =
        host.addresses().stream().map(Multiaddr::withoutPeerId).limit(32).toList();
    byte[] record =
        new SignedPeerRecord(host.id(), sequence, addresses)
            .seal(host.key(), host.config().identity()::sign);
    return new Identify(
        protocolVersion,
        agentVersion,
        host.key().toProtobuf(),
        addresses,
        host.links().remoteAddress(stream.connection()),
        List.copyOf(host.protocolNames()),
        record);
  }

  /** Asks the peer of a new connection. */
  void ask(TcpLink link) {
    link.connection().open(List.of(Identify.PROTOCOL), new IdentifyReader(this::learn), host.now());
  }

  /** Tells all peers that we have changed. */
  void push() {
    for (PeerId peer : host.links().peers()) {
      host.links().open(peer, List.of(Identify.PUSH_PROTOCOL), new IdentifyWriter(this::describe));
    }
  }

  private void learn(PeerStream stream, Identify identify) {
    PeerId peer = stream.peer();
    host.book().identified(peer, identify);
    host.book().addAddresses(peer, identify.listenAddresses());
    if (identify.signedPeerRecord().length > 0) {
      try {
        SignedPeerRecord record = SignedPeerRecord.open(identify.signedPeerRecord());
        if (record.peer().equals(peer)) {
          host.book().signed(peer, identify.signedPeerRecord());
        }
      } catch (MalformedException e) {
        LOG.debug("the peer record of {} is wrong: {}", peer, e.getMessage());
      }
    }
    host.tell(listener -> listener.onIdentified(peer, identify));
  }
}

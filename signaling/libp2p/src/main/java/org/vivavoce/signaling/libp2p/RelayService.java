package org.vivavoce.signaling.libp2p;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.libp2p.connection.CloseReason;
import org.vivavoce.signaling.libp2p.connection.PeerStream;
import org.vivavoce.signaling.libp2p.connection.StreamHandler;
import org.vivavoce.signaling.libp2p.identify.Identify;
import org.vivavoce.signaling.libp2p.identify.SignedPeerRecord;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.relays.RelayKeeper;
import org.vivavoce.signaling.libp2p.relays.RelayList;
import org.vivavoce.signaling.libp2p.wire.DelimitedReader;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * Keeps a host connected to relays, and as a relay tells others which it knows. On the host's
 * thread, except where it says otherwise.
 */
final class RelayService implements HostListener, RelayKeeper.Actions {
  private static final Logger LOG = LoggerFactory.getLogger(RelayService.class);

  private final Libp2pHost host;
  private final boolean relays;
  private final int wanted;
  private RelayKeeper keeper;
  private HostLoop.Timer timer;
  private boolean stopped;

  /**
   * On a host.
   *
   * @param relays whether it is a relay itself
   * @param wanted how many relays it is to be connected to
   */
  RelayService(Libp2pHost host, boolean relays, int wanted) {
    this.host = host;
    this.relays = relays;
    this.wanted = wanted;
  }

  /** From any thread. */
  void start() {
    if (relays) {
      host.handle(RelayList.PROTOCOL, stream -> new Answer());
    }
    host.execute(
        () -> {
          keeper =
              new RelayKeeper(
                  wanted,
                  this,
                  new SplittableRandom(ByteBuffer.wrap(host.randomBytes(8)).getLong()));
          host.addListener(this);
          for (PeerId peer : host.links().peers()) {
            host.book().identify(peer).ifPresent(identify -> onIdentified(peer, identify));
          }
        });
  }

  /** From any thread. */
  void stop() {
    if (relays) {
      host.stopHandling(RelayList.PROTOCOL);
    }
    host.removeListener(this);
    host.executeIfOpen(
        () -> {
          stopped = true;
          if (timer != null) {
            timer.cancel();
          }
        });
  }

  /** How many relays are connected, that we dialed. */
  int connected() {
    return keeper.connected();
  }

  @Override
  public void onIdentified(PeerId peer, Identify identify) {
    if (identify.protocols().contains(RelayList.PROTOCOL) && host.links().isOutbound(peer)) {
      keeper.connected(peer, host.now());
    } else {
      keeper.disconnected(peer, host.now());
    }
    later();
  }

  @Override
  public void onDisconnected(PeerId peer, CloseReason reason) {
    keeper.disconnected(peer, host.now());
    later();
  }

  private void later() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    long deadline = keeper.deadline();
    if (!stopped && deadline != Long.MAX_VALUE) {
      timer =
          host.schedule(
              Math.max(1, deadline - host.now()),
              () -> {
                keeper.tick(host.now());
                later();
              });
    }
  }

  @Override
  public void ask(PeerId relay) {
    // Not from within the keeper.
    host.executeIfOpen(
        () -> host.links().open(relay, List.of(RelayList.PROTOCOL), new Question(relay)));
  }

  @Override
  public void dial(PeerId relay, List<Multiaddr> addresses) {
    host.executeIfOpen(
        () -> {
          if (stopped || !host.hasRoom()) {
            dialed(relay, false);
          } else {
            InTurn.dial(host, relay, addresses, (reached, why) -> dialed(relay, reached != null));
          }
        });
  }

  private void dialed(PeerId relay, boolean reached) {
    keeper.dialed(relay, reached, host.now());
    later();
  }

  private void named(PeerId source, List<SignedPeerRecord> records) {
    Map<PeerId, List<Multiaddr>> others = new LinkedHashMap<>();
    for (SignedPeerRecord record : records) {
      List<Multiaddr> addresses =
          record.addresses().stream().filter(a -> a.tcpEndpoint().isPresent()).limit(8).toList();
      if (!record.peer().equals(host.id()) && !addresses.isEmpty()) {
        others.put(record.peer(), addresses);
      }
    }
    keeper.named(source, others, host.now());
    later();
  }

  /** The relays with a connection now, by their own records; others each time if they are many. */
  private List<byte[]> records() {
    List<byte[]> records = new ArrayList<>();
    for (PeerId peer : host.links().peers()) {
      byte[] record = host.book().signedRecord(peer);
      boolean isRelay =
          host.book()
              .identify(peer)
              .filter(identify -> identify.protocols().contains(RelayList.PROTOCOL))
              .isPresent();
      if (isRelay && record.length > 0) {
        records.add(record);
      }
    }
    Collections.shuffle(records, new Random(ByteBuffer.wrap(host.randomBytes(8)).getLong()));
    return records;
  }

  private final class Answer implements StreamHandler {
    @Override
    public void onOpen(PeerStream stream) {
      stream.write(DelimitedReader.delimit(RelayList.write(records())));
      stream.closeWrite();
    }

    @Override
    public void onData(PeerStream stream, ByteBuffer data) {
      data.position(data.limit()); // nothing is expected
    }
  }

  private final class Question implements StreamHandler {
    private final PeerId relay;
    private final DelimitedReader reader = new DelimitedReader(RelayList.MAX_LENGTH);
    private boolean answered;

    Question(PeerId relay) {
      this.relay = relay;
    }

    @Override
    public void onOpen(PeerStream stream) {
      stream.closeWrite();
    }

    @Override
    public void onData(PeerStream stream, ByteBuffer data) {
      try {
        for (byte[] message : reader.receive(data)) {
          if (answered) {
            throw new MalformedException("more than one answer");
          }
          answered = true;
          named(relay, RelayList.read(message));
        }
      } catch (MalformedException e) {
        LOG.debug("what {} says of relays is not understood: {}", relay, e.getMessage());
        stream.reset();
      }
    }
  }
}

package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.ArrayList;
import java.util.List;
import org.vivavoce.signaling.libp2p.identify.SignedPeerRecord;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.ProtoReader;
import org.vivavoce.signaling.libp2p.wire.ProtoWriter;

/**
 * What peers tell each other.
 *
 * <pre>
 * message RPC     { repeated SubOpts subscriptions = 1; repeated Message publish = 2; optional Control control = 3; }
 * message SubOpts { optional bool subscribe = 1; optional string topicid = 2; optional uint32 hops = 1501; }
 * message Control { repeated IHave ihave = 1; repeated IWant iwant = 2; repeated Graft graft = 3; repeated Prune prune = 4; }
 * message IHave   { optional string topicID = 1; repeated bytes messageIDs = 2; }
 * message IWant   { repeated bytes messageIDs = 1; }
 * message Graft   { optional string topicID = 1; }
 * message Prune   { optional string topicID = 1; repeated PeerInfo peers = 2; optional uint64 backoff = 3; }
 * message PeerInfo { optional bytes peerID = 1; optional bytes signedPeerRecord = 2; }
 * </pre>
 *
 * <p>{@code hops} is ours ({@link RelayTable}); other implementations skip it. Mutable while it is
 * put together.
 */
final class Rpc {
  /** More things in one RPC than anybody has a use for. */
  private static final int MAX_ELEMENTS = 10_000;

  private static final int HOPS_FIELD = 1501;
  private static final long MAX_BACKOFF_SECONDS = 3600;

  /** A topic that a peer is subscribed to, or no longer; how far its reason is away. */
  record Subscription(String topic, boolean subscribe, int hops) {}

  /** Messages of a topic that a peer has. */
  record IHave(String topic, List<byte[]> ids) {}

  /** A peer that is handed on, with its signed record or nothing. */
  record PeerInfo(byte[] peer, byte[] signedRecord) {}

  /** A peer leaves our mesh of a topic. Backoff 0: not said. */
  record Prune(String topic, List<PeerInfo> peers, long backoffSeconds) {}

  final List<Subscription> subscriptions = new ArrayList<>();
  final List<PubSubMessage> messages = new ArrayList<>();
  final List<IHave> iHave = new ArrayList<>();
  final List<byte[]> iWant = new ArrayList<>();
  final List<String> grafts = new ArrayList<>();
  final List<Prune> prunes = new ArrayList<>();
  private int elements;

  boolean isEmpty() {
    return subscriptions.isEmpty()
        && messages.isEmpty()
        && iHave.isEmpty()
        && iWant.isEmpty()
        && grafts.isEmpty()
        && prunes.isEmpty();
  }

  byte[] write() {
    ProtoWriter out = new ProtoWriter();
    for (Subscription each : subscriptions) {
      ProtoWriter option = new ProtoWriter().always(1, each.subscribe ? 1 : 0).text(2, each.topic);
      if (each.hops > 0) {
        option.always(HOPS_FIELD, each.hops);
      }
      out.message(1, option);
    }
    messages.forEach(message -> out.message(2, message.write()));
    ProtoWriter control = new ProtoWriter();
    for (IHave each : iHave) {
      ProtoWriter have = new ProtoWriter().text(1, each.topic);
      each.ids.forEach(id -> have.bytes(2, id));
      control.message(1, have);
    }
    if (!iWant.isEmpty()) {
      ProtoWriter want = new ProtoWriter();
      iWant.forEach(id -> want.bytes(1, id));
      control.message(2, want);
    }
    grafts.forEach(topic -> control.message(3, new ProtoWriter().text(1, topic)));
    prunes.forEach(prune -> control.message(4, write(prune)));
    if (control.length() > 0) {
      out.message(3, control);
    }
    return out.toByteArray();
  }

  private static ProtoWriter write(Prune prune) {
    ProtoWriter out = new ProtoWriter().text(1, prune.topic);
    for (PeerInfo peer : prune.peers) {
      out.message(2, new ProtoWriter().bytes(1, peer.peer).bytes(2, peer.signedRecord));
    }
    return prune.backoffSeconds > 0 ? out.always(3, prune.backoffSeconds) : out;
  }

  static Rpc read(byte[] bytes) throws MalformedException {
    Rpc rpc = new Rpc();
    ProtoReader in = new ProtoReader(bytes);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> rpc.readSubscription(in.message());
        case 2 -> {
          rpc.count();
          rpc.messages.add(PubSubMessage.read(in.message()));
        }
        case 3 -> rpc.readControl(in.message());
        default -> {
          // A later version's.
        }
      }
    }
    return rpc;
  }

  private void count() throws MalformedException {
    if (++elements > MAX_ELEMENTS) {
      throw new MalformedException("an RPC of more than " + MAX_ELEMENTS + " things");
    }
  }

  private void readSubscription(ProtoReader in) throws MalformedException {
    count();
    boolean subscribe = false;
    String topic = null;
    long hops = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> subscribe = in.flag();
        case 2 -> topic = in.text(PubSubMessage.MAX_TOPIC_BYTES);
        case HOPS_FIELD -> hops = in.varint();
        default -> {
          // A later version's.
        }
      }
    }
    int bounded = hops < 0 || hops > RelayTable.INFINITY ? RelayTable.INFINITY : (int) hops;
    subscriptions.add(new Subscription(required(topic), subscribe, bounded));
  }

  private static String required(String topic) throws MalformedException {
    if (topic == null) {
      throw new MalformedException("something about no topic");
    }
    return topic;
  }

  private void readControl(ProtoReader in) throws MalformedException {
    while (in.next()) {
      count();
      switch (in.field()) {
        case 1 -> readIHave(in.message());
        case 2 -> {
          ProtoReader want = in.message();
          while (want.next()) {
            if (want.field() == 1) {
              count();
              iWant.add(want.bytes(MessageId.MAX_LENGTH));
            }
          }
        }
        case 3 -> {
          ProtoReader graft = in.message();
          String topic = null;
          while (graft.next()) {
            if (graft.field() == 1) {
              topic = graft.text(PubSubMessage.MAX_TOPIC_BYTES);
            }
          }
          grafts.add(required(topic));
        }
        case 4 -> readPrune(in.message());
        default -> {
          // IDONTWANT, for one: what it saves is worth little here.
        }
      }
    }
  }

  private void readIHave(ProtoReader in) throws MalformedException {
    String topic = null;
    List<byte[]> ids = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> topic = in.text(PubSubMessage.MAX_TOPIC_BYTES);
        case 2 -> {
          count();
          ids.add(in.bytes(MessageId.MAX_LENGTH));
        }
        default -> {
          // A later version's.
        }
      }
    }
    iHave.add(new IHave(required(topic), ids));
  }

  private void readPrune(ProtoReader in) throws MalformedException {
    String topic = null;
    long backoff = 0;
    List<PeerInfo> peers = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> topic = in.text(PubSubMessage.MAX_TOPIC_BYTES);
        case 2 -> {
          count();
          peers.add(readPeer(in.message()));
        }
        case 3 -> backoff = in.varint();
        default -> {
          // A later version's.
        }
      }
    }
    long bounded = backoff < 0 ? MAX_BACKOFF_SECONDS : Math.min(backoff, MAX_BACKOFF_SECONDS);
    prunes.add(new Prune(required(topic), peers, bounded));
  }

  private static PeerInfo readPeer(ProtoReader in) throws MalformedException {
    byte[] peer = {};
    byte[] record = {};
    while (in.next()) {
      switch (in.field()) {
        case 1 -> peer = in.bytes(PeerId.MAX_LENGTH);
        case 2 -> record = in.bytes(SignedPeerRecord.MAX_LENGTH);
        default -> {
          // A later version's.
        }
      }
    }
    return new PeerInfo(peer, record);
  }
}

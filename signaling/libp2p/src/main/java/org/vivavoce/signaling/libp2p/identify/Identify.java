package org.vivavoce.signaling.libp2p.identify;

import java.util.ArrayList;
import java.util.List;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.ProtoReader;
import org.vivavoce.signaling.libp2p.wire.ProtoWriter;

/**
 * What a peer says of itself.
 *
 * <pre>
 * message Identify {
 *   optional bytes publicKey = 1;        optional string protocolVersion = 5;
 *   repeated bytes listenAddrs = 2;      optional string agentVersion = 6;
 *   repeated string protocols = 3;       optional bytes signedPeerRecord = 8;
 *   optional bytes observedAddr = 4;
 * }
 * </pre>
 *
 * @param protocolVersion of the network; empty if not said
 * @param agentVersion its software; empty if not said
 * @param publicKey its key's protobuf; empty if not said
 * @param listenAddresses where it can be dialed, as it claims
 * @param observedAddress as what address it sees us; null if not said
 * @param protocols what streams it takes
 * @param signedPeerRecord see {@link SignedPeerRecord}; empty if not said
 */
public record Identify(
    String protocolVersion,
    String agentVersion,
    byte[] publicKey,
    List<Multiaddr> listenAddresses,
    Multiaddr observedAddress,
    List<String> protocols,
    byte[] signedPeerRecord) {
  /** What a peer answers when asked. */
  public static final String PROTOCOL = "/ipfs/id/1.0.0";

  /** What a peer tells without being asked, when it has changed. */
  public static final String PUSH_PROTOCOL = "/ipfs/id/push/1.0.0";

  /** The most bytes of a message. */
  public static final int MAX_LENGTH = 64 * 1024;

  private static final int MAX_ADDRESSES = 64;
  private static final int MAX_PROTOCOLS = 512;
  private static final int MAX_TEXT = 512;
  private static final byte[] NOTHING = {};

  /** Copies the lists. */
  public Identify {
    listenAddresses = List.copyOf(listenAddresses);
    protocols = List.copyOf(protocols);
  }

  /** As it is sent. */
  public byte[] toProtobuf() {
    ProtoWriter out = new ProtoWriter().bytes(1, publicKey);
    listenAddresses.forEach(address -> out.bytes(2, address.bytes()));
    protocols.forEach(protocol -> out.text(3, protocol));
    return out.bytes(4, observedAddress == null ? null : observedAddress.bytes())
        .text(5, protocolVersion)
        .text(6, agentVersion)
        .bytes(8, signedPeerRecord.length == 0 ? null : signedPeerRecord)
        .toByteArray();
  }

  /**
   * Reads one.
   *
   * @param parts its messages: a peer may send a large one in several, to be put together
   * @throws MalformedException if they are none, or name too much
   */
  public static Identify read(List<byte[]> parts) throws MalformedException {
    String protocolVersion = "";
    String agentVersion = "";
    byte[] publicKey = NOTHING;
    byte[] signedPeerRecord = NOTHING;
    Multiaddr observed = null;
    List<Multiaddr> addresses = new ArrayList<>();
    List<String> protocols = new ArrayList<>();
    for (byte[] part : parts) {
      ProtoReader in = new ProtoReader(part);
      while (in.next()) {
        switch (in.field()) {
          case 1 -> publicKey = in.bytes(PublicKey.MAX_LENGTH);
          case 2 -> addKnown(addresses, in.bytes());
          case 3 -> protocols.add(in.text(MAX_TEXT));
          case 4 -> {
            List<Multiaddr> one = new ArrayList<>();
            addKnown(one, in.bytes());
            observed = one.isEmpty() ? null : one.get(0);
          }
          case 5 -> protocolVersion = in.text(MAX_TEXT);
          case 6 -> agentVersion = in.text(MAX_TEXT);
          case 8 -> signedPeerRecord = in.bytes(SignedPeerRecord.MAX_LENGTH);
          default -> {
            // A later version's.
          }
        }
      }
    }
    if (addresses.size() > MAX_ADDRESSES || protocols.size() > MAX_PROTOCOLS) {
      throw new MalformedException(
          addresses.size() + " addresses and " + protocols.size() + " protocols");
    }
    return new Identify(
        protocolVersion, agentVersion, publicKey, addresses, observed, protocols, signedPeerRecord);
  }

  static void addKnown(List<Multiaddr> addresses, byte[] bytes) {
    try {
      addresses.add(Multiaddr.read(bytes));
    } catch (MalformedException e) {
      return; // of a kind that nobody here can dial
    }
  }
}

package org.vivavoce.signaling.libp2p.identify;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.ProtoReader;
import org.vivavoce.signaling.libp2p.wire.ProtoWriter;
import org.vivavoce.signaling.libp2p.wire.Varint;

/**
 * A peer's addresses, signed by it, so that others can hand them on.
 *
 * <pre>
 * message Envelope   { PublicKey public_key = 1; bytes payload_type = 2; bytes payload = 3; bytes signature = 5; }
 * message PeerRecord { bytes peer_id = 1; uint64 seq = 2; repeated AddressInfo addresses = 3; }
 * message AddressInfo { bytes multiaddr = 1; }
 *
 * signed: varint length + "libp2p-peer-record", varint length + type, varint length + payload
 * </pre>
 *
 * @param peer whose it is
 * @param sequence of two records the higher one counts, unsigned
 * @param addresses where it can be dialed
 */
public record SignedPeerRecord(PeerId peer, long sequence, List<Multiaddr> addresses) {
  /** The most bytes of a sealed record. */
  public static final int MAX_LENGTH = 32 * 1024;

  private static final byte[] DOMAIN = "libp2p-peer-record".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TYPE = {0x03, 0x01};
  private static final int MAX_ADDRESSES = 64;

  /** Copies the list. */
  public SignedPeerRecord {
    addresses = List.copyOf(addresses);
  }

  /**
   * Signs it.
   *
   * @param key its peer's key
   * @param signer signs with that key's private half
   * @return the envelope
   */
  public byte[] seal(PublicKey key, UnaryOperator<byte[]> signer) {
    ProtoWriter record = new ProtoWriter().bytes(1, peer.bytes()).always(2, sequence);
    for (Multiaddr address : addresses) {
      record.message(3, new ProtoWriter().bytes(1, address.bytes()));
    }
    byte[] payload = record.toByteArray();
    return new ProtoWriter()
        .bytes(1, key.toProtobuf())
        .bytes(2, TYPE)
        .bytes(3, payload)
        .bytes(5, signer.apply(signed(payload)))
        .toByteArray();
  }

  /**
   * Reads an envelope and checks its signature, and that it is the named peer's own.
   *
   * @throws MalformedException if anything is wrong with it
   */
  public static SignedPeerRecord open(byte[] envelope) throws MalformedException {
    if (envelope.length > MAX_LENGTH) {
      throw new MalformedException("a peer record of " + envelope.length + " bytes");
    }
    byte[] keyBytes = {};
    byte[] type = {};
    byte[] payload = {};
    byte[] signature = {};
    ProtoReader in = new ProtoReader(envelope);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> keyBytes = in.bytes(PublicKey.MAX_LENGTH);
        case 2 -> type = in.bytes();
        case 3 -> payload = in.bytes();
        case 5 -> signature = in.bytes();
        default -> {
          // A later version's.
        }
      }
    }
    if (!Arrays.equals(type, TYPE)) {
      throw new MalformedException("an envelope that holds no peer record");
    }
    PublicKey key = PublicKey.read(keyBytes);
    if (!key.verify(signed(payload), signature)) {
      throw new MalformedException("a peer record that its key did not sign");
    }
    SignedPeerRecord record = read(payload);
    if (!record.peer.equals(PeerId.of(key))) {
      throw new MalformedException("a peer record that another peer signed");
    }
    return record;
  }

  private static SignedPeerRecord read(byte[] payload) throws MalformedException {
    PeerId peer = null;
    long sequence = 0;
    int count = 0;
    List<Multiaddr> addresses = new ArrayList<>();
    ProtoReader in = new ProtoReader(payload);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> peer = PeerId.read(in.bytes(PeerId.MAX_LENGTH));
        case 2 -> sequence = in.varint();
        case 3 -> {
          if (++count > MAX_ADDRESSES) {
            throw new MalformedException("a peer record with too many addresses");
          }
          ProtoReader info = in.message();
          while (info.next()) {
            if (info.field() == 1) {
              Identify.addKnown(addresses, info.bytes());
            }
          }
        }
        default -> {
          // A later version's.
        }
      }
    }
    if (peer == null) {
      throw new MalformedException("a peer record of nobody");
    }
    return new SignedPeerRecord(peer, sequence, addresses);
  }

  private static byte[] signed(byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : List.of(DOMAIN, TYPE, payload)) {
      Varint.write(out, part.length);
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}

package org.vivavoce.signaling.libp2p.gossipsub;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.ProtoReader;
import org.vivavoce.signaling.libp2p.wire.ProtoWriter;

/**
 * One published message, signed by its author.
 *
 * <pre>
 * message Message {
 *   optional bytes from = 1;    optional bytes data = 2;        optional bytes seqno = 3;
 *   required string topic = 4;  optional bytes signature = 5;   optional bytes key = 6;
 * }
 *
 * signed: "libp2p-pubsub:" and the message without signature and key
 * </pre>
 *
 * @param from the author's peer id; null if absent
 * @param data what is said; null if absent
 * @param sequence eight bytes; null if absent
 * @param topic where
 * @param signature by the author; null if absent
 * @param key the author's public key, if the peer id is not enough; null if absent
 */
record PubSubMessage(
    byte[] from, byte[] data, byte[] sequence, String topic, byte[] signature, byte[] key) {
  static final int MAX_TOPIC_BYTES = 1024;
  static final int SEQUENCE_LENGTH = 8;

  private static final byte[] SIGNED_PREFIX = "libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_SIGNATURE_LENGTH = 1100;
  private static final byte[] NOTHING = {};

  static PubSubMessage signed(GossipIdentity author, long sequence, String topic, byte[] data) {
    PubSubMessage unsigned =
        new PubSubMessage(
            author.id().bytes(),
            data.clone(),
            ByteBuffer.allocate(SEQUENCE_LENGTH).putLong(sequence).array(),
            topic,
            null,
            null);
    return new PubSubMessage(
        unsigned.from,
        unsigned.data,
        unsigned.sequence,
        topic,
        author.sign(unsigned.signedBytes()),
        author.key().toProtobuf()); // js needs it though the peer id has it
  }

  static PubSubMessage read(ProtoReader in) throws MalformedException {
    byte[] from = null;
    byte[] data = null;
    byte[] sequence = null;
    String topic = null;
    byte[] signature = null;
    byte[] key = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> from = in.bytes(PeerId.MAX_LENGTH);
        case 2 -> data = in.bytes();
        case 3 -> sequence = in.bytes(SEQUENCE_LENGTH);
        case 4 -> topic = in.text(MAX_TOPIC_BYTES);
        case 5 -> signature = in.bytes(MAX_SIGNATURE_LENGTH);
        case 6 -> key = in.bytes(PublicKey.MAX_LENGTH);
        default -> {
          // A later version's: it is not signed, and goes no further.
        }
      }
    }
    if (topic == null) {
      throw new MalformedException("a message without a topic");
    }
    return new PubSubMessage(from, data, sequence, topic, signature, key);
  }

  ProtoWriter write() {
    return unsignedPart().bytes(5, signature).bytes(6, key);
  }

  private ProtoWriter unsignedPart() {
    return new ProtoWriter().bytes(1, from).bytes(2, data).bytes(3, sequence).text(4, topic);
  }

  private byte[] signedBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNED_PREFIX);
    out.writeBytes(unsignedPart().toByteArray());
    return out.toByteArray();
  }

  byte[] dataOrNothing() {
    return data == null ? NOTHING : data;
  }

  /** Empty if it lacks what a strictly signed message has. */
  Optional<MessageId> id() {
    return from == null || sequence == null || sequence.length != SEQUENCE_LENGTH
        ? Optional.empty()
        : Optional.of(MessageId.of(from, sequence));
  }

  /** The author, if the signature is theirs. Costs a verification. */
  Optional<PeerId> verifiedAuthor() {
    if (from == null || signature == null || id().isEmpty()) {
      return Optional.empty();
    }
    try {
      PeerId author = PeerId.read(from);
      Optional<PublicKey> signer = author.publicKey();
      if (key != null && key.length > 0) {
        PublicKey given = PublicKey.read(key);
        if (!PeerId.of(given).equals(author)) {
          return Optional.empty();
        }
        signer = Optional.of(given);
      }
      return signer.isPresent() && signer.get().verify(signedBytes(), signature)
          ? Optional.of(author)
          : Optional.empty();
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  boolean isFrom(PeerId peer) {
    return from != null && Arrays.equals(from, peer.bytes());
  }
}

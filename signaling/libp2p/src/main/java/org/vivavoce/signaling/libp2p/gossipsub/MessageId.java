package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.Arrays;
import java.util.Optional;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * What a message is known by: its author and its sequence number.
 *
 * <pre>
 * go, rust    author's peer id                    | 8 bytes
 * js          author's public key as a protobuf   | 8 bytes
 * </pre>
 *
 * <p>Two that mean the same message are equal, whichever way they came. An id of some other making
 * is itself.
 */
final class MessageId {
  static final int MAX_LENGTH = PublicKey.MAX_LENGTH + 8;

  /** How a peer writes ids. */
  enum Dialect {
    PEER_ID,
    PUBLIC_KEY
  }

  private static final int SEQUENCE_LENGTH = 8;

  /** The beginning of every Ed25519 peer id, and of its key's protobuf. */
  private static final int IDENTITY_MULTIHASH = 0x00;

  private static final int KEY_TYPE_FIELD = 0x08;

  private final byte[] canonical;

  private MessageId(byte[] canonical) {
    this.canonical = canonical;
  }

  static MessageId of(byte[] author, byte[] sequence) {
    return new MessageId(join(author, sequence));
  }

  /** From IHAVE or IWANT. */
  static MessageId read(byte[] id) {
    return dialectOf(id) == Dialect.PUBLIC_KEY
        ? keyOf(id)
            .map(
                key ->
                    of(
                        PeerId.of(key).bytes(),
                        Arrays.copyOfRange(id, id.length - SEQUENCE_LENGTH, id.length)))
            .orElseGet(() -> new MessageId(id.clone()))
        : new MessageId(id.clone());
  }

  private static Optional<PublicKey> keyOf(byte[] id) {
    try {
      PublicKey key = PublicKey.read(Arrays.copyOf(id, id.length - SEQUENCE_LENGTH));
      return Optional.of(key);
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  static Dialect dialectOf(byte[] id) {
    return id.length > SEQUENCE_LENGTH && id[0] == KEY_TYPE_FIELD
        ? Dialect.PUBLIC_KEY
        : Dialect.PEER_ID;
  }

  /**
   * As a peer writes it.
   *
   * @param authorKey the author's key, where the message brought it; else it must be in the peer id
   */
  byte[] write(Dialect dialect, byte[] authorKey) {
    if (dialect == Dialect.PEER_ID) {
      return canonical.clone();
    }
    byte[] sequence =
        Arrays.copyOfRange(canonical, canonical.length - SEQUENCE_LENGTH, canonical.length);
    if (canonical[0] == IDENTITY_MULTIHASH) {
      return join(Arrays.copyOfRange(canonical, 2, canonical.length - SEQUENCE_LENGTH), sequence);
    }
    return authorKey == null ? canonical.clone() : join(authorKey, sequence);
  }

  private static byte[] join(byte[] author, byte[] sequence) {
    byte[] id = Arrays.copyOf(author, author.length + sequence.length);
    System.arraycopy(sequence, 0, id, author.length, sequence.length);
    return id;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageId that && Arrays.equals(canonical, that.canonical);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(canonical);
  }
}

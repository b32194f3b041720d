package org.vivavoce.signaling.libp2p.multiformats;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.vivavoce.signaling.Base58;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.Varint;

/**
 * A libp2p peer's name: the multihash of its public key's protobuf, the key itself where that is
 * short enough (Ed25519, secp256k1), its SHA2-256 otherwise. Written in base58, {@code 12D3KooW…}
 * for an Ed25519 key.
 *
 * <p>Immutable; ordered by its bytes.
 */
public final class PeerId implements Comparable<PeerId> {
  /** What one looks like, for messages to people. */
  public static final String EXAMPLE = "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";

  /** The most bytes of one. */
  public static final int MAX_LENGTH = Multihash.MAX_IDENTITY_LENGTH + 2;

  private static final int CID_VERSION = 1;
  private static final int LIBP2P_KEY = 0x72;

  /** More than any peer id in any base takes. */
  private static final int MAX_CHARACTERS = 128;

  private final byte[] multihash;

  private PeerId(byte[] multihash) {
    this.multihash = multihash;
  }

  /** The peer id of a public key. */
  public static PeerId of(PublicKey key) {
    return new PeerId(Multihash.ofKey(key.toProtobuf()));
  }

  /** The peer id of the Ed25519 key that a DID is. */
  public static PeerId of(Did did) {
    return of(PublicKey.ofEd25519(did.keyBytes()));
  }

  /**
   * Reads one from the wire.
   *
   * @throws MalformedException if the bytes are no multihash of a kind that peer ids have
   */
  public static PeerId read(byte[] bytes) throws MalformedException {
    Multihash.digest(bytes);
    return new PeerId(bytes.clone());
  }

  /**
   * Reads one from text: base58 ({@code 12D3…}, {@code 16Ui…}, {@code Qm…}), or a CIDv1 of codec
   * libp2p-key in any base that {@link Multibase} knows.
   *
   * @throws IllegalArgumentException if it is none, saying why
   */
  public static PeerId parse(String text) {
    if (text.isEmpty() || text.length() > MAX_CHARACTERS) {
      throw wrong("it has " + text.length() + " characters");
    }
    try {
      return text.startsWith("1") || text.startsWith("Qm")
          ? read(Base58.decode(text, 0))
          : ofCid(Multibase.decode(text));
    } catch (MalformedException | IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
  }

  private static PeerId ofCid(byte[] cid) throws MalformedException {
    ByteBuffer in = ByteBuffer.wrap(cid);
    if (Varint.read(in) != CID_VERSION) {
      throw new MalformedException("it is no CID of version 1");
    }
    if (Varint.read(in) != LIBP2P_KEY) {
      throw new MalformedException("its CID does not say that it is a libp2p key");
    }
    return read(Arrays.copyOfRange(cid, in.position(), cid.length));
  }

  private static IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException("not a peer id: " + why + "; one looks like " + EXAMPLE);
  }

  /** The multihash, a fresh array. */
  public byte[] bytes() {
    return multihash.clone();
  }

  /** As a CIDv1 in base32, the form for new text. */
  public String toCid() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Varint.write(out, CID_VERSION);
    Varint.write(out, LIBP2P_KEY);
    out.writeBytes(multihash);
    return Multibase.BASE32.encode(out.toByteArray());
  }

  /** The public key, if the id is short enough to be it and it is well-formed. */
  public Optional<PublicKey> publicKey() {
    if (!Multihash.isIdentity(multihash)) {
      return Optional.empty();
    }
    try {
      return Optional.of(PublicKey.read(Multihash.digest(multihash)));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(PeerId other) {
    return Arrays.compareUnsigned(multihash, other.multihash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId that && Arrays.equals(multihash, that.multihash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(multihash);
  }

  /** In base58. */
  @Override
  public String toString() {
    return Base58.encode(multihash);
  }
}

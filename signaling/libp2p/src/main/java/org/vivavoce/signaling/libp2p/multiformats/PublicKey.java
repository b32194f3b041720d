package org.vivavoce.signaling.libp2p.multiformats;

import java.util.Arrays;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.ProtoReader;
import org.vivavoce.signaling.libp2p.wire.ProtoWriter;

/**
 * A peer's public key as libp2p writes it ("Peer Ids and Keys").
 *
 * <pre>
 * message PublicKey { required KeyType Type = 1; required bytes Data = 2; }
 *
 * Type            Data                                   signature
 * 0 RSA           DER SubjectPublicKeyInfo               PKCS #1 v1.5 with SHA-256
 * 1 Ed25519       32 bytes (RFC 8032)                    64 bytes
 * 2 secp256k1     33 bytes, a compressed point           DER ECDSA with SHA-256
 * 3 ECDSA         DER SubjectPublicKeyInfo, P-256 …      DER ECDSA with SHA-256
 * </pre>
 *
 * <p>Only its form is checked when it is made; a key that is no key verifies nothing. Immutable.
 */
public final class PublicKey {
  /** The kinds of key, in the order of their numbers. */
  public enum Type {
    /** RSA, 2,048 to 8,192 bits. */
    RSA,
    /** Ed25519, the one that we make. */
    ED25519,
    /** ECDSA on secp256k1. */
    SECP256K1,
    /** ECDSA on a NIST curve. */
    ECDSA
  }

  /** The most bytes of a key's data: RSA with 8,192 bits takes 1,062. */
  public static final int MAX_DATA_LENGTH = 1200;

  /** The most bytes of a key's protobuf. */
  public static final int MAX_LENGTH = MAX_DATA_LENGTH + 16;

  private static final int ED25519_LENGTH = 32;
  private static final int SECP256K1_LENGTH = 33;

  private final Type type;
  private final byte[] data;

  private PublicKey(Type type, byte[] data) {
    this.type = type;
    this.data = data;
  }

  /**
   * An Ed25519 key.
   *
   * @param key 32 bytes; copied
   * @throws IllegalArgumentException if there are not 32
   */
  public static PublicKey ofEd25519(byte[] key) {
    if (key.length != ED25519_LENGTH) {
      throw new IllegalArgumentException("an Ed25519 key has 32 bytes, not " + key.length);
    }
    return new PublicKey(Type.ED25519, key.clone());
  }

  /**
   * Reads a protobuf.
   *
   * @throws MalformedException if it is none, or a key of an unknown type or a wrong length
   */
  public static PublicKey read(byte[] protobuf) throws MalformedException {
    if (protobuf.length > MAX_LENGTH) {
      throw new MalformedException("a public key of " + protobuf.length + " bytes");
    }
    long type = -1;
    byte[] data = null;
    ProtoReader in = new ProtoReader(protobuf);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> type = in.varint();
        case 2 -> data = in.bytes();
        default -> {
          // A later version's.
        }
      }
    }
    if (type < 0 || type >= Type.values().length || data == null) {
      throw new MalformedException("a public key of an unknown type, or without one");
    }
    PublicKey key = new PublicKey(Type.values()[(int) type], data);
    int wanted =
        switch (key.type) {
          case ED25519 -> ED25519_LENGTH;
          case SECP256K1 -> SECP256K1_LENGTH;
          case RSA, ECDSA -> data.length;
        };
    if (data.length != wanted || data.length > MAX_DATA_LENGTH) {
      throw new MalformedException("a public key whose data has " + data.length + " bytes");
    }
    return key;
  }

  /** Its kind. */
  public Type type() {
    return type;
  }

  /** What it consists of, by its kind; a fresh array. */
  public byte[] data() {
    return data.clone();
  }

  /** As it is sent: canonical, so that it can be hashed. */
  public byte[] toProtobuf() {
    return new ProtoWriter().always(1, type.ordinal()).bytes(2, data).toByteArray();
  }

  /**
   * Whether this key's owner signed a message. Hostile input of any kind gives false, never an
   * exception.
   *
   * @param message what was signed
   * @param signature in the form of the key's kind
   */
  public boolean verify(byte[] message, byte[] signature) {
    return Verifier.verify(type, data, message, signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey that && type == that.type && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(data);
  }

  /** The kind and the peer id. */
  @Override
  public String toString() {
    return type + " " + PeerId.of(this);
  }
}

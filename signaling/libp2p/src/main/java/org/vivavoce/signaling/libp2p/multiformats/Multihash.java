package org.vivavoce.signaling.libp2p.multiformats;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.Varint;

/**
 * A <a href="https://github.com/multiformats/multihash">multihash</a> of the two kinds that peer
 * ids have.
 *
 * <pre>
 *  varint    varint   length bytes
 *  +--------+--------+-----------------+
 *  | 0x00   | length | the bytes       |   identity: at most 42
 *  | 0x12   | 0x20   | their SHA2-256  |
 *  +--------+--------+-----------------+
 * </pre>
 */
final class Multihash {
  static final int IDENTITY = 0x00;
  static final int SHA2_256 = 0x12;

  /** Keys that take no more than this are not hashed. */
  static final int MAX_IDENTITY_LENGTH = 42;

  private static final int SHA2_256_LENGTH = 32;

  private Multihash() {}

  /** The multihash of a public key's protobuf. */
  static byte[] ofKey(byte[] protobuf) {
    return protobuf.length <= MAX_IDENTITY_LENGTH
        ? join(IDENTITY, protobuf)
        : join(SHA2_256, sha256(protobuf));
  }

  private static byte[] join(int code, byte[] digest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(digest.length + 2);
    Varint.write(out, code);
    Varint.write(out, digest.length);
    out.writeBytes(digest);
    return out.toByteArray();
  }

  /** Checks that the bytes are one multihash of a kind that we know, and gives its digest. */
  static byte[] digest(byte[] multihash) throws MalformedException {
    ByteBuffer in = ByteBuffer.wrap(multihash);
    long code = Varint.read(in);
    int length = Varint.readLength(in, MAX_IDENTITY_LENGTH);
    if (length != in.remaining()) {
      throw new MalformedException("a multihash's length is not that of its digest");
    }
    if (code != IDENTITY && (code != SHA2_256 || length != SHA2_256_LENGTH)) {
      throw new MalformedException("a multihash of an unknown kind: code " + code);
    }
    byte[] digest = new byte[length];
    in.get(digest);
    return digest;
  }

  static boolean isIdentity(byte[] multihash) {
    return multihash[0] == IDENTITY;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}

package org.vivavoce.signaling.libp2p.noise;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.ProtoReader;
import org.vivavoce.signaling.libp2p.wire.ProtoWriter;

/**
 * A host's Noise key, bound to its identity by a signature that is made once.
 *
 * <pre>
 * message NoiseHandshakePayload {
 *   optional bytes identity_key = 1;            the PublicKey protobuf
 *   optional bytes identity_sig = 2;            of "noise-libp2p-static-key:" + the static key
 *   optional NoiseExtensions extensions = 4;
 * }
 * </pre>
 *
 * <p>Immutable and safe from any thread.
 */
public final class NoiseIdentity {
  private static final byte[] SIGNED_PREFIX =
      "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_SIGNATURE_LENGTH = 1100;

  private final byte[] staticPrivate;
  private final byte[] payload;

  private NoiseIdentity(byte[] staticPrivate, byte[] payload) {
    this.staticPrivate = staticPrivate;
    this.payload = payload;
  }

  /**
   * Binds a Noise key to an identity.
   *
   * @param identityKey whose it is
   * @param signer signs with that identity's private key
   * @param staticPrivate 32 random bytes: an X25519 private key (RFC 7748), for this host alone
   */
  public static NoiseIdentity create(
      PublicKey identityKey, UnaryOperator<byte[]> signer, byte[] staticPrivate) {
    if (staticPrivate.length != XxHandshake.KEY_LENGTH) {
      throw new IllegalArgumentException("an X25519 key has 32 bytes, not " + staticPrivate.length);
    }
    byte[] signature = signer.apply(signed(XxHandshake.publicOf(staticPrivate)));
    return new NoiseIdentity(
        staticPrivate.clone(),
        new ProtoWriter().bytes(1, identityKey.toProtobuf()).bytes(2, signature).toByteArray());
  }

  byte[] staticPrivate() {
    return staticPrivate;
  }

  byte[] payload() {
    return payload;
  }

  /** Whose payload this is, if it was signed for the static key that came with it. */
  static PublicKey verify(byte[] payload, byte[] staticKey) throws MalformedException {
    byte[] key = null;
    byte[] signature = null;
    ProtoReader in = new ProtoReader(payload);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.bytes(PublicKey.MAX_LENGTH);
        case 2 -> signature = in.bytes(MAX_SIGNATURE_LENGTH);
        default -> {
          // Extensions; see the package's page.
        }
      }
    }
    if (key == null || signature == null) {
      throw new MalformedException("a Noise payload without identity");
    }
    PublicKey identity = PublicKey.read(key);
    if (!identity.verify(signed(staticKey), signature)) {
      throw new MalformedException("a Noise key that its identity did not sign");
    }
    return identity;
  }

  private static byte[] signed(byte[] staticKey) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNED_PREFIX);
    out.writeBytes(staticKey);
    return out.toByteArray();
  }
}

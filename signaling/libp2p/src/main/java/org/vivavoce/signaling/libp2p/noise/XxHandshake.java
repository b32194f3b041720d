package org.vivavoce.signaling.libp2p.noise;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * The pattern XX (Noise section 7.5) without libp2p's meaning of the payloads.
 *
 * <pre>
 *  -> e                    32 bytes                        payload in the clear
 *  &lt;- e, ee, s, es         32 bytes, 32 + 16 encrypted     payload + 16 encrypted
 *  -> s, se                32 + 16 bytes encrypted         payload + 16 encrypted
 * </pre>
 */
final class XxHandshake {
  static final int KEY_LENGTH = X25519.POINT_SIZE;
  private static final int SEALED_KEY_LENGTH = KEY_LENGTH + CipherState.TAG_LENGTH;

  private final SymmetricState state = new SymmetricState();
  private final byte[] staticPrivate;
  private final byte[] ephemeralPrivate;
  private byte[] remoteEphemeral;
  private byte[] remoteStatic;
  private int messages;

  XxHandshake(byte[] staticPrivate, byte[] ephemeralPrivate) {
    this.staticPrivate = staticPrivate.clone();
    this.ephemeralPrivate = ephemeralPrivate.clone();
  }

  /** Makes the next message; the caller knows whose turn it is. */
  byte[] write(byte[] payload) throws MalformedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (messages++) {
      case 0 -> writeEphemeral(out);
      case 1 -> {
        writeEphemeral(out);
        state.mixKey(agree(ephemeralPrivate, remoteEphemeral));
        out.writeBytes(state.encryptAndHash(publicOf(staticPrivate)));
        state.mixKey(agree(staticPrivate, remoteEphemeral));
      }
      case 2 -> {
        out.writeBytes(state.encryptAndHash(publicOf(staticPrivate)));
        state.mixKey(agree(staticPrivate, remoteEphemeral));
      }
      default -> throw new AssertionError("XX has three messages");
    }
    out.writeBytes(state.encryptAndHash(payload));
    return out.toByteArray();
  }

  private void writeEphemeral(ByteArrayOutputStream out) {
    byte[] ephemeral = publicOf(ephemeralPrivate);
    out.writeBytes(ephemeral);
    state.mixHash(ephemeral);
  }

  /** Takes the next message and gives its payload. */
  byte[] read(byte[] message) throws MalformedException {
    int at = 0;
    switch (messages++) {
      case 0 -> at = readEphemeral(message);
      case 1 -> {
        at = readEphemeral(message);
        state.mixKey(agree(ephemeralPrivate, remoteEphemeral));
        at = readStatic(message, at);
        state.mixKey(agree(ephemeralPrivate, remoteStatic));
      }
      case 2 -> {
        at = readStatic(message, at);
        state.mixKey(agree(ephemeralPrivate, remoteStatic));
      }
      default -> throw new AssertionError("XX has three messages");
    }
    return state.decryptAndHash(Arrays.copyOfRange(message, at, message.length));
  }

  private int readEphemeral(byte[] message) throws MalformedException {
    if (message.length < KEY_LENGTH) {
      throw new MalformedException("a Noise handshake message without its ephemeral key");
    }
    remoteEphemeral = Arrays.copyOf(message, KEY_LENGTH);
    state.mixHash(remoteEphemeral);
    return KEY_LENGTH;
  }

  private int readStatic(byte[] message, int at) throws MalformedException {
    if (message.length < at + SEALED_KEY_LENGTH) {
      throw new MalformedException("a Noise handshake message without its static key");
    }
    remoteStatic = state.decryptAndHash(Arrays.copyOfRange(message, at, at + SEALED_KEY_LENGTH));
    return at + SEALED_KEY_LENGTH;
  }

  byte[] remoteStatic() {
    return remoteStatic.clone();
  }

  /** The key of the initiator's messages, and that of the responder's, after three messages. */
  CipherState[] split() {
    Arrays.fill(ephemeralPrivate, (byte) 0);
    return state.split();
  }

  static byte[] publicOf(byte[] privateKey) {
    byte[] key = new byte[KEY_LENGTH];
    X25519.scalarMultBase(privateKey, 0, key, 0);
    return key;
  }

  private static byte[] agree(byte[] privateKey, byte[] publicKey) throws MalformedException {
    byte[] secret = new byte[KEY_LENGTH];
    // RFC 7748 section 6.1: a point of small order gives zeros, whatever our key is.
    if (!X25519.calculateAgreement(privateKey, 0, publicKey, 0, secret, 0)) {
      throw new MalformedException("a Noise key of small order");
    }
    return secret;
  }
}

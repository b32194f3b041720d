package org.vivavoce.signaling.libp2p.connection;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.multistream.Negotiation;
import org.vivavoce.signaling.libp2p.noise.NoiseHandshake;
import org.vivavoce.signaling.libp2p.noise.NoiseIdentity;
import org.vivavoce.signaling.libp2p.noise.NoiseSession;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * A peer that does Noise as it should, and leaves what is said within it to a test: plaintext in
 * and out.
 */
final class Tunnel {
  private final boolean initiator;
  private final Negotiation negotiation;
  private final NoiseHandshake handshake;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private byte[] in = {};
  private boolean shaking;
  private NoiseSession session;

  Tunnel(boolean initiator) {
    this.initiator = initiator;
    Identity identity = Identity.generate();
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) (initiator ? 3 : 4));
    byte[] ephemeral = new byte[32];
    Arrays.fill(ephemeral, (byte) (initiator ? 5 : 6));
    NoiseIdentity noise =
        NoiseIdentity.create(PublicKey.ofEd25519(identity.did().keyBytes()), identity::sign, key);
    handshake = new NoiseHandshake(initiator, noise, ephemeral);
    negotiation =
        initiator
            ? Negotiation.dialing(List.of(Connection.NOISE))
            : Negotiation.listening(Connection.NOISE::equals);
    out.writeBytes(negotiation.output());
  }

  /** Bytes of the wire in; what they say. */
  byte[] receive(byte[] bytes) throws MalformedException {
    byte[] all = Arrays.copyOf(in, in.length + bytes.length);
    System.arraycopy(bytes, 0, all, in.length, bytes.length);
    ByteBuffer buffer = ByteBuffer.wrap(all);
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    if (!shaking) {
      negotiation.receive(buffer);
      out.writeBytes(negotiation.output());
      shaking = negotiation.isDone();
      if (shaking && initiator) {
        frame(handshake.start());
      }
    }
    while (shaking
        && buffer.remaining() >= 2
        && buffer.remaining() - 2 >= (buffer.getShort(buffer.position()) & 0xffff)) {
      byte[] message = new byte[buffer.getShort() & 0xffff];
      buffer.get(message);
      if (session == null) {
        byte[] answer = handshake.receive(message);
        if (answer.length > 0) {
          frame(answer);
        }
        if (handshake.isComplete()) {
          session = handshake.session();
          send(waiting.toByteArray());
        }
      } else {
        plain.writeBytes(session.decrypt(message, 0, message.length));
      }
    }
    in = Arrays.copyOfRange(all, buffer.position(), all.length);
    return plain.toByteArray();
  }

  /** Says it, as soon as it can. */
  void send(byte[] plain) {
    if (session == null) {
      waiting.writeBytes(plain);
      return;
    }
    for (int at = 0; at < plain.length; at += NoiseSession.MAX_PLAINTEXT_LENGTH) {
      int length = Math.min(plain.length - at, NoiseSession.MAX_PLAINTEXT_LENGTH);
      frame(session.encrypt(plain, at, length));
    }
  }

  private void frame(byte[] message) {
    out.write(message.length >> 8);
    out.write(message.length);
    out.writeBytes(message);
  }

  /** Bytes for the wire. */
  byte[] pull() {
    byte[] bytes = out.toByteArray();
    out.reset();
    return bytes;
  }
}

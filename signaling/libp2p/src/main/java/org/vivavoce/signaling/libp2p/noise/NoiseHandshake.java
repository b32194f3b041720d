package org.vivavoce.signaling.libp2p.noise;

import java.util.Arrays;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * libp2p's handshake, one message at a time:
 *
 * <pre>
 *  initiator                          responder
 *  start()            -> message ->   receive(message)
 *  receive(message)   &lt;- message &lt;-   its result
 *  its result         -> message ->   receive(message), which results in nothing
 * </pre>
 *
 * <p>Each side then has {@link #session} and {@link #remoteKey}. The caller frames the messages
 * (two bytes of length before each) and compares the key with whom it meant to reach.
 */
public final class NoiseHandshake {
  private static final byte[] NOTHING = {};

  private final boolean initiator;
  private final NoiseIdentity identity;
  private final XxHandshake handshake;
  private int received;
  private PublicKey remoteKey;
  private NoiseSession session;

  /**
   * Before the first message.
   *
   * @param initiator whether we opened the connection
   * @param identity who we are
   * @param ephemeralPrivate 32 random bytes, for this handshake alone; copied
   */
  public NoiseHandshake(boolean initiator, NoiseIdentity identity, byte[] ephemeralPrivate) {
    this.initiator = initiator;
    this.identity = identity;
    handshake = new XxHandshake(identity.staticPrivate(), ephemeralPrivate);
  }

  /** The initiator's first message; to be called once, by the initiator. */
  public byte[] start() {
    if (!initiator) {
      throw new IllegalStateException("the initiator begins");
    }
    try {
      return handshake.write(NOTHING);
    } catch (MalformedException e) {
      throw new AssertionError("nothing has come in yet", e);
    }
  }

  /**
   * Takes the other side's next message.
   *
   * @return what to answer; empty if nothing
   * @throws MalformedException if it is anything but what a peer of this protocol sends; the
   *     connection is to be closed
   */
  public byte[] receive(byte[] message) throws MalformedException {
    if (session != null) {
      throw new IllegalStateException("the handshake is over");
    }
    byte[] payload = handshake.read(message);
    if (!initiator && received++ == 0) {
      return handshake.write(identity.payload()); // what came in the clear means nothing
    }
    PublicKey key = NoiseIdentity.verify(payload, handshake.remoteStatic());
    byte[] answer = initiator ? handshake.write(identity.payload()) : NOTHING;
    CipherState[] keys = handshake.split();
    session = initiator ? new NoiseSession(keys[0], keys[1]) : new NoiseSession(keys[1], keys[0]);
    remoteKey = key;
    return Arrays.copyOf(answer, answer.length);
  }

  /** Whether both sides are known and the keys are there. */
  public boolean isComplete() {
    return session != null;
  }

  /** Who is at the other end. */
  public PublicKey remoteKey() {
    requireComplete();
    return remoteKey;
  }

  /** The keys for what follows. */
  public NoiseSession session() {
    requireComplete();
    return session;
  }

  private void requireComplete() {
    if (session == null) {
      throw new IllegalStateException("the handshake is not over");
    }
  }
}

package org.vivavoce.signaling.libp2p.noise;

import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * Both directions of an established channel. Messages are frames without their two bytes of length;
 * they must be taken in the order in which they were made.
 */
public final class NoiseSession {
  /** The most bytes of a message (Noise section 3). */
  public static final int MAX_MESSAGE_LENGTH = 65_535;

  /** The most bytes of a message's plaintext. */
  public static final int MAX_PLAINTEXT_LENGTH = MAX_MESSAGE_LENGTH - CipherState.TAG_LENGTH;

  private static final byte[] NOTHING = {};

  private final CipherState sending;
  private final CipherState receiving;

  NoiseSession(CipherState sending, CipherState receiving) {
    this.sending = sending;
    this.receiving = receiving;
  }

  /**
   * Encrypts one message.
   *
   * @param length at most {@link #MAX_PLAINTEXT_LENGTH}
   * @return 16 bytes more than that
   */
  public byte[] encrypt(byte[] plaintext, int offset, int length) {
    if (length > MAX_PLAINTEXT_LENGTH) {
      throw new IllegalArgumentException("a Noise message of " + length + " bytes");
    }
    return sending.encrypt(NOTHING, plaintext, offset, length);
  }

  /**
   * Decrypts one message.
   *
   * @throws MalformedException if it is not the next one that the other side made; the connection
   *     is to be closed
   */
  public byte[] decrypt(byte[] message, int offset, int length) throws MalformedException {
    return receiving.decrypt(NOTHING, message, offset, length);
  }
}

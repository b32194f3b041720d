package org.vivavoce.srtp;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keystream of AES-CM (RFC 3711 section 4.1.1) and of AES-GCM, made of AES/ECB over counter
 * blocks.
 *
 * <p>The JDK's own modes would need a new parameter object, a new key schedule and a new IV for
 * every packet; ECB is initialised once, and the counters are ours. Nothing is allocated.
 *
 * <p>One owner at a time.
 */
final class AesKeystream {
  static final int BLOCK = 16;

  /**
   * As much keystream as is made at once: enough for a voice packet, and the first cache keeps it.
   */
  static final int MAX_BLOCKS = 64;

  private static final int CHUNK = MAX_BLOCKS * BLOCK;

  private final Cipher aes;
  // Apart, because the JDK copies the input where it overlaps the output.
  private final byte[] counters = new byte[CHUNK];
  private final byte[] stream = new byte[CHUNK];

  AesKeystream(byte[] key) {
    try {
      aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "This JVM offers no AES/ECB with " + key.length * 8 + " bits, which SRTP needs.", e);
    }
  }

  /**
   * XORs bytes with the keystream.
   *
   * @param high the first counter block's first eight bytes
   * @param low its last eight bytes; the last two of them count the blocks, and start at zero
   */
  void xor(long high, long low, byte[] buf, int off, int len) {
    long counter = low;
    int at = off;
    int left = len;
    while (left > 0) {
      int take = Math.min(left, CHUNK);
      int blocks = (take + BLOCK - 1) / BLOCK;
      make(high, counter, blocks);
      xorMade(0, buf, at, take);
      counter += blocks;
      at += take;
      left -= take;
    }
  }

  /**
   * Makes keystream for {@link #made} and {@link #xorMade}, in place of what was made before.
   *
   * @param high the first counter block's first eight bytes
   * @param low its last eight bytes, which count the blocks
   * @param blocks how many, at most {@link #MAX_BLOCKS}
   */
  void make(long high, long low, int blocks) {
    for (int i = 0; i < blocks; i++) {
      Bytes.putLong(counters, i * BLOCK, high);
      Bytes.putLong(counters, i * BLOCK + Long.BYTES, low + i);
    }
    encrypt(blocks * BLOCK);
  }

  /** Returns the eight bytes at a place in the keystream that was made. */
  long made(int at) {
    return Bytes.getLong(stream, at);
  }

  /** XORs bytes with the keystream that was made, from a place on. */
  void xorMade(int from, byte[] buf, int off, int len) {
    int whole = len & -Long.BYTES;
    for (int i = 0; i < whole; i += Long.BYTES) {
      Bytes.putLong(buf, off + i, Bytes.getLong(buf, off + i) ^ Bytes.getLong(stream, from + i));
    }
    for (int i = whole; i < len; i++) {
      buf[off + i] ^= stream[from + i];
    }
  }

  private void encrypt(int length) {
    try {
      int done = aes.update(counters, 0, length, stream, 0);
      if (done != length) {
        throw new AssertionError("AES/ECB made " + done + " of " + length + " bytes");
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES/ECB refused whole blocks", e);
    }
  }
}

package org.vivavoce.srtp;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA1 (RFC 2104) over the JVM's SHA-1, without the array that the JVM's own HmacSHA1
 * allocates for every packet.
 *
 * <p>One owner at a time.
 */
final class HmacSha1 {
  static final int LENGTH = 20;

  private static final int BLOCK = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final MessageDigest sha1;
  private final byte[] innerPad = new byte[BLOCK];

  /** The outer pad, and behind it the inner digest: what the outer digest covers. */
  private final byte[] outer = new byte[BLOCK + LENGTH];

  /** Takes a key that is no longer than a block, as SRTP's is. */
  HmacSha1(byte[] key) {
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JVM offers no SHA-1, which SRTP needs.", e);
    }
    Arrays.fill(innerPad, INNER);
    Arrays.fill(outer, 0, BLOCK, OUTER);
    for (int i = 0; i < key.length; i++) {
      innerPad[i] ^= key[i];
      outer[i] ^= key[i];
    }
  }

  /** Writes the {@link #LENGTH} bytes of the code to the start of an array. */
  void authenticate(byte[] buf, int off, int len, byte[] out) {
    try {
      sha1.update(innerPad);
      sha1.update(buf, off, len);
      sha1.digest(outer, BLOCK, LENGTH);
      sha1.update(outer);
      sha1.digest(out, 0, LENGTH);
    } catch (DigestException e) {
      throw new AssertionError("SHA-1 does not fit " + LENGTH + " bytes", e);
    }
  }
}

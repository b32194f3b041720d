package org.vivavoce.srtp;

/**
 * AES-GCM (NIST SP 800-38D section 7) for short packets, in place.
 *
 * <p>The JVM's own AES/GCM must be initialised for every packet, which makes tables for its GHASH,
 * copies and compares key and IV, and allocates 900 bytes: for a packet of speech that is most of
 * the time. Here the keystream is one call of AES/ECB, {@link Ghash} keeps its tables, and nothing
 * is allocated.
 *
 * <pre>
 *   keystream   E(IV | 1)            E(IV | 2)  E(IV | 3) ...
 *               XOR GHASH = tag      XOR payload
 * </pre>
 *
 * <p><b>Timing:</b> see {@link Ghash}; AES is the JVM's; tags are compared as a whole. Whether a
 * packet is forged shows in the time, as it shows in the result.
 *
 * <p>One owner at a time.
 */
final class ShortGcm {
  static final int TAG = 16;

  private static final int BLOCK = AesKeystream.BLOCK;

  private final AesKeystream keystream;
  private final Ghash ghash;

  ShortGcm(byte[] key) {
    keystream = new AesKeystream(key);
    keystream.make(0, 0, 1);
    ghash = new Ghash(keystream.made(0), keystream.made(Long.BYTES));
  }

  /**
   * Encrypts and appends the tag.
   *
   * @param clear the length of the associated data, at the offset
   * @param length the length of the plaintext behind it; {@link Ghash#takes} both
   * @param ivStart the first eight bytes of the IV
   * @param ivEnd its last four bytes
   */
  void seal(byte[] buf, int off, int clear, int length, long ivStart, int ivEnd) {
    makeKeystream(length, ivStart, ivEnd);
    keystream.xorMade(BLOCK, buf, off + clear, length);
    ghash.hash(buf, off, clear, length);
    int tag = off + clear + length;
    Bytes.putLong(buf, tag, ghash.high() ^ keystream.made(0));
    Bytes.putLong(buf, tag + Long.BYTES, ghash.low() ^ keystream.made(Long.BYTES));
  }

  /**
   * Decrypts if the tag behind the ciphertext is right; else nothing is changed.
   *
   * @return whether it is
   */
  boolean open(byte[] buf, int off, int clear, int length, long ivStart, int ivEnd) {
    makeKeystream(length, ivStart, ivEnd);
    ghash.hash(buf, off, clear, length);
    int tag = off + clear + length;
    long start = ghash.high() ^ keystream.made(0) ^ Bytes.getLong(buf, tag);
    long end = ghash.low() ^ keystream.made(Long.BYTES) ^ Bytes.getLong(buf, tag + Long.BYTES);
    // Every bit of both tags is looked at, wherever they differ, so that time tells nothing.
    if ((start | end) != 0) {
      return false;
    }
    keystream.xorMade(BLOCK, buf, off + clear, length);
    return true;
  }

  private void makeKeystream(int length, long ivStart, int ivEnd) {
    keystream.make(ivStart, (long) ivEnd << Integer.SIZE | 1, 1 + (length + BLOCK - 1) / BLOCK);
  }
}

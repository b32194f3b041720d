package org.vivavoce.srtp;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in Galois/counter mode with a tag of 16 bytes (RFC 7714).
 *
 * <pre>
 *   SRTP:   header | encrypted payload | tag              the header is associated data
 *   SRTCP:  8 bytes | encrypted rest | tag | E, index     8 bytes and the last word are
 *
 *   IV      byte 0  1  2  3  4  5  6  7  8  9 10 11
 *                |             salt                 |
 *            XOR       |   SSRC    |     index      |
 * </pre>
 *
 * <p>RTP packets that {@link Ghash} takes are {@link ShortGcm}'s; longer ones, and RTCP, are the
 * JVM's own AES/GCM.
 */
final class GcmCipher implements PacketCipher {
  private static final int TAG = ShortGcm.TAG;
  private static final int IV_LENGTH = 12;

  private final Cipher gcm;
  private final SecretKeySpec key;
  private final Nonce nonce = new Nonce();
  private final byte[] word = new byte[Integer.BYTES];
  private final long saltStart;
  private final int saltEnd;
  private final ShortGcm shortGcm;

  GcmCipher(SessionKeys keys) {
    key = new SecretKeySpec(keys.encryption(), "AES");
    saltStart = Bytes.getLong(keys.salt(), 0);
    saltEnd = Bytes.getInt(keys.salt(), Long.BYTES);
    shortGcm = new ShortGcm(keys.encryption());
    try {
      gcm = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM offers no AES/GCM, which SRTP needs.", e);
    }
  }

  @Override
  public int sealRtp(byte[] buf, int off, int len, int clear, int ssrc, long index) {
    if (Ghash.takes(clear, len - clear)) {
      shortGcm.seal(buf, off, clear, len - clear, ivStart(ssrc, index), ivEnd(index));
      return len + TAG;
    }
    try {
      start(Cipher.ENCRYPT_MODE, ssrc, index);
      gcm.updateAAD(buf, off, clear);
      return clear + gcm.doFinal(buf, off + clear, len - clear, buf, off + clear);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES/GCM refused to encrypt", e);
    }
  }

  @Override
  public int openRtp(byte[] buf, int off, int len, int clear, int ssrc, long index) {
    int body = len - TAG;
    if (Ghash.takes(clear, body - clear)) {
      boolean authentic =
          shortGcm.open(buf, off, clear, body - clear, ivStart(ssrc, index), ivEnd(index));
      return authentic ? body : FORGED;
    }
    try {
      start(Cipher.DECRYPT_MODE, ssrc, index);
      gcm.updateAAD(buf, off, clear);
      return clear + gcm.doFinal(buf, off + clear, len - clear, buf, off + clear);
    } catch (AEADBadTagException e) {
      return FORGED;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES/GCM refused to decrypt", e);
    }
  }

  @Override
  public int sealRtcp(byte[] buf, int off, int len, int ssrc, int index) {
    try {
      start(Cipher.ENCRYPT_MODE, ssrc, index);
      gcm.updateAAD(buf, off, RTCP_CLEAR);
      Bytes.putInt(word, 0, E_BIT | index);
      gcm.updateAAD(word);
      int at = off + RTCP_CLEAR;
      int sealed = RTCP_CLEAR + gcm.doFinal(buf, at, len - RTCP_CLEAR, buf, at);
      Bytes.putInt(buf, off + sealed, E_BIT | index);
      return sealed + Integer.BYTES;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES/GCM refused to encrypt", e);
    }
  }

  @Override
  public int rtcpWord(byte[] buf, int off, int len) {
    return Bytes.getInt(buf, off + len - Integer.BYTES);
  }

  @Override
  public int openRtcp(byte[] buf, int off, int len, int ssrc, int word) {
    int sealed = len - Integer.BYTES;
    // Without the E bit all of the packet is associated data (RFC 7714 section 9.3).
    int clear = (word & E_BIT) != 0 ? RTCP_CLEAR : sealed - TAG;
    try {
      start(Cipher.DECRYPT_MODE, ssrc, word & ~E_BIT);
      gcm.updateAAD(buf, off, clear);
      gcm.updateAAD(buf, off + sealed, Integer.BYTES);
      return clear + gcm.doFinal(buf, off + clear, sealed - clear, buf, off + clear);
    } catch (AEADBadTagException e) {
      return FORGED;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("AES/GCM refused to decrypt", e);
    }
  }

  private void start(int mode, int ssrc, long index) throws GeneralSecurityException {
    Bytes.putLong(nonce.iv, 0, ivStart(ssrc, index));
    Bytes.putInt(nonce.iv, Long.BYTES, ivEnd(index));
    gcm.init(mode, key, nonce);
  }

  /** The SSRC lies at bytes 2 to 5, and the first two of the index's six bytes follow. */
  private long ivStart(int ssrc, long index) {
    return saltStart ^ (Integer.toUnsignedLong(ssrc) << Short.SIZE | index >>> Integer.SIZE);
  }

  private int ivEnd(long index) {
    return saltEnd ^ (int) index;
  }

  /** The parameters of each packet in turn, without a new object for each. */
  private static final class Nonce extends GCMParameterSpec {
    private final byte[] iv = new byte[IV_LENGTH];

    Nonce() {
      super(TAG * Byte.SIZE, new byte[IV_LENGTH]);
    }

    /** Returns a new array, as the superclass does: the cipher keeps it, and compares with it. */
    @Override
    public byte[] getIV() {
      return iv.clone();
    }
  }
}

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
 */
final class GcmCipher implements PacketCipher {
  private static final int TAG = 16;
  private static final int IV_LENGTH = 12;

  private final Cipher gcm;
  private final SecretKeySpec key;
  private final Nonce nonce = new Nonce();
  private final byte[] word = new byte[Integer.BYTES];
  private final int saltStart;
  private final long saltEnd;

  GcmCipher(SessionKeys keys) {
    key = new SecretKeySpec(keys.encryption(), "AES");
    saltStart = Bytes.getInt(keys.salt(), 0);
    saltEnd = Bytes.getLong(keys.salt(), Integer.BYTES);
    try {
      gcm = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JVM offers no AES/GCM, which SRTP needs.", e);
    }
  }

  @Override
  public int sealRtp(byte[] buf, int off, int len, int clear, int ssrc, long index) {
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
    // The SSRC lies at bytes 2 to 5, so half of it in each word; the index fills bytes 6 to 11.
    Bytes.putInt(nonce.iv, 0, saltStart ^ ssrc >>> 16);
    Bytes.putLong(nonce.iv, Integer.BYTES, saltEnd ^ ((long) ssrc << 48 | index));
    gcm.init(mode, key, nonce);
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

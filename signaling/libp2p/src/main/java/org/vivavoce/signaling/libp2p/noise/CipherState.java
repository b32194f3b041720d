package org.vivavoce.signaling.libp2p.noise;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/**
 * A key and a counter (Noise section 5.1) for ChaCha20-Poly1305: the nonce is four zero bytes and
 * the counter in little-endian (section 12.3).
 */
final class CipherState {
  static final int TAG_LENGTH = 16;
  private static final int NONCE_LENGTH = 12;

  private final Cipher cipher;
  private final SecretKeySpec key;
  private long counter;

  CipherState(byte[] key) {
    this.key = new SecretKeySpec(key, "ChaCha20");
    try {
      cipher = Cipher.getInstance("ChaCha20-Poly1305");
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK from 11 on has ChaCha20-Poly1305", e);
    }
  }

  byte[] encrypt(byte[] ad, byte[] in, int offset, int length) {
    try {
      init(Cipher.ENCRYPT_MODE, ad);
      return cipher.doFinal(in, offset, length);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("encrypting with a good key failed", e);
    }
  }

  /** Decrypts; a failure leaves nothing to go on with, so the counter does not matter then. */
  byte[] decrypt(byte[] ad, byte[] in, int offset, int length) throws MalformedException {
    if (length < TAG_LENGTH) {
      throw new MalformedException("a Noise message is shorter than its tag");
    }
    try {
      init(Cipher.DECRYPT_MODE, ad);
      return cipher.doFinal(in, offset, length);
    } catch (AEADBadTagException e) {
      throw new MalformedException("a Noise message does not belong here, or was changed");
    } catch (GeneralSecurityException e) {
      throw new AssertionError("decrypting with a good key failed", e);
    }
  }

  private void init(int mode, byte[] ad) throws GeneralSecurityException {
    if (counter < 0) {
      throw new AssertionError("2^63 messages under one key");
    }
    byte[] nonce =
        ByteBuffer.allocate(NONCE_LENGTH)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(4, counter++)
            .array();
    cipher.init(mode, key, new IvParameterSpec(nonce));
    cipher.updateAAD(ad);
  }
}

package org.vivavoce.dtls;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;

/** AES-GCM of the JDK, one direction, as Bouncy Castle's record cipher wants it (RFC 5288). */
final class JdkGcm implements TlsAEADCipherImpl {
  private final Cipher cipher;
  private final int mode;
  private SecretKey key;
  private int macSize;

  private JdkGcm(int mode) {
    this.mode = mode;
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new AssertionError("Every Java platform has AES/GCM/NoPadding", e);
    }
  }

  static JdkGcm encrypting() {
    return new JdkGcm(Cipher.ENCRYPT_MODE);
  }

  static JdkGcm decrypting() {
    return new JdkGcm(Cipher.DECRYPT_MODE);
  }

  @Override
  public void setKey(byte[] bytes, int offset, int length) {
    key = new SecretKeySpec(bytes, offset, length, "AES");
  }

  @Override
  public void init(byte[] nonce, int macSize) {
    this.macSize = macSize;
    try {
      cipher.init(mode, key, new GCMParameterSpec(8 * macSize, nonce));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM refused its key or nonce", e);
    }
  }

  @Override
  public int getOutputSize(int inputLength) {
    return mode == Cipher.ENCRYPT_MODE ? inputLength + macSize : Math.max(0, inputLength - macSize);
  }

  /**
   * Throws {@link IllegalStateException} if the tag is wrong: the caller turns it into
   * bad_record_mac.
   */
  @Override
  public int doFinal(
      byte[] additionalData,
      byte[] input,
      int inputOffset,
      int inputLength,
      byte[] output,
      int outputOffset) {
    try {
      cipher.updateAAD(additionalData);
      return cipher.doFinal(input, inputOffset, inputLength, output, outputOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The record is not authentic", e);
    }
  }
}

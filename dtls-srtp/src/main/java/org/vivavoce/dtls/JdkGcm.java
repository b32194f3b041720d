package org.vivavoce.dtls;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;

/** AES-GCM of the JDK, one direction, as Bouncy Castle's record cipher wants it (RFC 5288). */
final class JdkGcm implements TlsAEADCipherImpl {
  /** The part of each nonce that is not in the records (RFC 5288 section 3). */
  static final int SALT_LENGTH = 4;

  private final Cipher cipher;
  private final int mode;
  private SecretKey key;
  private byte[] nonce;
  private int macSize;
  private byte[] salt;

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

  /** The part of the nonce that all records have in common: known once there has been a record. */
  byte[] salt() {
    if (salt == null) {
      throw new AssertionError("A handshake is not over before each side's Finished");
    }
    return salt.clone();
  }

  @Override
  public void setKey(byte[] bytes, int offset, int length) {
    key = new SecretKeySpec(bytes, offset, length, "AES");
  }

  @Override
  public void init(byte[] nonce, int macSize) {
    this.nonce = nonce;
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
      if (salt == null) {
        // Bouncy Castle's very first nonce is a dummy, with which nothing is ever done.
        salt = Arrays.copyOf(nonce, SALT_LENGTH);
      }
      return cipher.doFinal(input, inputOffset, inputLength, output, outputOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The record is not authentic", e);
    }
  }
}

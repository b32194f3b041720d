package org.vivavoce.ice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** MESSAGE-INTEGRITY with one key: HMAC-SHA1 (RFC 8489 section 14.5). Any thread. */
final class StunHmac {
  static final int LENGTH = 20;

  private final Mac mac;

  private StunHmac(byte[] key) {
    try {
      mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no HmacSHA1, which every JVM must have", e);
    }
  }

  /** Short-term credentials (RFC 8489 section 9.1): the key is the password. */
  static StunHmac shortTerm(String password) {
    return new StunHmac(password.getBytes(StandardCharsets.UTF_8));
  }

  /** Long-term credentials (RFC 8489 section 9.2.2): MD5 over username, realm and password. */
  static StunHmac longTerm(String username, String realm, String password) {
    try {
      String text = username + ":" + realm + ":" + password;
      return new StunHmac(
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no MD5, which TURN needs", e);
    }
  }

  /**
   * The HMAC of a message whose header says another length: that of a message which ends with
   * MESSAGE-INTEGRITY.
   */
  synchronized byte[] compute(byte[] bytes, int offset, int length, int integrityValueOffset) {
    int body = integrityValueOffset + LENGTH - StunMessage.HEADER;
    mac.update(bytes, offset, 2);
    mac.update((byte) (body >> 8));
    mac.update((byte) body);
    mac.update(bytes, offset + 4, length - 4);
    return mac.doFinal();
  }

  boolean verify(byte[] bytes, int offset, int length, int integrityValueOffset, int expectedAt) {
    byte[] right = compute(bytes, offset, length, integrityValueOffset);
    int difference = 0;
    for (int i = 0; i < LENGTH; i++) {
      difference |= right[i] ^ bytes[expectedAt + i];
    }
    return difference == 0;
  }
}

package org.vivavoce.sctp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs cookies with a key that nobody else has, and recognizes them (RFC 9260 section 5.1.5). */
final class CookieJar {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_LENGTH = 32;
  private static final int MAC_LENGTH = 32;

  private final Mac mac;

  CookieJar(RandomGenerator random) {
    byte[] key = new byte[KEY_LENGTH];
    random.nextBytes(key);
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JVM has " + ALGORITHM, e);
    }
  }

  byte[] seal(Cookie cookie) {
    byte[] sealed = Arrays.copyOf(cookie.toBytes(), Cookie.LENGTH + MAC_LENGTH);
    byte[] code = mac.doFinal(cookie.toBytes());
    System.arraycopy(code, 0, sealed, Cookie.LENGTH, MAC_LENGTH);
    return sealed;
  }

  /** Returns what a cookie says, or null if it is not ours as it was. */
  Cookie open(byte[] buf, int at, int length) {
    if (length != Cookie.LENGTH + MAC_LENGTH) {
      return null;
    }
    byte[] content = Arrays.copyOfRange(buf, at, at + Cookie.LENGTH);
    byte[] code = Arrays.copyOfRange(buf, at + Cookie.LENGTH, at + length);
    return MessageDigest.isEqual(code, mac.doFinal(content)) ? Cookie.parse(content) : null;
  }
}

package org.vivavoce.signaling.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * HPKE (RFC 9180) in auth mode, for one message a context: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * ChaCha20-Poly1305.
 *
 * <p>Of the two agreements that authentication takes, the one of the two people's own keys is
 * always the same. So whoever speaks with somebody often does it once, and hands it in: that halves
 * what an envelope costs, for which Bouncy Castle's HPKE has no door. It is as secret as the
 * private keys are.
 */
final class AuthHpke {
  private static final int KEY_LENGTH = 32;
  private static final int NONCE_LENGTH = 12;
  private static final byte MODE_AUTH = 2;
  private static final byte[] NONE = new byte[0];
  private static final byte[] VERSION = ascii("HPKE-v1");

  /** RFC 9180 section 4.1: "KEM" and the number of DHKEM(X25519, HKDF-SHA256). */
  private static final byte[] KEM_SUITE = concat(ascii("KEM"), new byte[] {0x00, 0x20});

  /** RFC 9180 section 5.1: "HPKE" and the numbers of the KEM, the KDF and the AEAD. */
  private static final byte[] SUITE =
      concat(ascii("HPKE"), new byte[] {0x00, 0x20, 0x00, 0x01, 0x00, 0x03});

  private final byte[] scheduleContext;

  /** What HPKE gives: the encapsulated key, and the ciphertext. */
  record Sealed(byte[] key, byte[] ciphertext) {}

  /**
   * For one use.
   *
   * @param info what both sides know that it is about (RFC 9180 section 5.1)
   */
  AuthHpke(byte[] info) {
    scheduleContext =
        concat(
            new byte[] {MODE_AUTH},
            extract(SUITE, NONE, "psk_id_hash", NONE),
            extract(SUITE, NONE, "info_hash", info));
  }

  /**
   * Seals (RFC 9180 section 6.1).
   *
   * @param ephemeral 32 secret random bytes, used once
   * @param shared the agreement of the sender's own key with the recipient's
   * @throws IllegalArgumentException if the recipient's key is of small order
   */
  Sealed seal(
      byte[] ephemeral,
      byte[] recipient,
      byte[] sender,
      byte[] shared,
      byte[] associated,
      byte[] plaintext) {
    byte[] encapsulated = new byte[KEY_LENGTH];
    X25519.scalarMultBase(ephemeral, 0, encapsulated, 0);
    byte[] secret =
        secret(agree(ephemeral, recipient), shared, concat(encapsulated, recipient, sender));
    try {
      return new Sealed(
          encapsulated, cipher(Cipher.ENCRYPT_MODE, secret, associated).doFinal(plaintext));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("sealing failed", e);
    }
  }

  /**
   * Opens.
   *
   * @param own the recipient's private key
   * @param shared the agreement of the recipient's own key with the sender's
   * @return what was sealed by the sender for the recipient; nothing if it was not
   */
  Optional<byte[]> open(
      byte[] encapsulated,
      byte[] own,
      byte[] recipient,
      byte[] sender,
      byte[] shared,
      byte[] associated,
      byte[] ciphertext) {
    try {
      byte[] secret =
          secret(agree(own, encapsulated), shared, concat(encapsulated, recipient, sender));
      return Optional.of(cipher(Cipher.DECRYPT_MODE, secret, associated).doFinal(ciphertext));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * X25519 (RFC 7748 section 5).
   *
   * @throws IllegalArgumentException if the point is of small order: then the result would be known
   *     to anybody (RFC 9180 section 7.1.4)
   */
  static byte[] agree(byte[] secret, byte[] point) {
    byte[] agreed = new byte[KEY_LENGTH];
    if (!X25519.calculateAgreement(secret, 0, point, 0, agreed, 0)) {
      throw new IllegalArgumentException("a point of small order");
    }
    return agreed;
  }

  /** RFC 9180 section 4.1: AuthEncap's and AuthDecap's last step. */
  private static byte[] secret(byte[] ephemeral, byte[] shared, byte[] kemContext) {
    byte[] prk = extract(KEM_SUITE, NONE, "eae_prk", concat(ephemeral, shared));
    return expand(KEM_SUITE, prk, "shared_secret", kemContext, KEY_LENGTH);
  }

  /** RFC 9180 section 5.1, and section 5.2 for the first message. */
  private Cipher cipher(int mode, byte[] sharedSecret, byte[] associated)
      throws GeneralSecurityException {
    byte[] secret = extract(SUITE, sharedSecret, "secret", NONE);
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(
        mode,
        new SecretKeySpec(expand(SUITE, secret, "key", scheduleContext, KEY_LENGTH), "ChaCha20"),
        new IvParameterSpec(expand(SUITE, secret, "base_nonce", scheduleContext, NONCE_LENGTH)));
    cipher.updateAAD(associated);
    return cipher;
  }

  /** RFC 9180 section 4: LabeledExtract. */
  private static byte[] extract(byte[] suite, byte[] salt, String label, byte[] input) {
    // RFC 5869 section 2.2: no salt is as many zeros as a hash has.
    byte[] key = salt.length == 0 ? new byte[KEY_LENGTH] : salt;
    return hmac(key, VERSION, suite, ascii(label), input);
  }

  /** RFC 9180 section 4: LabeledExpand, of no more than one hash. */
  private static byte[] expand(byte[] suite, byte[] prk, String label, byte[] info, int length) {
    byte[] lengthBytes = {0, (byte) length};
    return Arrays.copyOf(
        hmac(prk, lengthBytes, VERSION, suite, ascii(label), info, new byte[] {1}), length);
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HMAC-SHA256", e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}

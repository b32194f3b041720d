package org.vivavoce.signaling.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.vivavoce.signaling.GroupKey;

/**
 * The two ways of sealing bytes.
 *
 * <pre>
 * person  HPKE, auth mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305;
 *         info "vivavoce sealed signal for a person"
 * call    key and nonce (32 + 12 bytes) = HKDF-SHA256(group key, salt, "vivavoce sealed signal for a call");
 *         ChaCha20-Poly1305
 * </pre>
 */
final class Ciphers {
  private static final AuthHpke PERSON =
      new AuthHpke("vivavoce sealed signal for a person".getBytes(StandardCharsets.US_ASCII));
  private static final byte[] CALL =
      "vivavoce sealed signal for a call".getBytes(StandardCharsets.US_ASCII);
  private static final int NONCE_LENGTH = 12;

  private Ciphers() {}

  /**
   * Seals for one person.
   *
   * @param ephemeral 32 secret random bytes, used once
   */
  static AuthHpke.Sealed sealForPerson(
      byte[] ephemeral,
      Acquaintance recipient,
      AgreementKeys sender,
      byte[] associated,
      byte[] plaintext) {
    return PERSON.seal(
        ephemeral, recipient.key(), sender.open(), recipient.shared(), associated, plaintext);
  }

  static Optional<byte[]> openForPerson(
      byte[] encapsulated,
      AgreementKeys recipient,
      Acquaintance sender,
      byte[] associated,
      byte[] ciphertext) {
    return PERSON.open(
        encapsulated,
        recipient.secret(),
        recipient.open(),
        sender.key(),
        sender.shared(),
        associated,
        ciphertext);
  }

  static byte[] sealForCall(GroupKey key, byte[] salt, byte[] associated, byte[] plaintext) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, key, salt, associated).doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("sealing failed", e);
    }
  }

  static Optional<byte[]> openForCall(
      GroupKey key, byte[] salt, byte[] associated, byte[] ciphertext) {
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, key, salt, associated).doFinal(ciphertext));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, GroupKey key, byte[] salt, byte[] associated)
      throws GeneralSecurityException {
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(new HKDFParameters(key.bytes(), salt, CALL));
    byte[] derived = new byte[GroupKey.LENGTH + NONCE_LENGTH];
    hkdf.generateBytes(derived, 0, derived.length);
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(
        mode,
        new SecretKeySpec(Arrays.copyOf(derived, GroupKey.LENGTH), "ChaCha20"),
        new IvParameterSpec(Arrays.copyOfRange(derived, GroupKey.LENGTH, derived.length)));
    cipher.updateAAD(associated);
    return cipher;
  }
}

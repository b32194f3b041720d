package org.vivavoce.signaling.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
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
  private static final byte[] PERSON =
      "vivavoce sealed signal for a person".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CALL =
      "vivavoce sealed signal for a call".getBytes(StandardCharsets.US_ASCII);
  private static final int NONCE_LENGTH = 12;

  /** What HPKE gives: the encapsulated key, and the ciphertext. */
  record Sealed(byte[] key, byte[] ciphertext) {}

  private Ciphers() {}

  static HPKE hpke() {
    return new HPKE(
        HPKE.mode_auth, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
  }

  static Sealed sealForPerson(
      X25519PublicKeyParameters recipient,
      AsymmetricCipherKeyPair sender,
      byte[] associated,
      byte[] plaintext) {
    HPKEContextWithEncapsulation context = hpke().setupAuthS(recipient, PERSON, sender);
    try {
      return new Sealed(context.getEncapsulation(), context.seal(associated, plaintext));
    } catch (InvalidCipherTextException e) {
      throw new AssertionError("sealing failed", e);
    }
  }

  static Optional<byte[]> openForPerson(
      byte[] encapsulated,
      AsymmetricCipherKeyPair recipient,
      X25519PublicKeyParameters sender,
      byte[] associated,
      byte[] ciphertext) {
    try {
      return Optional.of(
          hpke().setupAuthR(encapsulated, recipient, PERSON, sender).open(associated, ciphertext));
    } catch (InvalidCipherTextException | RuntimeException e) {
      return Optional.empty(); // Bouncy Castle's ways of saying that point or tag is wrong
    }
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

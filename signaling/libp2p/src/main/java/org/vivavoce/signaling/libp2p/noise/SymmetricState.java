package org.vivavoce.signaling.libp2p.noise;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

/** The chaining key and the transcript's hash of a handshake (Noise section 5.2), with SHA-256. */
final class SymmetricState {
  private static final byte[] NAME =
      "Noise_XX_25519_ChaChaPoly_SHA256".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};

  private byte[] hash;
  private byte[] chainingKey;
  private CipherState cipher;

  SymmetricState() {
    // The name has 32 bytes, the hash's length, and so is taken as it is.
    hash = NAME.clone();
    chainingKey = NAME.clone();
    mixHash(NOTHING); // an empty prologue
  }

  void mixHash(byte[] data) {
    MessageDigest digest = sha256();
    digest.update(hash);
    hash = digest.digest(data);
  }

  void mixKey(byte[] sharedSecret) {
    byte[][] keys = hkdf(sharedSecret);
    chainingKey = keys[0];
    cipher = new CipherState(keys[1]);
  }

  byte[] encryptAndHash(byte[] plaintext) {
    byte[] out =
        cipher == null ? plaintext.clone() : cipher.encrypt(hash, plaintext, 0, plaintext.length);
    mixHash(out);
    return out;
  }

  byte[] decryptAndHash(byte[] ciphertext) throws MalformedException {
    byte[] out =
        cipher == null
            ? ciphertext.clone()
            : cipher.decrypt(hash, ciphertext, 0, ciphertext.length);
    mixHash(ciphertext);
    return out;
  }

  /** The key of the initiator's messages, and that of the responder's. */
  CipherState[] split() {
    byte[][] keys = hkdf(NOTHING);
    CipherState[] both = {new CipherState(keys[0]), new CipherState(keys[1])};
    Arrays.fill(chainingKey, (byte) 0);
    return both;
  }

  /** HKDF of section 4.3 with two outputs. */
  private byte[][] hkdf(byte[] input) {
    byte[] temporary = hmac(chainingKey, input);
    byte[] first = hmac(temporary, new byte[] {1});
    byte[] both = Arrays.copyOf(first, first.length + 1);
    both[first.length] = 2;
    byte[] second = hmac(temporary, both);
    return new byte[][] {first, second};
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HmacSHA256", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}

package org.vivavoce.signaling.seal;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;

/**
 * X25519 keys that are the same points as Ed25519 keys.
 *
 * <pre>
 * private   SHA-512 of the seed, its first 32 bytes, clamped        (RFC 8032 section 5.1.5, RFC 7748 section 5)
 * public    u = (1 + y) / (1 - y) mod 2^255 - 19                    (RFC 7748 section 4.1)
 * </pre>
 *
 * @param secret the private key, 32 bytes
 * @param open the public key, 32 bytes
 */
record AgreementKeys(byte[] secret, byte[] open) {
  private static final int LENGTH = 32;
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  static AgreementKeys of(Identity identity) {
    try {
      EdECPrivateKey key =
          (EdECPrivateKey)
              KeyFactory.getInstance("Ed25519")
                  .generatePrivate(new PKCS8EncodedKeySpec(identity.toPkcs8()));
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(key.getBytes().orElseThrow());
      byte[] scalar = Arrays.copyOf(hash, LENGTH);
      scalar[0] &= (byte) 0xf8;
      scalar[31] = (byte) (scalar[31] & 0x7f | 0x40);
      return ofSecret(scalar);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("our own key was refused", e);
    }
  }

  static AgreementKeys ofSecret(byte[] secret) {
    byte[] open = new byte[LENGTH];
    X25519.scalarMultBase(secret, 0, open, 0);
    return new AgreementKeys(secret, open);
  }

  /** Not the secret. */
  @Override
  public String toString() {
    return "agreement keys";
  }

  /**
   * A person's public key, 32 bytes.
   *
   * @throws IllegalArgumentException if the DID's key is no usable point
   */
  static byte[] publicKey(Did did) {
    did.publicKey(); // checks the point: not of small order, so y is not 1
    byte[] key = did.keyBytes();
    byte[] big = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      big[i] = key[LENGTH - 1 - i];
    }
    big[0] &= 0x7f;
    BigInteger y = new BigInteger(1, big);
    BigInteger u = BigInteger.ONE.add(y).multiply(BigInteger.ONE.subtract(y).modInverse(P)).mod(P);
    byte[] out = new byte[LENGTH];
    byte[] digits = u.toByteArray();
    for (int i = 0; i < digits.length && i < LENGTH; i++) {
      out[i] = digits[digits.length - 1 - i];
    }
    return out;
  }
}

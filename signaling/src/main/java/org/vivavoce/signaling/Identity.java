package org.vivavoce.signaling;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Objects;

/**
 * A person's Ed25519 key pair, and the {@link Did} that it is. Immutable and safe from any thread.
 *
 * <p>The keys are the JDK's own. {@code toString} shows the DID only.
 */
public final class Identity {
  /** Bytes in a signature (RFC 8032 section 5.1.6). */
  public static final int SIGNATURE_LENGTH = 64;

  private static final String ED25519 = "Ed25519";

  private final PrivateKey privateKey;
  private final Did did;

  private Identity(PrivateKey privateKey, Did did) {
    this.privateKey = privateKey;
    this.did = did;
  }

  /** Makes a new identity from the system's secure random source. */
  public static Identity generate() {
    return generate(new SecureRandom());
  }

  private static Identity generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ED25519);
      generator.initialize(NamedParameterSpec.ED25519, random);
      KeyPair pair = generator.generateKeyPair();
      byte[] x509 = pair.getPublic().getEncoded();
      byte[] key = Arrays.copyOfRange(x509, x509.length - Ed25519Point.LENGTH, x509.length);
      return new Identity(pair.getPrivate(), Did.ofKey(key));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK from 15 on has Ed25519", e);
    }
  }

  /**
   * Reads an identity that {@link #toPkcs8} wrote.
   *
   * @param pkcs8 a PKCS #8 private key of type Ed25519 (RFC 8410 section 7), unencrypted
   * @return the identity, with its public half computed anew
   * @throws IllegalArgumentException if the bytes are none
   */
  public static Identity fromPkcs8(byte[] pkcs8) {
    Objects.requireNonNull(pkcs8, "pkcs8");
    PrivateKey key;
    try {
      key = KeyFactory.getInstance(ED25519).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "not an Ed25519 private key in PKCS #8: " + e.getMessage(), e);
    }
    byte[] seed =
        ((EdECPrivateKey) key)
            .getBytes()
            .filter(bytes -> bytes.length == Ed25519Point.LENGTH)
            .orElseThrow(
                () -> new IllegalArgumentException("the Ed25519 private key has not 32 bytes"));
    // The JDK offers no way from a private key to its public one, but its generator takes the
    // private key from its random source as it comes.
    Identity identity = generate(new SeedAsRandom(seed));
    byte[] probe = {1, 2, 3};
    try {
      Signature signer = Signature.getInstance(ED25519);
      signer.initSign(key);
      signer.update(probe);
      if (!verify(identity.did, probe, signer.sign())) {
        throw new AssertionError("the JDK's generator no longer takes the seed as it comes");
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    return identity;
  }

  /** Who this is. */
  public Did did() {
    return did;
  }

  /**
   * Signs with Ed25519 (RFC 8032 section 5.1.6): deterministic, so the same message gives the same
   * signature.
   *
   * @param message any bytes
   * @return 64 bytes
   */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(ED25519);
      signature.initSign(privateKey);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("our own key was refused", e);
    }
  }

  /**
   * Whether {@code signer} signed {@code message}. Hostile input of any kind gives false, never an
   * exception.
   *
   * @param signer whose signature it is said to be
   * @param message what was signed
   * @param signature what should be 64 bytes
   * @return true only for a valid signature by a usable key
   */
  public static boolean verify(Did signer, byte[] message, byte[] signature) {
    Objects.requireNonNull(message, "message");
    byte[] key = signer.keyBytes();
    if (signature.length != SIGNATURE_LENGTH || Ed25519Point.isOfSmallOrder(key)) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(ED25519);
      verifier.initVerify(Did.toPublicKey(key));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException | InvalidKeyException e) {
      // The JDK's ways of saying that R or S is not even well-formed, or the key no point of the
      // curve.
      return false;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK from 15 on has Ed25519", e);
    }
  }

  /**
   * The private key, unencrypted, as PKCS #8 (RFC 8410 section 7): for a file that only its owner
   * can read.
   */
  public byte[] toPkcs8() {
    return privateKey.getEncoded();
  }

  /** The DID; never the key. */
  @Override
  public String toString() {
    return did.text();
  }

  /** Hands out one seed, once. */
  private static final class SeedAsRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient byte[] seed;

    SeedAsRandom(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new AssertionError("the JDK asked for " + bytes.length + " bytes of seed");
      }
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}

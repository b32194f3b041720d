package org.vivavoce.signaling;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Objects;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A person's Ed25519 key pair, and the {@link Did} that it is. Immutable and safe from any thread.
 *
 * <p>Keys are kept as the JDK's; signatures are Bouncy Castle's, which take less time. {@code
 * toString} shows the DID only.
 */
public final class Identity {
  /** Bytes in a signature (RFC 8032 section 5.1.6). */
  public static final int SIGNATURE_LENGTH = 64;

  private static final String ED25519 = "Ed25519";

  private final PrivateKey privateKey;
  private final byte[] seed;
  private final byte[] publicKey;
  private final Did did;

  private Identity(PrivateKey privateKey) {
    this.privateKey = privateKey;
    this.seed = seed(privateKey);
    this.publicKey = new byte[Ed25519Point.LENGTH];
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    this.did = Did.ofKey(publicKey);
  }

  private static byte[] seed(PrivateKey key) {
    return ((EdECPrivateKey) key)
        .getBytes()
        .filter(bytes -> bytes.length == Ed25519Point.LENGTH)
        .orElseThrow(
            () -> new IllegalArgumentException("the Ed25519 private key has not 32 bytes"));
  }

  /** Makes a new identity from the system's secure random source. */
  public static Identity generate() {
    byte[] seed = new byte[Ed25519Point.LENGTH];
    new SecureRandom().nextBytes(seed);
    try {
      return new Identity(
          KeyFactory.getInstance(ED25519)
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
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
    try {
      return new Identity(
          KeyFactory.getInstance(ED25519).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "not an Ed25519 private key in PKCS #8: " + e.getMessage(), e);
    }
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
    byte[] signature = new byte[SIGNATURE_LENGTH];
    Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
    return signature;
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
    return signature.length == SIGNATURE_LENGTH
        && !Ed25519Point.isOfSmallOrder(key)
        && Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
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
}

package org.vivavoce.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A certificate's fingerprint as SDP's {@code a=fingerprint} carries it (RFC 8122 section 5): a
 * hash function's name and the hash of the certificate's DER encoding.
 *
 * <p>SHA-256, SHA-384 and SHA-512 are supported. SHA-1 and MD5 are refused: RFC 8122 forbids MD5
 * and MD2, and a fingerprint is all that ties the keys to the signalled identity.
 */
public final class Fingerprint {
  private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

  /** Weakest first: RFC 8122 section 5 wants the strongest hash that both sides know. */
  private static final List<String> HASH_FUNCTIONS = List.of("sha-256", "sha-384", "sha-512");

  private final String hashFunction;
  private final byte[] hash;

  private Fingerprint(String hashFunction, byte[] hash) {
    this.hashFunction = hashFunction;
    this.hash = hash;
  }

  /**
   * The fingerprint of a certificate.
   *
   * @param hashFunction "sha-256", "sha-384" or "sha-512", in any case
   * @param der the certificate's DER encoding
   * @throws IllegalArgumentException if the hash function is not supported
   */
  public static Fingerprint of(String hashFunction, byte[] der) {
    String name = supported(hashFunction);
    return new Fingerprint(name, digest(name).digest(der));
  }

  /**
   * Parses the value of an {@code a=fingerprint} attribute, such as {@code sha-256 AB:CD:…}. Hash
   * name and hexadecimal digits may be in either case.
   *
   * @throws IllegalArgumentException if the text is no fingerprint, or its hash function is not
   *     supported (ask {@link #isSupported(String)} first to skip those)
   */
  public static Fingerprint parse(String text) {
    String[] parts = text.strip().split(" +");
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          "A fingerprint is a hash function, a space and hexadecimal pairs, not \"" + text + "\"");
    }
    String name = supported(parts[0]);
    byte[] hash;
    try {
      hash = HEX.parseHex(parts[1]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "A fingerprint's hash is hexadecimal pairs with colons between, not \"" + parts[1] + "\"",
          e);
    }
    int expected = digest(name).getDigestLength();
    if (hash.length != expected) {
      throw new IllegalArgumentException(
          "A " + name + " fingerprint has " + expected + " bytes, not " + hash.length);
    }
    return new Fingerprint(name, hash);
  }

  /** Whether fingerprints by this hash function ("sha-256", in any case) can be verified. */
  public static boolean isSupported(String hashFunction) {
    return HASH_FUNCTIONS.contains(hashFunction.toLowerCase(Locale.ROOT));
  }

  /** The hash function's name as SDP writes it, in lower case. */
  public String hashFunction() {
    return hashFunction;
  }

  /** A copy of the hash. */
  public byte[] hash() {
    return hash.clone();
  }

  /** Whether this is the fingerprint of that certificate. The comparison takes constant time. */
  public boolean matches(byte[] der) {
    return MessageDigest.isEqual(hash, digest(hashFunction).digest(der));
  }

  /** The hash function to check by: the strongest one that any of these is made with. */
  static String strongest(Collection<Fingerprint> fingerprints) {
    return fingerprints.stream()
        .map(Fingerprint::hashFunction)
        .max((a, b) -> HASH_FUNCTIONS.indexOf(a) - HASH_FUNCTIONS.indexOf(b))
        .orElseThrow();
  }

  private static String supported(String hashFunction) {
    String name = hashFunction.toLowerCase(Locale.ROOT);
    if (!HASH_FUNCTIONS.contains(name)) {
      throw new IllegalArgumentException(
          "Fingerprints by \"" + hashFunction + "\" are not supported; " + HASH_FUNCTIONS + " are");
    }
    return name;
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name.toUpperCase(Locale.ROOT));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has " + name, e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fingerprint that
        && hashFunction.equals(that.hashFunction)
        && MessageDigest.isEqual(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Objects.hash(hashFunction, Arrays.hashCode(hash));
  }

  /** The value of an {@code a=fingerprint} attribute: {@code sha-256 AB:CD:…}. */
  @Override
  public String toString() {
    return hashFunction + " " + HEX.formatHex(hash);
  }
}

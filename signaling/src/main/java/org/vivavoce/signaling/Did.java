package org.vivavoce.signaling;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;

/**
 * A person's name: a {@code did:key} that holds an Ed25519 public key, and nothing else.
 *
 * <pre>
 * did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK
 *         | base58btc of: 0xed 0x01 (multicodec ed25519-pub), 32 bytes of key
 *         multibase prefix of base58btc
 * </pre>
 *
 * <p>The constructor checks the text's form, so that a {@code Did} that came in a message costs
 * little; whether the key is a point of the curve is checked by {@link #parse} (for what people
 * type) and by {@link #publicKey}. A key that is none verifies no signature ({@link
 * Identity#verify}).
 *
 * @param text the whole DID, in its one canonical spelling; no fragment, no query
 */
public record Did(String text) implements Comparable<Did> {
  /** What a DID looks like, for messages to people. */
  public static final String EXAMPLE = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";

  private static final String METHOD = "did:key:";
  private static final String PREFIX = METHOD + "z";
  private static final int CODEC_LENGTH = 2;

  /** A text longer than this is not looked into: the one valid length is 56. */
  private static final int MAX_LENGTH = 100;

  private static final byte[] X509_PREFIX = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  /**
   * Checks the form.
   *
   * @throws IllegalArgumentException if the text is no did:key with an Ed25519 key; the message
   *     says what is wrong and shows an example
   */
  public Did {
    keyBytes(text);
  }

  /**
   * Reads what a person typed: checks the form and that the key is a usable point of the curve.
   *
   * @param text the DID, without spaces around it
   * @return the DID
   * @throws IllegalArgumentException saying what is wrong, with an example
   */
  public static Did parse(String text) {
    Did did = new Did(text);
    String flaw = Ed25519Point.flaw(keyBytes(text));
    if (flaw != null) {
      throw wrong(text, "the key in it " + flaw + " (a typing error?)");
    }
    return did;
  }

  /**
   * The DID of a key. Its form is checked, not that it is a point of the curve: as with the
   * constructor, a key that is none verifies no signature.
   *
   * @param key the 32 bytes of an Ed25519 public key (RFC 8032 section 5.1.5)
   * @throws IllegalArgumentException if there are not 32, or they are not canonical
   */
  public static Did ofKeyBytes(byte[] key) {
    if (key.length != Ed25519Point.LENGTH) {
      throw new IllegalArgumentException("an Ed25519 key has 32 bytes, not " + key.length);
    }
    return ofKey(key);
  }

  /** The DID of a key that is known to be one. */
  static Did ofKey(byte[] key) {
    byte[] bytes = new byte[CODEC_LENGTH + Ed25519Point.LENGTH];
    bytes[0] = (byte) 0xed;
    bytes[1] = 0x01;
    System.arraycopy(key, 0, bytes, CODEC_LENGTH, Ed25519Point.LENGTH);
    return new Did(PREFIX + Base58.encode(bytes));
  }

  /**
   * The key that this DID is.
   *
   * @return an Ed25519 public key of the JDK
   * @throws IllegalArgumentException if the bytes are no usable point of the curve (never after
   *     {@link #parse})
   */
  public PublicKey publicKey() {
    byte[] key = keyBytes(text);
    String flaw = Ed25519Point.flaw(key);
    if (flaw != null) {
      throw wrong(text, "the key in it " + flaw);
    }
    return toPublicKey(key);
  }

  static PublicKey toPublicKey(byte[] key) {
    byte[] x509 = new byte[X509_PREFIX.length + Ed25519Point.LENGTH];
    System.arraycopy(X509_PREFIX, 0, x509, 0, X509_PREFIX.length);
    System.arraycopy(key, 0, x509, X509_PREFIX.length, Ed25519Point.LENGTH);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a checked Ed25519 key was refused by the JDK", e);
    }
  }

  /** The 32 bytes of the key (RFC 8032 section 5.1.5), a fresh array. */
  public byte[] keyBytes() {
    return keyBytes(text);
  }

  private static byte[] keyBytes(String text) {
    if (text == null) {
      throw new IllegalArgumentException("a DID is missing; one looks like " + EXAMPLE);
    }
    if (text.isEmpty()) {
      throw wrong(text, "it is empty");
    }
    if (text.length() > MAX_LENGTH) {
      throw wrong(text, "it has " + text.length() + " characters instead of " + EXAMPLE.length());
    }
    if (!text.startsWith("did:")) {
      throw wrong(text, "it does not begin with \"did:\"");
    }
    if (!text.startsWith(METHOD)) {
      throw wrong(text, "its method is not \"key\", the only one known here");
    }
    if (!text.startsWith(PREFIX)) {
      throw wrong(text, "after \"did:key:\" there must be 'z' (base58btc)");
    }
    int foreign = Base58.firstForeign(text, PREFIX.length());
    if (foreign >= 0) {
      throw wrong(
          text,
          "character "
              + (foreign + 1)
              + " is no base58 character (0, O, I, l, punctuation and spaces are not used)");
    }
    byte[] bytes = Base58.decode(text, PREFIX.length());
    if (bytes.length < CODEC_LENGTH || (bytes[0] & 0xff) != 0xed || bytes[1] != 0x01) {
      throw wrong(
          text,
          text.length() == EXAMPLE.length()
              ? "its key is not of type Ed25519, whose DIDs begin with did:key:z6Mk"
              : "it is cut off, too long, or its key is not of type Ed25519 (such a DID has "
                  + EXAMPLE.length()
                  + " characters and begins with did:key:z6Mk)");
    }
    if (bytes.length != CODEC_LENGTH + Ed25519Point.LENGTH) {
      throw wrong(
          text,
          "its key has "
              + (bytes.length - CODEC_LENGTH)
              + " bytes instead of "
              + Ed25519Point.LENGTH);
    }
    byte[] key = new byte[Ed25519Point.LENGTH];
    System.arraycopy(bytes, CODEC_LENGTH, key, 0, key.length);
    if (!Ed25519Point.isCanonical(key)) {
      throw wrong(text, "the key in it is not the canonical encoding of a point");
    }
    return key;
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException(
        "not a DID that can be called: "
            + Printable.quote(text, MAX_LENGTH)
            + ": "
            + why
            + "; one looks like "
            + EXAMPLE);
  }

  /**
   * Compares bytewise on the text, which is ASCII. Of two people in a call, the lower one dials.
   */
  @Override
  public int compareTo(Did other) {
    return text.compareTo(other.text);
  }

  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}

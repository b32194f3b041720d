package org.vivavoce.signaling;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Base58 with Bitcoin's alphabet ("base58btc"), as multibase {@code z} uses it. No checksum. Public
 * for the networks that carry signals, whose peers are named in it too.
 */
public final class Base58 {
  static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  private static final BigInteger BASE = BigInteger.valueOf(58);
  private static final byte[] DIGIT = new byte[128];

  static {
    Arrays.fill(DIGIT, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      DIGIT[ALPHABET.charAt(i)] = (byte) i;
    }
  }

  private Base58() {}

  /**
   * The bytes as text. The cost grows with the square of their number: callers bound it.
   *
   * @param bytes any
   */
  public static String encode(byte[] bytes) {
    StringBuilder reversed = new StringBuilder(bytes.length * 138 / 100 + 1);
    BigInteger rest = new BigInteger(1, bytes);
    while (rest.signum() > 0) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      reversed.append(ALPHABET.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    for (int i = 0; i < bytes.length && bytes[i] == 0; i++) {
      reversed.append(ALPHABET.charAt(0));
    }
    return reversed.reverse().toString();
  }

  /** The index of the first character outside the alphabet, or -1. */
  static int firstForeign(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= DIGIT.length || DIGIT[c] < 0) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Decodes the text from {@code from} on. The cost grows with the square of the length: callers
   * bound it.
   *
   * @param text base58 from {@code from} to its end
   * @param from where to begin, in characters
   * @throws IllegalArgumentException if a character is outside the alphabet
   */
  public static byte[] decode(String text, int from) {
    int foreign = firstForeign(text, from);
    if (foreign >= 0) {
      throw new IllegalArgumentException("'" + text.charAt(foreign) + "' is no base58 character");
    }
    int zeros = 0;
    while (from + zeros < text.length() && text.charAt(from + zeros) == ALPHABET.charAt(0)) {
      zeros++;
    }
    int[] limbs = new int[(text.length() - from) * 6 / 32 + 1];
    for (int i = from + zeros; i < text.length(); i++) {
      long carry = DIGIT[text.charAt(i)];
      for (int limb = limbs.length - 1; limb >= 0; limb--) {
        carry += (limbs[limb] & 0xffff_ffffL) * 58;
        limbs[limb] = (int) carry;
        carry >>>= 32;
      }
    }
    byte[] wide = new byte[limbs.length * 4];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = (byte) (limbs[i / 4] >>> (24 - 8 * (i % 4)));
    }
    int first = 0;
    while (first < wide.length && wide[first] == 0) {
      first++;
    }
    byte[] out = new byte[zeros + wide.length - first];
    System.arraycopy(wide, first, out, zeros, wide.length - first);
    return out;
  }
}

package org.vivavoce.signaling;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Set;

/**
 * What an Ed25519 public key's 32 bytes must be (RFC 8032 section 5.1.3): y in little-endian with
 * the sign of x as the top bit, of a point of the curve that is not one of the eight of small
 * order.
 */
final class Ed25519Point {
  static final int LENGTH = 32;

  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);

  private static final BigInteger HALF = P.subtract(BigInteger.ONE).shiftRight(1);

  /** The y of the points of order 1, 2, 4 and 8 (two of them); a test finds them by doubling. */
  private static final Set<BigInteger> SMALL_ORDER_Y =
      Set.of(
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          BigInteger.ZERO,
          y("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
          y("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));

  private Ed25519Point() {}

  private static BigInteger y(String hex) {
    return y(HexFormat.of().parseHex(hex));
  }

  static BigInteger y(byte[] key) {
    byte[] big = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      big[i] = key[LENGTH - 1 - i];
    }
    big[0] &= 0x7f;
    return new BigInteger(1, big);
  }

  /** Whether y is below the prime, as a canonical encoding has it. Cheap. */
  static boolean isCanonical(byte[] key) {
    // Only 2^255-19 .. 2^255-1 are out: all bytes ff but the lowest (ed or more) and the highest
    // (7f).
    if ((key[LENGTH - 1] & 0x7f) != 0x7f || (key[0] & 0xff) < 0xed) {
      return true;
    }
    for (int i = 1; i < LENGTH - 1; i++) {
      if (key[i] != (byte) 0xff) {
        return true;
      }
    }
    return false;
  }

  /** Whether anybody can sign for this key. Cheap. */
  static boolean isOfSmallOrder(byte[] key) {
    return SMALL_ORDER_Y.contains(y(key));
  }

  /**
   * Why these bytes cannot be somebody's key, or null if they can. Costs one modular
   * exponentiation.
   */
  static String flaw(byte[] key) {
    if (!isCanonical(key)) {
      return "is not the canonical encoding of a point";
    }
    if (isOfSmallOrder(key)) {
      return "is a point of small order, for which anybody can sign";
    }
    // x^2 = (y^2-1) / (d y^2 + 1) has a solution just when the product of the two is a square.
    // Neither is zero:
    // y = 1 and y = -1 are of small order, and -1/d is no square.
    BigInteger y = y(key);
    BigInteger y2 = y.multiply(y).mod(P);
    BigInteger u = y2.subtract(BigInteger.ONE);
    BigInteger v = D.multiply(y2).add(BigInteger.ONE);
    return u.multiply(v).mod(P).modPow(HALF, P).equals(BigInteger.ONE)
        ? null
        : "is not a point of the Ed25519 curve";
  }
}

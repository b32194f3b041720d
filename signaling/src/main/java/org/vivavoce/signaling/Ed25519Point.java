package org.vivavoce.signaling;

import java.math.BigInteger;

/**
 * What an Ed25519 public key's 32 bytes must be (RFC 8032 section 5.1.3): a point of the curve that
 * is not one of the eight of small order.
 */
final class Ed25519Point {
  static final int LENGTH = 32;

  private static final BigInteger TWO = BigInteger.TWO;
  private static final BigInteger P = TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger HALF = P.subtract(BigInteger.ONE).shiftRight(1);

  private Ed25519Point() {}

  /** The y coordinate: little-endian, without the top bit, which is x's sign. */
  private static BigInteger y(byte[] key) {
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

  /**
   * Why these bytes cannot be somebody's key, or null if they can. Costs one modular
   * exponentiation.
   */
  static String flaw(byte[] key) {
    if (!isCanonical(key)) {
      return "is not the canonical encoding of a point";
    }
    BigInteger y2 = y(key).pow(2).mod(P);
    BigInteger u = y2.subtract(BigInteger.ONE).mod(P);
    BigInteger v = D.multiply(y2).add(BigInteger.ONE).mod(P);
    // x^2 = u/v has a solution just when u*v is a square (v is never zero: -1/d is no square).
    BigInteger uv = u.multiply(v).mod(P);
    if (uv.signum() != 0 && !uv.modPow(HALF, P).equals(BigInteger.ONE)) {
      return "is not a point of the Ed25519 curve";
    }
    if (uv.signum() == 0 && (key[LENGTH - 1] & 0x80) != 0) {
      return "is not the canonical encoding of a point";
    }
    BigInteger x2 = u.multiply(v.modInverse(P)).mod(P);
    for (int doubling = 0; doubling < 3; doubling++) {
      // Doubling needs y only, as x occurs squared: y' = (y2+x2)/(2+x2-y2); both are nonzero
      // denominators on this curve.
      BigInteger yd = y2.add(x2).multiply(TWO.add(x2).subtract(y2).mod(P).modInverse(P)).mod(P);
      y2 = yd.multiply(yd).mod(P);
      x2 =
          y2.subtract(BigInteger.ONE)
              .multiply(D.multiply(y2).add(BigInteger.ONE).mod(P).modInverse(P))
              .mod(P);
      if (doubling == 2 && yd.equals(BigInteger.ONE)) {
        return "is a point of small order, for which anybody can sign";
      }
    }
    return null;
  }
}

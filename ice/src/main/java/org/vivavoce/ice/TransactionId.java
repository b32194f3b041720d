package org.vivavoce.ice;

import java.security.SecureRandom;

/** The 96 bits that tie a STUN response to its request (RFC 8489 section 5). */
record TransactionId(int high, long low) {
  private static final SecureRandom RANDOM = new SecureRandom();

  static TransactionId random() {
    return new TransactionId(RANDOM.nextInt(), RANDOM.nextLong());
  }
}

package org.vivavoce.signaling;

import java.security.MessageDigest;
import java.util.random.RandomGenerator;

/** The secret that a call's participants share: 256 bits that travel in the sealed offer. */
public final class GroupKey {
  /** Bytes of one. */
  public static final int LENGTH = 32;

  private final byte[] key;

  private GroupKey(byte[] key) {
    this.key = key;
  }

  /**
   * Draws one.
   *
   * @param random a secure source
   */
  public static GroupKey draw(RandomGenerator random) {
    byte[] key = new byte[LENGTH];
    random.nextBytes(key);
    return new GroupKey(key);
  }

  /**
   * One that came in an offer.
   *
   * @param key 32 bytes; copied
   * @throws IllegalArgumentException if there are not 32
   */
  public static GroupKey of(byte[] key) {
    if (key.length != LENGTH) {
      throw new IllegalArgumentException("a group key has 32 bytes, not " + key.length);
    }
    return new GroupKey(key.clone());
  }

  /** Its bytes, for the offer; a fresh array. */
  public byte[] bytes() {
    return key.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupKey that && MessageDigest.isEqual(key, that.key);
  }

  @Override
  public int hashCode() {
    return key[0]; // enough to tell keys apart in a map, and no more of it than that
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "GroupKey";
  }
}

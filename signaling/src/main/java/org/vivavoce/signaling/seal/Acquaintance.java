package org.vivavoce.signaling.seal;

/**
 * What is needed to seal for somebody and to open what they sealed, besides our own keys.
 *
 * @param key their X25519 public key, 32 bytes
 * @param shared the agreement of their own key and ours, 32 bytes: as secret as our private key
 */
record Acquaintance(byte[] key, byte[] shared) {
  /** Not the secret. */
  @Override
  public String toString() {
    return "an acquaintance";
  }
}

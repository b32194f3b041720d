package org.vivavoce.srtp;

import java.util.Arrays;

/**
 * The session keys that a master key yields for RTP or for RTCP (RFC 3711 section 4.3, RFC 7714
 * section 11), with the key derivation rate zero.
 *
 * <p>Each key is the first bytes of an AES-CM keystream under the master key, whose counter starts
 * at
 *
 * <pre>
 *   byte  0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
 *         |          master salt, 14 bytes      |  counter
 *                            XOR label
 * </pre>
 *
 * <p>A salt of 12 bytes (RFC 7714) is followed by two zero bytes.
 *
 * @param encryption the key of the cipher
 * @param authentication the key of the HMAC, empty for AEAD
 * @param salt what the IVs are made of, as long as the master salt
 */
record SessionKeys(byte[] encryption, byte[] authentication, byte[] salt) {
  /** HMAC-SHA1's key: 160 bits (RFC 3711 section 5.2). */
  static final int AUTHENTICATION_KEY_LENGTH = 20;

  private static final int LABEL_AT = 7;
  private static final int LABEL_RTP_ENCRYPTION = 0;
  private static final int LABEL_RTP_AUTHENTICATION = 1;
  private static final int LABEL_RTP_SALT = 2;
  private static final int RTCP_LABELS = 3;

  static SessionKeys forRtp(SrtpProfile profile, SrtpMasterKey master) {
    return derive(profile, master, 0);
  }

  static SessionKeys forRtcp(SrtpProfile profile, SrtpMasterKey master) {
    return derive(profile, master, RTCP_LABELS);
  }

  private static SessionKeys derive(SrtpProfile profile, SrtpMasterKey master, int labels) {
    byte[] key = master.key();
    byte[] salt = master.salt();
    checkLength(profile, "key", key.length, profile.keyLength());
    checkLength(profile, "salt", salt.length, profile.saltLength());
    AesKeystream keystream = new AesKeystream(key);
    byte[] encryption = new byte[profile.keyLength()];
    byte[] authentication = new byte[profile.isAead() ? 0 : AUTHENTICATION_KEY_LENGTH];
    byte[] sessionSalt = new byte[profile.saltLength()];
    fill(encryption, keystream, salt, labels + LABEL_RTP_ENCRYPTION);
    fill(authentication, keystream, salt, labels + LABEL_RTP_AUTHENTICATION);
    fill(sessionSalt, keystream, salt, labels + LABEL_RTP_SALT);
    Arrays.fill(key, (byte) 0);
    Arrays.fill(salt, (byte) 0);
    return new SessionKeys(encryption, authentication, sessionSalt);
  }

  private static void fill(byte[] out, AesKeystream keystream, byte[] salt, int label) {
    byte[] counter = Arrays.copyOf(salt, AesKeystream.BLOCK);
    counter[LABEL_AT] ^= (byte) label;
    // The output is zero so far, and XOR with zero is the keystream itself.
    keystream.xor(Bytes.getLong(counter, 0), Bytes.getLong(counter, 8), out, 0, out.length);
  }

  private static void checkLength(SrtpProfile profile, String what, int got, int wanted) {
    if (got != wanted) {
      throw new IllegalArgumentException(
          "The master " + what + " of " + profile + " has " + wanted + " bytes, not " + got + ".");
    }
  }

  /** Tells no key. */
  @Override
  public String toString() {
    return "SessionKeys";
  }
}

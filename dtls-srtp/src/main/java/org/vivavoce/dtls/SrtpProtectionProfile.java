package org.vivavoce.dtls;

import java.util.Optional;

/**
 * An SRTP protection profile that the use_srtp extension can negotiate (RFC 5764 section 4.1.2, RFC
 * 7714 section 14.2).
 */
public enum SrtpProtectionProfile {
  /** SRTP_AES128_CM_HMAC_SHA1_80, RFC 5764. */
  AES_CM_128_HMAC_SHA1_80(0x0001, 16, 14),
  /** SRTP_AEAD_AES_128_GCM, RFC 7714. */
  AEAD_AES_128_GCM(0x0007, 16, 12),
  /** SRTP_AEAD_AES_256_GCM, RFC 7714. */
  AEAD_AES_256_GCM(0x0008, 32, 12);

  private final int code;
  private final int keyLength;
  private final int saltLength;

  SrtpProtectionProfile(int code, int keyLength, int saltLength) {
    this.code = code;
    this.keyLength = keyLength;
    this.saltLength = saltLength;
  }

  /** The IANA code point. */
  public int code() {
    return code;
  }

  /** The length of the master key in bytes. */
  public int keyLength() {
    return keyLength;
  }

  /** The length of the master salt in bytes. */
  public int saltLength() {
    return saltLength;
  }

  /** The bytes to export: two keys, two salts. */
  int keyingMaterialLength() {
    return 2 * (keyLength + saltLength);
  }

  /** The profile of an IANA code point, if it is one of these. */
  public static Optional<SrtpProtectionProfile> ofCode(int code) {
    for (SrtpProtectionProfile profile : values()) {
      if (profile.code == code) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }
}

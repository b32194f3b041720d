package org.vivavoce.srtp;

import java.util.Optional;

/**
 * The protection profiles that DTLS-SRTP can agree on (RFC 5764 section 4.1.2, RFC 7714 section
 * 14.2), in the order in which Vivavoce prefers them.
 */
public enum SrtpProfile {
  /** AES-128 in Galois/counter mode with a tag of 16 bytes (RFC 7714). */
  AEAD_AES_128_GCM(0x0007, "SRTP_AEAD_AES_128_GCM", 16, 12, 16),
  /** AES-256 in Galois/counter mode with a tag of 16 bytes (RFC 7714). */
  AEAD_AES_256_GCM(0x0008, "SRTP_AEAD_AES_256_GCM", 32, 12, 16),
  /** AES-128 in counter mode with HMAC-SHA1 truncated to 80 bits (RFC 3711). */
  AES_CM_128_HMAC_SHA1_80(0x0001, "SRTP_AES128_CM_HMAC_SHA1_80", 16, 14, 10);

  /** The word of E bit and SRTCP index that every SRTCP packet carries (RFC 3711 section 3.4). */
  static final int RTCP_INDEX_LENGTH = 4;

  private final int id;
  private final String ianaName;
  private final int keyLength;
  private final int saltLength;
  private final int tagLength;

  SrtpProfile(int id, String ianaName, int keyLength, int saltLength, int tagLength) {
    this.id = id;
    this.ianaName = ianaName;
    this.keyLength = keyLength;
    this.saltLength = saltLength;
    this.tagLength = tagLength;
  }

  /** Returns the profile's number in the use_srtp extension, 16 bits. */
  public int id() {
    return id;
  }

  /** Returns the name in IANA's registry of DTLS-SRTP protection profiles. */
  public String ianaName() {
    return ianaName;
  }

  /** Returns the length of the master key in bytes. */
  public int keyLength() {
    return keyLength;
  }

  /** Returns the length of the master salt in bytes. */
  public int saltLength() {
    return saltLength;
  }

  /** Returns by how many bytes an SRTP packet is longer than its RTP packet: the tag. */
  public int rtpOverhead() {
    return tagLength;
  }

  /** Returns by how many bytes an SRTCP packet is longer than its RTCP packet: tag and index. */
  public int rtcpOverhead() {
    return tagLength + RTCP_INDEX_LENGTH;
  }

  /**
   * Returns the profile with this number in the use_srtp extension, or empty if it is none of ours.
   *
   * @param id the number, 16 bits
   */
  public static Optional<SrtpProfile> byId(int id) {
    for (SrtpProfile profile : values()) {
      if (profile.id == id) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }

  boolean isAead() {
    return this != AES_CM_128_HMAC_SHA1_80;
  }
}

package org.vivavoce.dtls;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.vivavoce.srtp.SrtpProfile;

/**
 * What a finished handshake agreed on. Immutable; arrays are copied on the way out. It holds keys:
 * {@link #toString()} does not show them.
 */
public final class DtlsSession {
  private final String cipherSuite;
  private final DtlsRole localRole;
  private final byte[] remoteCertificate;
  private final Fingerprint remoteFingerprint;
  private final SrtpProfile profile;
  private final byte[] keyingMaterial;

  DtlsSession(
      String cipherSuite,
      DtlsRole localRole,
      byte[] remoteCertificate,
      Fingerprint remoteFingerprint,
      SrtpProfile profile,
      byte[] keyingMaterial) {
    this.cipherSuite = cipherSuite;
    this.localRole = localRole;
    this.remoteCertificate = remoteCertificate;
    this.remoteFingerprint = remoteFingerprint;
    this.profile = profile;
    this.keyingMaterial = keyingMaterial;
  }

  /** The protocol version: "DTLS 1.2". */
  public String version() {
    return "DTLS 1.2";
  }

  /** The cipher suite's IANA name, such as {@code TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}. */
  public String cipherSuite() {
    return cipherSuite;
  }

  /** Our role in the handshake. */
  public DtlsRole localRole() {
    return localRole;
  }

  /** The peer's certificate, DER. */
  public byte[] remoteCertificate() {
    return remoteCertificate.clone();
  }

  /** Its fingerprint, by the hash function it was verified with. */
  public Fingerprint remoteFingerprint() {
    return remoteFingerprint;
  }

  /** The SRTP protection profile's IANA code, if one was negotiated. */
  public OptionalInt srtpProtectionProfile() {
    return profile == null ? OptionalInt.empty() : OptionalInt.of(profile.id());
  }

  /** The SRTP protection profile, if one was negotiated. */
  public Optional<SrtpProfile> srtpProfile() {
    return Optional.ofNullable(profile);
  }

  /**
   * The SRTP master key that protects what we send (RFC 5764 section 4.2).
   *
   * @throws IllegalStateException if no SRTP profile was negotiated
   */
  public byte[] localMasterKey() {
    return key(localRole == DtlsRole.CLIENT ? 0 : 1);
  }

  /**
   * The SRTP master salt for what we send.
   *
   * @throws IllegalStateException if no SRTP profile was negotiated
   */
  public byte[] localSalt() {
    return salt(localRole == DtlsRole.CLIENT ? 0 : 1);
  }

  /**
   * The SRTP master key that protects what the peer sends.
   *
   * @throws IllegalStateException if no SRTP profile was negotiated
   */
  public byte[] remoteMasterKey() {
    return key(localRole == DtlsRole.CLIENT ? 1 : 0);
  }

  /**
   * The SRTP master salt for what the peer sends.
   *
   * @throws IllegalStateException if no SRTP profile was negotiated
   */
  public byte[] remoteSalt() {
    return salt(localRole == DtlsRole.CLIENT ? 1 : 0);
  }

  /**
   * The bytes that the label {@code EXTRACTOR-dtls_srtp} exports without context (RFC 5705), as
   * long as the profile wants: client key, server key, client salt, server salt.
   *
   * @throws IllegalStateException if no SRTP profile was negotiated
   */
  public byte[] keyingMaterial() {
    requireProfile();
    return keyingMaterial.clone();
  }

  private byte[] key(int index) {
    requireProfile();
    int from = index * profile.keyLength();
    return Arrays.copyOfRange(keyingMaterial, from, from + profile.keyLength());
  }

  private byte[] salt(int index) {
    requireProfile();
    int from = 2 * profile.keyLength() + index * profile.saltLength();
    return Arrays.copyOfRange(keyingMaterial, from, from + profile.saltLength());
  }

  private void requireProfile() {
    if (profile == null) {
      throw new IllegalStateException("No SRTP profile was negotiated, so there are no SRTP keys");
    }
  }

  /** The facts without the keys. */
  @Override
  public String toString() {
    return "DtlsSession[DTLS 1.2, "
        + cipherSuite
        + ", "
        + localRole
        + ", srtp "
        + (profile == null ? "none" : profile)
        + ", remote "
        + remoteFingerprint
        + "]";
  }
}

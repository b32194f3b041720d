package org.vivavoce.dtls;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.vivavoce.srtp.SrtpProfile;

/**
 * How a {@link DtlsTransport} behaves. Start from {@link #of(DtlsCertificate)} and change what
 * differs.
 *
 * @param certificate ours, shown to the peer in either role
 * @param srtpProfiles offered as client in this order; as server the first one that the client
 *     offers is chosen. Empty: the use_srtp extension is neither sent nor answered.
 * @param srtpRequired whether a handshake that negotiates no SRTP profile fails with {@link
 *     DtlsFailure.NoSrtpProfile}. Ignored if there are no profiles.
 * @param mtu the largest datagram to send, in bytes of UDP payload
 * @param firstResend after how long without an answer a flight is sent again, the first time
 * @param timeout how long the whole handshake may take
 */
public record DtlsConfig(
    DtlsCertificate certificate,
    List<SrtpProfile> srtpProfiles,
    boolean srtpRequired,
    int mtu,
    Duration firstResend,
    Duration timeout) {

  /** Every path carries this much (RFC 8261 section 5, and what browsers use). */
  public static final int DEFAULT_MTU = 1200;

  /** AEAD first, and the one profile that everybody has (RFC 8827 section 6.5) last. */
  public static final List<SrtpProfile> DEFAULT_SRTP_PROFILES =
      List.of(
          SrtpProfile.AEAD_AES_128_GCM,
          SrtpProfile.AEAD_AES_256_GCM,
          SrtpProfile.AES_CM_128_HMAC_SHA1_80);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the MTU is not between 256 and 16,384, a duration is not
   *     between 1 ms and one hour, or a profile is named twice
   */
  public DtlsConfig {
    Objects.requireNonNull(certificate, "certificate");
    srtpProfiles = List.copyOf(srtpProfiles);
    if (!srtpProfiles.isEmpty() && EnumSet.copyOf(srtpProfiles).size() != srtpProfiles.size()) {
      throw new IllegalArgumentException("An SRTP profile is named twice: " + srtpProfiles);
    }
    if (mtu < 256 || mtu > 16_384) {
      throw new IllegalArgumentException("The MTU must be 256 to 16384 bytes, not " + mtu);
    }
    check("firstResend", firstResend);
    check("timeout", timeout);
  }

  private static void check(String name, Duration value) {
    if (value.toMillis() < 1 || value.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(name + " must be 1 ms to 1 h, not " + value);
    }
  }

  /** The defaults: all three SRTP profiles, one of them required, MTU 1200, 50 ms, 30 s. */
  public static DtlsConfig of(DtlsCertificate certificate) {
    return new DtlsConfig(
        certificate,
        DEFAULT_SRTP_PROFILES,
        true,
        DEFAULT_MTU,
        Duration.ofMillis(50),
        Duration.ofSeconds(30));
  }

  /** The same with other SRTP profiles, in order of preference. */
  public DtlsConfig withSrtpProfiles(List<SrtpProfile> profiles) {
    return new DtlsConfig(certificate, profiles, srtpRequired, mtu, firstResend, timeout);
  }

  /** The same with SRTP required or not. */
  public DtlsConfig withSrtpRequired(boolean required) {
    return new DtlsConfig(certificate, srtpProfiles, required, mtu, firstResend, timeout);
  }

  /** The same with another MTU. */
  public DtlsConfig withMtu(int bytes) {
    return new DtlsConfig(certificate, srtpProfiles, srtpRequired, bytes, firstResend, timeout);
  }

  /** The same with another first resend time. */
  public DtlsConfig withFirstResend(Duration time) {
    return new DtlsConfig(certificate, srtpProfiles, srtpRequired, mtu, time, timeout);
  }

  /** The same with another timeout of the handshake. */
  public DtlsConfig withTimeout(Duration time) {
    return new DtlsConfig(certificate, srtpProfiles, srtpRequired, mtu, firstResend, time);
  }
}

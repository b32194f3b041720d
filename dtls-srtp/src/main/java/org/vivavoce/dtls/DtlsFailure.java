package org.vivavoce.dtls;

import java.time.Duration;
import java.util.List;
import org.vivavoce.srtp.SrtpProfile;

/** Why a connection failed: one variant for each cause. {@link #message()} is for people. */
public sealed interface DtlsFailure {

  /** What happened, in a sentence. */
  String message();

  /**
   * The peer's certificate is not the one that signalling announced: either end may be talking to a
   * stranger. Nothing was exported, no key was used, and the peer was told (bad_certificate).
   *
   * @param expected the fingerprints that would have done
   * @param actual that of the certificate that came, by the hash function it was checked with
   */
  record FingerprintMismatch(List<Fingerprint> expected, Fingerprint actual)
      implements DtlsFailure {
    @Override
    public String message() {
      return "The peer's certificate has the fingerprint "
          + actual
          + ", but signalling announced "
          + expected
          + ": somebody else may have answered";
    }
  }

  /** The peer showed no certificate, or none that can be verified against a fingerprint. */
  record NoCertificate() implements DtlsFailure {
    @Override
    public String message() {
      return "The peer showed no certificate to verify";
    }
  }

  /**
   * The handshake did not end in time.
   *
   * @param after the configured timeout
   */
  record Timeout(Duration after) implements DtlsFailure {
    @Override
    public String message() {
      return "The DTLS handshake did not end within " + after.toMillis() + " ms";
    }
  }

  /**
   * The peer sent an alert that ends the connection.
   *
   * @param description the alert's code (RFC 5246 section 7.2)
   * @param name its name, such as "bad_certificate"
   */
  record PeerAlert(int description, String name) implements DtlsFailure {
    @Override
    public String message() {
      return "The peer ended the DTLS connection with the alert " + name;
    }
  }

  /**
   * No SRTP protection profile in common.
   *
   * @param offered ours
   */
  record NoSrtpProfile(List<SrtpProfile> offered) implements DtlsFailure {
    @Override
    public String message() {
      return "The peer accepts none of the SRTP profiles " + offered;
    }
  }

  /**
   * The peer broke the protocol, or shares no version, cipher suite or extension that we insist on.
   *
   * @param detail what went wrong
   */
  record ProtocolError(String detail) implements DtlsFailure {
    @Override
    public String message() {
      return "The DTLS handshake failed: " + detail;
    }
  }
}

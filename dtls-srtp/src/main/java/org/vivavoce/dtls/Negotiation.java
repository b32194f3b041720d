package org.vivavoce.dtls;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsTimeoutException;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.vivavoce.srtp.SrtpProfile;

/**
 * What client and server decide alike: who the peer may be, which SRTP profile, and what to export.
 * Used by the handshake's thread; alerts that come later are written under the transport's lock.
 */
final class Negotiation {
  /** No SHA-1, no bare RSA below SHA-256; ECDSA first. */
  private static final List<SignatureAndHashAlgorithm> SIGNATURES =
      List.of(
          algorithm((short) 4, (short) 3),
          algorithm((short) 5, (short) 3),
          algorithm((short) 6, (short) 3),
          algorithm((short) 8, (short) 7),
          algorithm((short) 8, (short) 4),
          algorithm((short) 8, (short) 5),
          algorithm((short) 8, (short) 6),
          algorithm((short) 4, (short) 1),
          algorithm((short) 5, (short) 1),
          algorithm((short) 6, (short) 1));

  /** SCTP's packets cannot be made smaller than some hundred bytes. */
  private static final int MIN_RECORD_LIMIT = 512;

  private final DtlsConfig config;
  private final DtlsRole role;
  private final List<Fingerprint> fingerprints;
  private final MixedCrypto crypto;

  private volatile DtlsFailure failure;
  private boolean closeNotified;
  private byte[] remoteCertificate;
  private Fingerprint remoteFingerprint;
  private SrtpProfile profile;
  private OptionalInt recordLimit = OptionalInt.empty();
  private DtlsSession session;

  Negotiation(
      DtlsConfig config, DtlsRole role, List<Fingerprint> fingerprints, MixedCrypto crypto) {
    this.config = config;
    this.role = role;
    this.fingerprints = fingerprints;
    this.crypto = crypto;
  }

  private static SignatureAndHashAlgorithm algorithm(short hash, short signature) {
    return SignatureAndHashAlgorithm.getInstance(hash, signature);
  }

  DtlsConfig config() {
    return config;
  }

  MixedCrypto crypto() {
    return crypto;
  }

  static Vector<SignatureAndHashAlgorithm> signatures() {
    return new Vector<>(SIGNATURES);
  }

  TlsCredentialedSigner credentials(TlsContext context) {
    try {
      Certificate chain =
          new Certificate(
              new TlsCertificate[] {crypto.createCertificate(config.certificate().der())});
      return new BcDefaultTlsCredentialedSigner(
          new TlsCryptoParameters(context),
          crypto,
          config.certificate().privateKey(),
          chain,
          SignatureAndHashAlgorithm.getInstance((short) 4, (short) 3));
    } catch (IOException e) {
      throw new AssertionError("We made this certificate ourselves", e);
    }
  }

  /** RFC 8122 section 6.2: the wrong certificate ends it with bad_certificate. */
  void verify(Certificate chain) throws IOException {
    if (chain == null || chain.isEmpty()) {
      throw fail(new DtlsFailure.NoCertificate(), AlertDescription.bad_certificate);
    }
    byte[] der = chain.getCertificateAt(0).getEncoded();
    String hashFunction = Fingerprint.strongest(fingerprints);
    Fingerprint actual = Fingerprint.of(hashFunction, der);
    List<Fingerprint> expected =
        fingerprints.stream().filter(f -> f.hashFunction().equals(hashFunction)).toList();
    if (!expected.contains(actual)) {
      throw fail(
          new DtlsFailure.FingerprintMismatch(expected, actual), AlertDescription.bad_certificate);
    }
    remoteCertificate = der;
    remoteFingerprint = actual;
  }

  /** Our offer as client (RFC 5764 section 4.1.1). */
  void offerSrtp(Hashtable<Integer, byte[]> extensions) throws IOException {
    if (!config.srtpProfiles().isEmpty()) {
      int[] codes = config.srtpProfiles().stream().mapToInt(SrtpProfile::id).toArray();
      TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(codes, null));
    }
  }

  /** The server's choice. */
  void acceptSrtp(Hashtable<?, ?> extensions) throws IOException {
    UseSRTPData chosen = extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions);
    if (chosen != null) {
      int[] codes = chosen.getProtectionProfiles();
      profile =
          config.srtpProfiles().stream()
              .filter(ours -> codes.length == 1 && codes[0] == ours.id())
              .findFirst()
              .orElse(null);
      if (profile == null || chosen.getMki().length > 0) {
        throw fail(
            new DtlsFailure.ProtocolError("the server chose an SRTP profile that we did not offer"),
            AlertDescription.illegal_parameter);
      }
    }
    requireSrtp();
  }

  /** Our choice as server: the first of ours that the client offers. */
  void chooseSrtp(Hashtable<?, ?> offered, Hashtable<Integer, byte[]> answer) throws IOException {
    UseSRTPData offer = offered == null ? null : TlsSRTPUtils.getUseSRTPExtension(offered);
    if (offer != null) {
      List<Integer> codes = new ArrayList<>();
      for (int code : offer.getProtectionProfiles()) {
        codes.add(code);
      }
      profile =
          config.srtpProfiles().stream()
              .filter(ours -> codes.contains(ours.id()))
              .findFirst()
              .orElse(null);
      if (profile != null) {
        // No MKI: RFC 5764 section 4.1.3 lets the server leave it out.
        TlsSRTPUtils.addUseSRTPExtension(answer, new UseSRTPData(new int[] {profile.id()}, null));
      }
    }
    requireSrtp();
  }

  /** We take records as long as the protocol allows (RFC 8449). */
  void sayRecordLimit(Hashtable<Integer, byte[]> extensions) throws IOException {
    TlsExtensionsUtils.addRecordSizeLimitExtension(extensions, Records.MAX_DATA_LENGTH);
  }

  /** What the other side says of that; says whether it does. */
  boolean takeRecordLimit(Hashtable<?, ?> extensions) throws IOException {
    int limit =
        extensions == null ? -1 : TlsExtensionsUtils.getRecordSizeLimitExtension(extensions);
    if (limit < 0) {
      return false;
    }
    if (limit < MIN_RECORD_LIMIT) {
      throw fail(
          new DtlsFailure.ProtocolError("the peer takes records of " + limit + " bytes only"),
          AlertDescription.illegal_parameter);
    }
    recordLimit = OptionalInt.of(Math.min(limit, Records.MAX_DATA_LENGTH));
    return true;
  }

  /** How much data the other side takes in a record, if it has said so. */
  OptionalInt recordLimit() {
    return recordLimit;
  }

  private void requireSrtp() throws TlsFatalAlert {
    if (profile == null && config.srtpRequired() && !config.srtpProfiles().isEmpty()) {
      throw fail(
          new DtlsFailure.NoSrtpProfile(config.srtpProfiles()), AlertDescription.handshake_failure);
    }
  }

  /** Exports the keys: only now does Bouncy Castle still have the master secret. */
  void complete(TlsContext context) throws TlsFatalAlert {
    if (remoteFingerprint == null) {
      throw fail(new DtlsFailure.NoCertificate(), AlertDescription.bad_certificate);
    }
    SecurityParameters parameters = context.getSecurityParametersConnection();
    byte[] keys =
        profile == null
            ? null
            : context.exportKeyingMaterial(
                ExporterLabel.dtls_srtp, null, 2 * (profile.keyLength() + profile.saltLength()));
    session =
        new DtlsSession(
            CipherSuites.nameOf(parameters.getCipherSuite()),
            role,
            remoteCertificate,
            remoteFingerprint,
            profile,
            keys);
  }

  void alertReceived(short level, short description) {
    if (description == AlertDescription.close_notify) {
      closeNotified = true;
    } else if (failure == null
        && (level == AlertLevel.fatal || description == AlertDescription.user_canceled)) {
      failure = new DtlsFailure.PeerAlert(description, AlertDescription.getName(description));
    }
  }

  private TlsFatalAlert fail(DtlsFailure reason, short alert) {
    failure = reason;
    return new TlsFatalAlert(alert);
  }

  /** What we found fault with, or were told, so far; from before the peer hears of it. */
  Optional<DtlsFailure> failure() {
    return Optional.ofNullable(failure);
  }

  /** What Bouncy Castle's exception means, if we do not know better. */
  DtlsFailure reason(Exception cause) {
    if (failure != null) {
      return failure;
    }
    if (cause instanceof TlsTimeoutException) {
      return new DtlsFailure.Timeout(config.timeout());
    }
    if (cause instanceof TlsFatalAlertReceived alert) {
      short description = alert.getAlertDescription();
      return new DtlsFailure.PeerAlert(description, AlertDescription.getName(description));
    }
    if (closeNotified) {
      return new DtlsFailure.PeerAlert(AlertDescription.close_notify, "close_notify");
    }
    if (cause instanceof TlsFatalAlert alert) {
      return new DtlsFailure.ProtocolError(
          AlertDescription.getName(alert.getAlertDescription())
              + (alert.getCause() == null ? "" : " (" + alert.getCause() + ")"));
    }
    return new DtlsFailure.ProtocolError(String.valueOf(cause));
  }

  boolean closeNotified() {
    return closeNotified;
  }

  /** The finished session, or null. */
  DtlsSession session() {
    return session;
  }
}

package org.vivavoce.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.util.Arrays;

/** Our answers to Bouncy Castle as DTLS server. */
final class ServerPeer extends AbstractTlsServer {
  /** For ECDHE, in order of preference. */
  static final int[] GROUPS = {NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1};

  private final Negotiation negotiation;

  ServerPeer(Negotiation negotiation) {
    super(negotiation.crypto());
    this.negotiation = negotiation;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return CipherSuites.forServer();
  }

  @Override
  protected boolean preferLocalCipherSuites() {
    return true;
  }

  @Override
  public int[] getSupportedGroups() {
    return GROUPS.clone();
  }

  @Override
  protected int getMaximumNegotiableCurveBits() {
    int group = selectECDH(0);
    return group < 0 ? 0 : NamedGroup.getCurveBits(group);
  }

  /** Ours first, whatever curves Bouncy Castle knows besides. */
  @Override
  protected int selectECDH(int minimumCurveBits) {
    int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
    if (offered == null) {
      return NamedGroup.secp256r1;
    }
    for (int group : GROUPS) {
      if (Arrays.contains(offered, group) && NamedGroup.getCurveBits(group) >= minimumCurveBits) {
        return group;
      }
    }
    return -1;
  }

  @Override
  protected boolean allowCertificateStatus() {
    return false;
  }

  @Override
  public TlsCredentials getCredentials() {
    return negotiation.credentials(context);
  }

  @Override
  public CertificateRequest getCertificateRequest() {
    short[] types = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};
    return new CertificateRequest(types, Negotiation.signatures(), null);
  }

  @Override
  public void notifyClientCertificate(Certificate certificate) throws IOException {
    negotiation.verify(certificate);
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Hashtable getServerExtensions() throws IOException {
    Hashtable extensions = super.getServerExtensions();
    negotiation.chooseSrtp(clientExtensions, extensions);
    if (negotiation.takeRecordLimit(clientExtensions)) {
      negotiation.sayRecordLimit(extensions);
    }
    return extensions;
  }

  @Override
  public boolean requiresExtendedMasterSecret() {
    return true;
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return (int) negotiation.config().timeout().toMillis();
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return (int) negotiation.config().firstResend().toMillis();
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    negotiation.complete(context);
  }

  @Override
  public void notifyAlertReceived(short level, short description) {
    negotiation.alertReceived(level, description);
  }
}

package org.vivavoce.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;

/**
 * A DTLS client that is not ours: Bouncy Castle bare, one record to a datagram as many stacks do,
 * with a ClientHello as long as a browser's, which therefore comes in two fragments.
 */
final class RawClient {
  /** As long as X25519MLKEM768's share, which is what makes browsers' ClientHello so long. */
  private static final int PADDING = 1216;

  final CompletableFuture<DTLSTransport> connected = new CompletableFuture<>();
  final DtlsConfig config = DtlsConfig.of(DtlsCertificate.generate());
  private volatile RawLink link;
  volatile boolean closeNotified;
  boolean showsCertificate = true;
  boolean usesExtendedMasterSecret = true;

  /** What it says of the records that it takes (RFC 8449), or 0. */
  int recordLimit;

  int padding = PADDING;
  ProtocolVersion version = ProtocolVersion.DTLSv12;
  int[] suites = {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};

  Fingerprint fingerprint() {
    return config.certificate().fingerprint();
  }

  void receive(byte[] datagram) {
    link.deliver(datagram);
  }

  void start(Consumer<byte[]> onSend) {
    link = new RawLink(onSend);
    Thread thread =
        new Thread(
            () -> {
              try {
                connected.complete(new DTLSClientProtocol().connect(new Client(), link));
              } catch (IOException | RuntimeException e) {
                connected.completeExceptionally(e);
              }
            },
            "raw-client");
    thread.setDaemon(true);
    thread.start();
  }

  DTLSTransport connected() throws Exception {
    return connected.get(20, TimeUnit.SECONDS);
  }

  private final class Client extends AbstractTlsClient {
    private final Negotiation credentials;

    Client() {
      this(
          new Negotiation(config, DtlsRole.CLIENT, List.of(), new MixedCrypto(new SecureRandom())));
    }

    private Client(Negotiation credentials) {
      super(credentials.crypto());
      this.credentials = credentials;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return version.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
      return suites;
    }

    @Override
    protected Vector<?> getSupportedSignatureAlgorithms() {
      return Negotiation.signatures();
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Hashtable getClientExtensions() throws IOException {
      Hashtable extensions = super.getClientExtensions();
      if (recordLimit > 0) {
        TlsExtensionsUtils.addRecordSizeLimitExtension(extensions, recordLimit);
      }
      TlsSRTPUtils.addUseSRTPExtension(
          extensions,
          new UseSRTPData(new int[] {SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80}, null));
      if (padding > 0) {
        TlsExtensionsUtils.addPaddingExtension(extensions, padding);
      }
      return extensions;
    }

    @Override
    public boolean shouldUseExtendedMasterSecret() {
      return usesExtendedMasterSecret;
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
      closeNotified |= description == AlertDescription.close_notify;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
      return 50;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
      return 20_000;
    }

    @Override
    public TlsAuthentication getAuthentication() {
      return new TlsAuthentication() {
        @Override
        public void notifyServerCertificate(TlsServerCertificate certificate) {}

        @Override
        public TlsCredentials getClientCredentials(CertificateRequest request) {
          return showsCertificate ? credentials.credentials(context) : null;
        }
      };
    }
  }
}

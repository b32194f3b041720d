package org.vivavoce.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.UseSRTPData;

/**
 * A DTLS server that is not ours: Bouncy Castle bare, one record to a datagram as many stacks do.
 */
final class RawServer {
  final CompletableFuture<DTLSTransport> connected = new CompletableFuture<>();
  final DtlsConfig config = DtlsConfig.of(DtlsCertificate.generate());
  int[] srtp = {SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80};
  boolean usesExtendedMasterSecret = true;

  /** What it says of the records that it takes (RFC 8449), or 0. */
  int recordLimit;

  private volatile RawLink link;

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
                DTLSTransport transport = new DTLSServerProtocol().accept(new Server(), link);
                connected.complete(transport);
                // Whoever missed the last flight asks for it again.
                byte[] buffer = new byte[2000];
                int silences = 0;
                while (silences < 2) {
                  silences = transport.receive(buffer, 0, 2000, 1000) < 0 ? silences + 1 : 0;
                }
              } catch (IOException | RuntimeException e) {
                connected.completeExceptionally(e);
              }
            },
            "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  DTLSTransport connected() throws Exception {
    return connected.get(20, TimeUnit.SECONDS);
  }

  private final class Server extends AbstractTlsServer {
    private final Negotiation credentials;

    Server() {
      this(
          new Negotiation(config, DtlsRole.SERVER, List.of(), new MixedCrypto(new SecureRandom())));
    }

    private Server(Negotiation credentials) {
      super(credentials.crypto());
      this.credentials = credentials;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
      return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
    }

    @Override
    public TlsCredentials getCredentials() {
      return credentials.credentials(context);
    }

    @Override
    public CertificateRequest getCertificateRequest() {
      return new CertificateRequest(
          new short[] {ClientCertificateType.ecdsa_sign}, Negotiation.signatures(), null);
    }

    @Override
    public void notifyClientCertificate(Certificate certificate) {}

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Hashtable getServerExtensions() throws IOException {
      Hashtable extensions = super.getServerExtensions();
      if (recordLimit > 0) {
        TlsExtensionsUtils.addRecordSizeLimitExtension(extensions, recordLimit);
      }
      TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(srtp, null));
      return extensions;
    }

    @Override
    public boolean shouldUseExtendedMasterSecret() {
      return usesExtendedMasterSecret;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
      return 50;
    }

    @Override
    public int getHandshakeTimeoutMillis() {
      return 20_000;
    }
  }
}

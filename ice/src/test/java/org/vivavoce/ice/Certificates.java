package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for a server of a test, made by the openssl program, and whom to trust for it. */
final class Certificates implements AutoCloseable {
  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  /**
   * A certificate that signs itself.
   *
   * @param names such as {@code DNS:localhost,IP:127.0.0.1}
   */
  static Certificates of(String names) throws Exception {
    Path folder = Files.createTempDirectory("certificates");
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=vivavoce test",
                "-addext",
                "subjectAltName=" + names,
                "-keyout",
                folder.resolve("key.pem").toString(),
                "-out",
                folder.resolve("cert.pem").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    assertThat(openssl.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(openssl.exitValue()).describedAs(Files.readString(folder.resolve("log"))).isZero();
    return new Certificates(folder);
  }

  Path certificate() {
    return folder.resolve("cert.pem");
  }

  Path key() {
    return folder.resolve("key.pem");
  }

  /** Trusts this certificate and no other. */
  SSLContext trust() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(certificate())) {
      store.setCertificateEntry(
          "test", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path it : files.toList()) {
        Files.delete(it);
      }
    }
    Files.delete(folder);
  }
}

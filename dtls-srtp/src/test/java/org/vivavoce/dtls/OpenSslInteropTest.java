package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the openssl command, in both roles. Without it skipped aloud, except where CI=true. */
class OpenSslInteropTest {
  private static final String LABEL = "EXTRACTOR-dtls_srtp";
  private static final Pattern EXPORTED = Pattern.compile("Keying material: ([0-9A-F]+)\\R");

  @TempDir Path folder;

  @BeforeAll
  static void needs_openssl() throws Exception {
    boolean installed = OpenSsl.isInstalled();
    if (!installed && "true".equals(System.getenv("CI"))) {
      fail("CI must have openssl installed");
    }
    if (!installed) {
      System.err.println("SKIPPED: openssl is not installed, interoperability is not tested");
    }
    assumeTrue(installed, "openssl is not installed");
  }

  @Test
  void openssl_as_client_agrees_on_profile_keys_and_data() throws Exception {
    asServer(
        7, 56, "-use_srtp", "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM:SRTP_AEAD_AES_128_GCM");
  }

  @Test
  void openssl_as_client_with_only_the_old_profile_gets_it() throws Exception {
    asServer(1, 60, "-use_srtp", "SRTP_AES128_CM_SHA1_80");
  }

  @Test
  void openssl_as_client_with_a_client_hello_in_fragments_is_accepted() throws Exception {
    String longNames = ("x".repeat(250) + ",").repeat(3) + "y";
    asServer(8, 88, "-use_srtp", "SRTP_AEAD_AES_256_GCM", "-mtu", "300", "-alpn", longNames);
  }

  private void asServer(int profile, int length, String... options) throws Exception {
    OpenSsl.Identity identity = OpenSsl.Identity.ecdsa(folder);
    Peer server = Peer.make();
    try (UdpLink link = new UdpLink(server)) {
      server.start(DtlsRole.SERVER, identity.fingerprint());
      List<String> all = new ArrayList<>(List.of(options));
      all.addAll(List.of("-connect", "127.0.0.1:" + link.port()));
      all.addAll(List.of("-keymatexport", LABEL, "-keymatexportlen", String.valueOf(length)));
      try (OpenSsl client = OpenSsl.run("s_client", identity, all.toArray(String[]::new))) {
        exchange(server, client, profile);
        assertThat(server.session().remoteFingerprint()).isEqualTo(identity.fingerprint());
        server.transport.close();
      }
    }
  }

  @Test
  void openssl_as_server_agrees_on_profile_keys_and_data() throws Exception {
    Peer client = asClient(OpenSsl.Identity.ecdsa(folder), 7, 56, "SRTP_AEAD_AES_128_GCM");
    assertThat(client.session().cipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
  }

  @Test
  void openssl_as_server_with_an_rsa_certificate_and_chacha20_is_accepted() throws Exception {
    Peer client =
        asClient(
            OpenSsl.Identity.rsa(folder),
            1,
            60,
            "SRTP_AES128_CM_SHA1_80",
            "-cipher",
            "ECDHE-RSA-CHACHA20-POLY1305");
    assertThat(client.session().cipherSuite())
        .isEqualTo("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
  }

  private Peer asClient(
      OpenSsl.Identity identity, int profile, int length, String srtp, String... options)
      throws Exception {
    int port = UdpLink.freePort();
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("-accept", "127.0.0.1:" + port, "-use_srtp", srtp, "-Verify", "1"));
    all.addAll(List.of("-keymatexport", LABEL, "-keymatexportlen", String.valueOf(length)));
    Peer client = Peer.make();
    InetSocketAddress remote = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
    try (OpenSsl server = OpenSsl.run("s_server", identity, all.toArray(String[]::new));
        UdpLink link = new UdpLink(client, remote)) {
      server.awaitOutput("ACCEPT");
      assertThat(link.port()).isNotEqualTo(port);
      client.start(DtlsRole.CLIENT, identity.fingerprint());
      exchange(client, server, profile);
      // It asked for our certificate and got it.
      server.awaitOutput("Client certificate\n-----BEGIN CERTIFICATE-----");
      client.transport.close();
    }
    return client;
  }

  private static void exchange(Peer peer, OpenSsl openssl, int profile) throws Exception {
    DtlsSession session = peer.session();
    assertThat(session.srtpProtectionProfile()).hasValue(profile);
    Matcher exported = openssl.awaitOutput(EXPORTED);
    assertThat(HexFormat.of().withUpperCase().formatHex(session.keyingMaterial()))
        .isEqualTo(exported.group(1));

    openssl.type("hello from openssl");
    assertThat(new String(peer.nextData(), StandardCharsets.US_ASCII))
        .isEqualTo("hello from openssl\n");
    assertThat(peer.send("hello from vivavoce\n".getBytes(StandardCharsets.US_ASCII))).isTrue();
    openssl.awaitOutput("hello from vivavoce");
  }

  @Test
  void openssl_without_an_aead_suite_is_refused() throws Exception {
    OpenSsl.Identity identity = OpenSsl.Identity.ecdsa(folder);
    Peer server = Peer.make();
    try (UdpLink link = new UdpLink(server)) {
      server.start(DtlsRole.SERVER, identity.fingerprint());
      try (OpenSsl client =
          OpenSsl.run(
              "s_client",
              identity,
              "-cipher",
              "ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA",
              "-use_srtp",
              "SRTP_AES128_CM_SHA1_80",
              "-connect",
              "127.0.0.1:" + link.port())) {
        assertThat(server.end()).isInstanceOf(DtlsFailure.ProtocolError.class);
        client.awaitOutput("handshake failure");
      }
    }
  }

  @Test
  void openssl_without_use_srtp_fails_unless_srtp_is_optional() throws Exception {
    OpenSsl.Identity identity = OpenSsl.Identity.ecdsa(folder);
    for (boolean required : new boolean[] {true, false}) {
      Peer server = new Peer(DtlsConfig.of(DtlsCertificate.generate()).withSrtpRequired(required));
      try (UdpLink link = new UdpLink(server)) {
        server.start(DtlsRole.SERVER, identity.fingerprint());
        try (OpenSsl client =
            OpenSsl.run("s_client", identity, "-connect", "127.0.0.1:" + link.port())) {
          if (required) {
            assertThat(server.end()).isInstanceOf(DtlsFailure.NoSrtpProfile.class);
            client.awaitOutput("handshake failure");
          } else {
            assertThat(server.session().srtpProtectionProfile()).isEmpty();
          }
        }
      }
    }
  }

  @Test
  void openssl_with_another_certificate_is_refused_and_told() throws Exception {
    OpenSsl.Identity identity = OpenSsl.Identity.ecdsa(folder);
    Fingerprint other = DtlsCertificate.generate().fingerprint();
    Peer server = Peer.make();
    try (UdpLink link = new UdpLink(server)) {
      server.start(DtlsRole.SERVER, other);
      try (OpenSsl client =
          OpenSsl.run(
              "s_client",
              identity,
              "-use_srtp",
              "SRTP_AES128_CM_SHA1_80",
              "-connect",
              "127.0.0.1:" + link.port())) {
        assertThat(server.end()).isInstanceOf(DtlsFailure.FingerprintMismatch.class);
        client.awaitOutput("bad certificate");
      }
    }
  }
}

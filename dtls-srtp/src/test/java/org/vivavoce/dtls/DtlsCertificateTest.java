package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DtlsCertificateTest {

  private static X509Certificate read(DtlsCertificate certificate) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate.der()));
  }

  @Test
  void the_jdk_accepts_it_as_a_self_signed_p_256_certificate() throws Exception {
    X509Certificate certificate = read(DtlsCertificate.generate());
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(((ECPublicKey) certificate.getPublicKey()).getParams().getOrder().bitLength())
        .isEqualTo(256);
    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getSubjectX500Principal())
        .isEqualTo(certificate.getIssuerX500Principal());
  }

  @Test
  void it_is_valid_from_one_day_ago_for_thirty_days() throws Exception {
    Instant now = Instant.parse("2026-11-23T02:00:00Z");
    DtlsCertificate made = DtlsCertificate.generate(new SecureRandom(), now);
    X509Certificate certificate = read(made);
    assertThat(certificate.getNotBefore()).isEqualTo(Date.from(now.minus(Duration.ofDays(1))));
    assertThat(certificate.getNotAfter()).isEqualTo(Date.from(now.plus(Duration.ofDays(30))));
    assertThat(made.expires()).isEqualTo(now.plus(Duration.ofDays(30)));
  }

  @Test
  void no_two_share_a_key_a_name_or_a_serial_number() throws Exception {
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      X509Certificate certificate = read(DtlsCertificate.generate());
      assertThat(seen.add(certificate.getPublicKey())).isTrue();
      assertThat(seen.add(certificate.getSubjectX500Principal())).isTrue();
      assertThat(seen.add(certificate.getSerialNumber())).isTrue();
      assertThat(certificate.getSerialNumber()).isPositive();
    }
  }

  @Test
  void its_fingerprints_match_it_and_no_other() {
    DtlsCertificate one = DtlsCertificate.generate();
    DtlsCertificate other = DtlsCertificate.generate();
    for (String hash : List.of("sha-256", "sha-384", "sha-512")) {
      assertThat(one.fingerprint(hash).matches(one.der())).isTrue();
      assertThat(one.fingerprint(hash).matches(other.der())).isFalse();
    }
    assertThat(one.fingerprint()).isEqualTo(one.fingerprint("sha-256"));
    assertThatThrownBy(() -> one.fingerprint("sha-1")).isInstanceOf(IllegalArgumentException.class);
  }
}

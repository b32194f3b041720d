package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.srtp.SrtpProfile;

class DtlsHandshakeTest {
  private static final SrtpProfile CM_80 = SrtpProfile.AES_CM_128_HMAC_SHA1_80;
  private static final SrtpProfile GCM_128 = SrtpProfile.AEAD_AES_128_GCM;
  private static final SrtpProfile GCM_256 = SrtpProfile.AEAD_AES_256_GCM;

  @BeforeAll
  static void warm_up() {
    DtlsTransport.warmUp();
  }

  private static void start(Peer client, Peer server) {
    Peer.join(client, server);
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(DtlsRole.CLIENT, server.fingerprint());
  }

  private static Peer with(List<SrtpProfile> profiles, boolean required) {
    return new Peer(
        DtlsConfig.of(DtlsCertificate.generate())
            .withSrtpProfiles(profiles)
            .withSrtpRequired(required));
  }

  @Test
  void two_peers_agree_on_everything_and_exchange_data() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    start(client, server);

    DtlsSession a = client.session();
    DtlsSession b = server.session();
    assertThat(a.version()).isEqualTo("DTLS 1.2");
    assertThat(a.cipherSuite())
        .isEqualTo(b.cipherSuite())
        .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    assertThat(a.localRole()).isEqualTo(DtlsRole.CLIENT);
    assertThat(b.localRole()).isEqualTo(DtlsRole.SERVER);
    assertThat(a.remoteFingerprint()).isEqualTo(server.fingerprint());
    assertThat(b.remoteFingerprint()).isEqualTo(client.fingerprint());
    assertThat(a.remoteCertificate()).isEqualTo(server.config.certificate().der());
    assertThat(client.transport.state()).isEqualTo(DtlsState.CONNECTED);
    assertThat(client.transport.session()).containsSame(a);

    assertThat(client.send(new byte[] {1, 2, 3})).isTrue();
    assertThat(server.nextData()).containsExactly(1, 2, 3);
    assertThat(server.send(new byte[] {4})).isTrue();
    assertThat(client.nextData()).containsExactly(4);
    assertThat(server.calls).containsExactly("connected", "data");

    client.transport.close();
    assertThat(client.end()).isEqualTo("closed");
    assertThat(server.end()).isEqualTo("closed");
    assertThat(server.transport.state()).isEqualTo(DtlsState.CLOSED);
    assertThat(server.send(new byte[1])).isFalse();
  }

  @Test
  void rfc_5764_each_side_sends_with_the_keys_that_the_other_receives_with() throws Exception {
    for (SrtpProfile profile : SrtpProfile.values()) {
      Peer client = with(List.of(profile), true);
      Peer server = Peer.make();
      start(client, server);
      DtlsSession a = client.session();
      DtlsSession b = server.session();
      assertThat(a.srtpProfile()).contains(profile);
      assertThat(b.srtpProtectionProfile()).hasValue(profile.id());
      assertThat(a.localMasterKey()).hasSize(profile.keyLength()).isEqualTo(b.remoteMasterKey());
      assertThat(a.remoteMasterKey()).isEqualTo(b.localMasterKey());
      assertThat(a.localSalt()).hasSize(profile.saltLength()).isEqualTo(b.remoteSalt());
      assertThat(a.remoteSalt()).isEqualTo(b.localSalt());
      assertThat(a.localMasterKey()).isNotEqualTo(a.remoteMasterKey());
      // Section 4.2: client key, server key, client salt, server salt.
      assertThat(a.keyingMaterial())
          .isEqualTo(b.keyingMaterial())
          .startsWith(a.localMasterKey())
          .endsWith(a.remoteSalt())
          .hasSize(2 * (profile.keyLength() + profile.saltLength()));
      assertThat(a.toString()).doesNotContainIgnoringCase("key");
    }
  }

  @Test
  void the_server_chooses_the_profile_that_it_likes_best() throws Exception {
    Peer client = with(List.of(CM_80, GCM_256, GCM_128), true);
    Peer server = with(List.of(GCM_256, GCM_128, CM_80), true);
    start(client, server);
    assertThat(client.session().srtpProfile()).contains(GCM_256);
    assertThat(server.session().srtpProfile()).contains(GCM_256);
  }

  @Test
  void no_profile_in_common_fails_on_both_sides() throws Exception {
    Peer client = with(List.of(GCM_128), true);
    Peer server = with(List.of(CM_80), true);
    start(client, server);
    assertThat(server.end()).isEqualTo(new DtlsFailure.NoSrtpProfile(List.of(CM_80)));
    assertThat(client.end()).isEqualTo(new DtlsFailure.PeerAlert(40, "handshake_failure"));
  }

  @Test
  void a_server_without_srtp_fails_a_client_that_requires_it() throws Exception {
    Peer client = with(List.of(GCM_128), true);
    Peer server = with(List.of(), true);
    start(client, server);
    assertThat(client.end()).isEqualTo(new DtlsFailure.NoSrtpProfile(List.of(GCM_128)));
    assertThat(server.end()).isInstanceOf(DtlsFailure.PeerAlert.class);
  }

  @Test
  void without_srtp_there_is_a_session_but_no_keys() throws Exception {
    Peer client = with(List.of(GCM_128), false);
    Peer server = with(List.of(CM_80), false);
    start(client, server);
    DtlsSession session = client.session();
    assertThat(session.srtpProtectionProfile()).isEqualTo(OptionalInt.empty());
    assertThat(server.session().srtpProfile()).isEmpty();
    assertThatThrownBy(session::localMasterKey)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("No SRTP profile");
    assertThat(client.send(new byte[] {1})).isTrue();
    assertThat(server.nextData()).containsExactly(1);
  }

  @Test
  void a_server_with_the_wrong_certificate_is_refused_at_once_and_told() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    Fingerprint expected = DtlsCertificate.generate().fingerprint();
    Peer.join(client, server);
    long begin = System.nanoTime();
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(DtlsRole.CLIENT, expected);
    assertThat(client.end())
        .isEqualTo(new DtlsFailure.FingerprintMismatch(List.of(expected), server.fingerprint()));
    assertThat(server.end()).isEqualTo(new DtlsFailure.PeerAlert(42, "bad_certificate"));
    assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000L);
    for (Peer peer : List.of(client, server)) {
      assertThat(peer.transport.state()).isEqualTo(DtlsState.FAILED);
      assertThat(peer.transport.session()).isEmpty();
      assertThat(peer.send(new byte[1])).isFalse();
      assertThat(peer.calls).containsExactly("failed");
    }
  }

  @Test
  void a_client_with_the_wrong_certificate_is_refused_at_once_and_told() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    Fingerprint expected = DtlsCertificate.generate().fingerprint();
    Peer.join(client, server);
    long begin = System.nanoTime();
    server.start(DtlsRole.SERVER, expected);
    client.start(DtlsRole.CLIENT, server.fingerprint());
    assertThat(server.end())
        .isEqualTo(new DtlsFailure.FingerprintMismatch(List.of(expected), client.fingerprint()));
    assertThat(client.end()).isEqualTo(new DtlsFailure.PeerAlert(42, "bad_certificate"));
    assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000L);
    for (Peer peer : List.of(client, server)) {
      assertThat(peer.transport.session()).isEmpty();
      assertThat(peer.calls).containsExactly("failed");
    }
  }

  @Test
  void rfc_8122_one_of_several_fingerprints_by_the_strongest_hash_suffices() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    DtlsCertificate other = DtlsCertificate.generate();
    Peer.join(client, server);
    server.start(DtlsRole.SERVER, client.config.certificate().fingerprint("sha-384"));
    client.start(
        DtlsRole.CLIENT,
        other.fingerprint("sha-512"),
        server.config.certificate().fingerprint("sha-512"),
        other.fingerprint("sha-256"));
    assertThat(client.session().remoteFingerprint())
        .isEqualTo(server.config.certificate().fingerprint("sha-512"));
    assertThat(server.session().remoteFingerprint().hashFunction()).isEqualTo("sha-384");
  }

  @Test
  void rfc_8122_a_match_by_a_weaker_hash_does_not_help() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    Peer.join(client, server);
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(
        DtlsRole.CLIENT, server.fingerprint(), DtlsCertificate.generate().fingerprint("sha-512"));
    assertThat(client.end()).isInstanceOf(DtlsFailure.FingerprintMismatch.class);
  }
}

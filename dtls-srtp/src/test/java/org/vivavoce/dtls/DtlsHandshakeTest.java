package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DtlsHandshakeTest {

  @Test
  void two_peers_agree_on_everything_and_exchange_data() throws Exception {
    Peer client = Peer.make();
    Peer server = Peer.make();
    Peer.join(client, server);
    server.start(DtlsRole.SERVER, client.fingerprint());
    client.start(DtlsRole.CLIENT, server.fingerprint());

    DtlsSession a = client.session();
    DtlsSession b = server.session();
    assertThat(a.version()).isEqualTo("DTLS 1.2");
    assertThat(a.cipherSuite())
        .isEqualTo(b.cipherSuite())
        .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    assertThat(a.srtpProtectionProfile()).hasValue(7);
    assertThat(b.srtpProtectionProfile()).hasValue(7);
    assertThat(a.localMasterKey()).hasSize(16).isEqualTo(b.remoteMasterKey());
    assertThat(a.localSalt()).hasSize(12).isEqualTo(b.remoteSalt());
    assertThat(a.remoteMasterKey()).isEqualTo(b.localMasterKey());
    assertThat(a.remoteSalt()).isEqualTo(b.localSalt());

    assertThat(client.send(new byte[] {1, 2, 3})).isTrue();
    assertThat(server.nextData()).containsExactly(1, 2, 3);
    assertThat(server.send(new byte[] {4})).isTrue();
    assertThat(client.nextData()).containsExactly(4);

    client.transport.close();
    assertThat(client.end()).isEqualTo("closed");
    assertThat(server.end()).isEqualTo("closed");
  }
}

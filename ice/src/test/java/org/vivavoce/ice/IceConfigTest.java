package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceConfigTest {
  @Test
  void stun_and_turn_uris_are_read() {
    assertThat(IceServer.of("stun:example.org"))
        .isEqualTo(
            new IceServer(
                IceServer.Kind.STUN, IceServer.Transport.UDP, "example.org", 3478, "", ""));
    assertThat(IceServer.of("turn:[2001:db8::1]:99?transport=udp", "u", "p"))
        .isEqualTo(
            new IceServer(
                IceServer.Kind.TURN, IceServer.Transport.UDP, "2001:db8::1", 99, "u", "p"))
        .hasToString("turn:[2001:db8::1]:99?transport=udp");
    assertThat(IceServer.of("STUN:192.0.2.1:1").port()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "turns:example.org?transport=udp",
        "stuns:example.org",
        "turn:example.org?transport=sctp",
        "turn:example.org?tcp",
        "stun:example.org?transport=udp",
        "http://example.org",
        "example.org",
        "",
        "stun:",
        "stun:example.org:x",
        "stun:example.org:0",
        "stun:example.org:65536",
        "stun:[::1",
        "stun:[::1]x",
      })
  void other_uris_are_refused(String uri) {
    assertThatIllegalArgumentException().isThrownBy(() -> IceServer.of(uri, "u", "p"));
  }

  @Test
  void turn_over_tcp_and_tls_is_read_with_its_standard_ports() {
    IceServer tcp = IceServer.of("turn:example.org?transport=tcp", "u", "p");
    assertThat(tcp.transport()).isEqualTo(IceServer.Transport.TCP);
    assertThat(tcp.url()).isEqualTo("turn:example.org:3478?transport=tcp");
    IceServer tls = IceServer.of("turns:example.org", "u", "p");
    assertThat(tls.transport()).isEqualTo(IceServer.Transport.TLS);
    assertThat(tls.url()).isEqualTo("turns:example.org:5349?transport=tcp");
    assertThat(IceServer.of("turns:[::1]:443?transport=tcp", "u", "p").url())
        .isEqualTo("turns:[::1]:443?transport=tcp");
    assertThat(IceServer.of("stun:example.org").url()).isEqualTo("stun:example.org:3478");
  }

  @Test
  void what_is_not_spoken_is_refused_in_words() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IceServer.of("turns:example.org?transport=udp", "u", "p"))
        .withMessageContaining("DTLS");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IceServer.of("stuns:example.org"))
        .withMessageContaining("STUN over TLS");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IceServer.of("turn:example.org"))
        .withMessageContaining("credential");
  }

  @Test
  void values_out_of_range_are_refused() throws Exception {
    IceConfig.Builder builder = IceConfig.builder();
    InetAddress any = InetAddress.getByAddress(new byte[4]);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.pacing(Duration.ofMillis(4)));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.receiveBufferBytes(1));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.maxRemoteCandidates(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.bindAddress(any));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.consentTimeout(Duration.ofSeconds(31)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.consentTimeout(Duration.ofSeconds(6)).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IceConfig.builder().relayOnly(true).build())
        .withMessageContaining("turn:");
  }

  @Test
  void parameters_are_held_to_rfc_8839_and_the_password_stays_out_of_logs() {
    assertThatIllegalArgumentException().isThrownBy(() -> new IceParameters("abc", "p".repeat(22)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IceParameters("abcd", "p".repeat(21)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IceParameters("abc d", "p".repeat(22)));
    assertThat(new IceParameters("abcd", "p".repeat(22))).asString().doesNotContain("ppp");
    assertThat(IceServer.of("turn:example.org", "u", "secret").toString()).doesNotContain("secret");
  }

  @Test
  void loopback_is_a_candidate_on_request_only() throws Exception {
    assertThat(LocalAddresses.of(IceConfig.defaults())).noneMatch(InetAddress::isLoopbackAddress);
    assertThat(LocalAddresses.of(Peer.LOOPBACK)).allMatch(InetAddress::isLoopbackAddress);
    assertThat(LocalAddresses.of(Peer.LOOPBACK)).hasSize(1);
    assertThat(LocalAddresses.of(IceConfig.builder().loopback(true).build()))
        .anyMatch(InetAddress::isLoopbackAddress);
  }

  @Test
  void rfc_8445_section_5_1_2_priorities_order_the_types() {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", 5000);
    IceCandidate host = Candidates.host(address, 65535);
    assertThat(host.priority()).isEqualTo((126L << 24) + (65535L << 8) + 255);
    IceCandidate reflexive =
        Candidates.reflexive(
            address, host, address.getAddress(), IceCandidateType.SERVER_REFLEXIVE);
    IceCandidate relayed = Candidates.relayed(address, address, address.getAddress(), 65535);
    assertThat(List.of(host.priority(), reflexive.priority(), relayed.priority()))
        .isSortedAccordingTo((a, b) -> Long.compare(b, a));
    assertThat(host.foundation()).isEqualTo(Candidates.host(address, 1).foundation());
    assertThat(host.foundation()).isNotEqualTo(reflexive.foundation());
  }
}

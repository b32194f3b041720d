package org.vivavoce.signaling.libp2p.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.signaling.libp2p.multiformats.AddressPart.Protocol;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

class MultiaddrTest {

  /** The bytes are those of js-multiaddr. */
  @ParameterizedTest
  @CsvSource({
    "/ip4/127.0.0.1/tcp/4001, 047f000001060fa1",
    "/ip6/2001:db8::1/tcp/65535/p2p/12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA,"
        + " 2920010db800000000000000000000000106ffffa503260024080112202ffa35a99d3a3cfbb17bb7c1dc5561"
        + "b18a8dcca4df38dc613ea859c37eb1336b",
    "/dns4/example.org/tcp/443/wss, 360b6578616d706c652e6f72670601bbde03",
    "/dnsaddr/bootstrap.example.org, 3815626f6f7473747261702e6578616d706c652e6f7267",
    "/ip4/10.0.0.1/udp/4001/quic-v1/p2p/QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N/p2p-circuit,"
        + " 040a00000191020fa1cd03a5032212209dff3b17d74cf4d38a50d8b6383e92d181a10395a5e73a726dcccbd2"
        + "1bf6f0b9a202",
    "/ip6/::/tcp/0, 2900000000000000000000000000000000060000",
    "/ip6zone/eth0/ip6/fe80::1/tcp/1, 2a046574683029fe800000000000000000000000000001060001"
  })
  void text_and_bytes_give_each_other(String text, String bytes) throws MalformedException {
    Multiaddr address = Multiaddr.parse(text);

    assertThat(HexFormat.of().formatHex(address.bytes())).isEqualTo(bytes);
    assertThat(Multiaddr.read(address.bytes())).isEqualTo(address).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:0DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "1:0:3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
    "0:0:1:0:0:0:1:0, 0:0:1::1:0",
    "::ffff:192.0.2.1, ::ffff:c000:201"
  })
  void an_ipv6_address_has_one_spelling_rfc5952(String typed, String written) {
    assertThat(Multiaddr.parse("/ip6/" + typed + "/tcp/1"))
        .hasToString("/ip6/" + written + "/tcp/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "ip4/127.0.0.1",
        "/ip4",
        "/ip4/127.0.0",
        "/ip4/127.0.0.256/tcp/1",
        "/ip4/127.0.0.01/tcp/1",
        "/ip6/1:2:3:4:5:6:7/tcp/1",
        "/ip6/1::2::3/tcp/1",
        "/ip6/1:2:3:4:5:6:7:8:9/tcp/1",
        "/ip6/1:2:3:4:5:6:7::8/tcp/1",
        "/ip6/g::/tcp/1",
        "/ip4/127.0.0.1/tcp",
        "/ip4/127.0.0.1/tcp/65536",
        "/ip4/127.0.0.1/tcp/-1",
        "/carrier-pigeon/1",
        "/dns4/ä/tcp/1",
        "/p2p/12D3",
        "//"
      })
  void what_is_no_address_is_refused_with_an_example(String text) {
    assertThatThrownBy(() -> Multiaddr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Multiaddr.EXAMPLE);
  }

  @Test
  void the_peer_at_its_end_can_be_set_taken_and_removed() {
    PeerId peer = PeerId.parse(PeerId.EXAMPLE);
    Multiaddr plain = Multiaddr.parse("/ip4/192.0.2.1/tcp/4001");

    assertThat(plain.peerId()).isEmpty();
    assertThat(plain.withPeerId(peer)).hasToString(Multiaddr.EXAMPLE);
    assertThat(plain.withPeerId(peer).withPeerId(peer)).isEqualTo(plain.withPeerId(peer));
    assertThat(plain.withPeerId(peer).peerId()).contains(peer);
    assertThat(plain.withPeerId(peer).withoutPeerId()).isEqualTo(plain);
  }

  @Test
  void only_plain_tcp_can_be_dialed() {
    assertThat(Multiaddr.parse(Multiaddr.EXAMPLE).tcpEndpoint())
        .contains(new Multiaddr.TcpEndpoint(Protocol.IP4, "192.0.2.1", 4001));
    assertThat(Multiaddr.parse("/dns/example.org/tcp/1").tcpEndpoint())
        .contains(new Multiaddr.TcpEndpoint(Protocol.DNS, "example.org", 1));
    assertThat(Multiaddr.parse("/dns4/example.org/tcp/443/wss").tcpEndpoint()).isEmpty();
    assertThat(Multiaddr.parse("/ip4/1.2.3.4/udp/1/quic-v1").tcpEndpoint()).isEmpty();
    assertThat(Multiaddr.parse("/p2p/" + PeerId.EXAMPLE).tcpEndpoint()).isEmpty();
  }

  @Test
  void random_and_mutated_bytes_are_read_to_an_address_that_writes_itself_or_are_refused()
      throws MalformedException {
    Random random = new Random(5);
    byte[] good = Multiaddr.parse(Multiaddr.EXAMPLE).bytes();
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes;
      if (i % 2 == 0) {
        bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
      } else {
        bytes = java.util.Arrays.copyOf(good, random.nextInt(good.length + 3));
        if (bytes.length > 0) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      Multiaddr address;
      try {
        address = Multiaddr.read(bytes);
      } catch (MalformedException e) {
        continue;
      }
      read++;
      assertThat(Multiaddr.read(address.bytes())).isEqualTo(address);
      assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
    }
    assertThat(read).isPositive();
  }
}

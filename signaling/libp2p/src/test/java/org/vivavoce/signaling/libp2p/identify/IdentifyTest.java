package org.vivavoce.signaling.libp2p.identify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.ProtoWriter;

class IdentifyTest {
  private final Identity identity = Identity.generate();
  private final PublicKey key = PublicKey.ofEd25519(identity.did().keyBytes());
  private final List<Multiaddr> addresses =
      List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/4001"), Multiaddr.parse("/ip6/::1/tcp/1"));

  private Identify identify() {
    return new Identify(
        "test/1",
        "agent",
        key.toProtobuf(),
        addresses,
        addresses.get(0),
        List.of("/a/1", "/b/1"),
        new SignedPeerRecord(PeerId.of(key), 7, addresses).seal(key, identity::sign));
  }

  @Test
  void what_is_said_is_read_whole_or_in_parts() throws MalformedException {
    byte[] bytes = identify().toProtobuf();
    Identify read = Identify.read(List.of(bytes));
    assertThat(read.toProtobuf()).isEqualTo(bytes);
    assertThat(read.protocols()).containsExactly("/a/1", "/b/1");
    assertThat(read.listenAddresses()).isEqualTo(addresses);
    assertThat(read.observedAddress()).isEqualTo(addresses.get(0));

    byte[] more = new ProtoWriter().text(3, "/c/1").toByteArray();
    assertThat(Identify.read(List.of(bytes, more)).protocols())
        .containsExactly("/a/1", "/b/1", "/c/1");
  }

  @Test
  void an_address_of_an_unknown_kind_is_left_out_and_nothing_else() throws MalformedException {
    byte[] bytes =
        new ProtoWriter()
            .bytes(2, new byte[] {(byte) 0xff, 0x7f, 1})
            .bytes(2, addresses.get(0).bytes())
            .bytes(4, new byte[] {1})
            .toByteArray();
    Identify read = Identify.read(List.of(bytes));
    assertThat(read.listenAddresses()).containsExactly(addresses.get(0));
    assertThat(read.observedAddress()).isNull();
  }

  @Test
  void too_many_addresses_or_protocols_are_refused() {
    ProtoWriter many = new ProtoWriter();
    for (int i = 0; i < 100; i++) {
      many.bytes(2, addresses.get(0).bytes());
    }
    assertThatThrownBy(() -> Identify.read(List.of(many.toByteArray())))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void a_signed_record_is_opened_and_a_changed_bit_anywhere_is_noticed() throws MalformedException {
    SignedPeerRecord record = new SignedPeerRecord(PeerId.of(key), 7, addresses);
    byte[] sealed = record.seal(key, identity::sign);
    assertThat(SignedPeerRecord.open(sealed)).isEqualTo(record);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> SignedPeerRecord.open(changed))
          .as("bit %s", bit)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void a_record_that_another_peer_signed_is_refused() {
    Identity other = Identity.generate();
    byte[] sealed =
        new SignedPeerRecord(PeerId.of(other.did()), 1, addresses).seal(key, identity::sign);
    assertThatThrownBy(() -> SignedPeerRecord.open(sealed))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("another peer");
  }

  @Test
  void random_and_mutated_bytes_are_read_or_refused_and_nothing_else() {
    Random random = new Random(8);
    byte[] good = identify().toProtobuf();
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(good, 1 + random.nextInt(good.length + 5));
      for (int change = 0; change < random.nextInt(4); change++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        Identify.read(List.of(bytes));
        read++;
      } catch (MalformedException e) {
        assertThat(e).hasMessageContaining(" ");
      }
    }
    assertThat(read).isPositive();
  }
}

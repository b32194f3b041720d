package org.vivavoce.signaling.libp2p.relays;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.identify.SignedPeerRecord;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

class RelayListTest {
  private static byte[] record(int addresses) {
    Identity identity = Identity.generate();
    PublicKey key = PublicKey.ofEd25519(identity.did().keyBytes());
    List<Multiaddr> where = new ArrayList<>();
    for (int i = 0; i < addresses; i++) {
      where.add(Multiaddr.parse("/ip4/192.0.2.1/tcp/" + (4001 + i)));
    }
    return new SignedPeerRecord(PeerId.of(key), 1, where).seal(key, identity::sign);
  }

  @Test
  void relays_are_read_as_they_were_written() throws Exception {
    byte[] one = record(2);
    byte[] two = record(1);
    assertThat(RelayList.read(RelayList.write(List.of(one, two))))
        .containsExactly(SignedPeerRecord.open(one), SignedPeerRecord.open(two));
    assertThat(RelayList.read(RelayList.write(List.of()))).isEmpty();
  }

  @Test
  void more_than_sixteen_are_neither_written_nor_read() throws Exception {
    List<byte[]> many = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      many.add(record(1));
    }
    byte[] first = RelayList.write(many);
    assertThat(RelayList.read(first)).hasSize(RelayList.MAX_RELAYS);
    byte[] both = Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(first, 0, both, first.length, first.length);
    assertThat(RelayList.read(both)).hasSize(RelayList.MAX_RELAYS);
  }

  @Test
  void a_record_that_nobody_signed_is_left_out_and_the_others_are_read() throws Exception {
    byte[] forged = record(1);
    forged[forged.length - 1] ^= 1;
    byte[] good = record(1);
    assertThat(RelayList.read(RelayList.write(List.of(forged, new byte[0], good))))
        .containsExactly(SignedPeerRecord.open(good));
  }

  @Test
  void random_and_mutated_bytes_are_malformed_or_name_only_who_signed() {
    Random random = new Random(9);
    byte[] whole = RelayList.write(List.of(record(1), record(3)));
    int malformed = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 20));
      for (int k = random.nextInt(4); k > 0 && bytes.length > 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(RelayList.read(bytes).size()).isLessThanOrEqualTo(2);
      } catch (MalformedException e) {
        malformed++;
      }
    }
    assertThat(malformed).isPositive();
  }
}

package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostileInputTest {
  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] request(String username, StunHmac key) {
    StunWriter writer = new StunWriter(StunMessage.BINDING_REQUEST, TransactionId.random());
    writer.text(StunMessage.USERNAME, username).uint32(StunMessage.PRIORITY, 1);
    writer.int64(StunMessage.ICE_CONTROLLED, 0).flag(StunMessage.USE_CANDIDATE);
    return bytes(key == null ? writer.finish() : writer.sign(key));
  }

  @Test
  void a_flood_of_garbage_and_forged_stun_is_dropped_counted_and_disturbs_nothing()
      throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer();
        DatagramSocket attacker = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      Peer.connect(a, b);
      IceCandidate target = b.candidates.get(0);
      InetSocketAddress to = new InetSocketAddress(target.address(), target.port());
      String name =
          b.agent.localParameters().usernameFragment()
              + ":"
              + a.agent.localParameters().usernameFragment();
      StunHmac wrong = StunHmac.shortTerm("not the password at all");
      StunHmac right = StunHmac.shortTerm(b.agent.localParameters().password());
      byte[] signed = request(name, right);
      Random random = new Random(7);
      int n = 2000;
      for (int i = 0; i < n; i++) {
        byte[] packet =
            switch (i % 8) {
              case 0 -> random(random, 1 + random.nextInt(200));
              case 1 -> request("nobody:" + i, wrong);
              case 2 -> request(name, wrong);
              case 3 -> request(name, null);
              case 4 -> mutated(random, signed);
              case 5 ->
                  bytes(
                      new StunWriter(StunMessage.BINDING_SUCCESS, TransactionId.random())
                          .xorAddress(StunMessage.XOR_MAPPED_ADDRESS, to)
                          .sign(right));
              case 6 -> Arrays.copyOf(signed, random.nextInt(signed.length));
              default -> media(random);
            };
        attacker.send(new DatagramPacket(packet, packet.length, to));
        if (i % 50 == 0) {
          // In step with the receiver, lest the kernel drops what should be counted.
          assertThat(a.send(0x80, i & 0x7F)).isTrue();
          assertThat(b.awaitDatagram()).containsExactly(0x80, i & 0x7F);
        }
      }
      IceAgentTest.await(() -> dropped(b.agent.stats()) >= n);
      IceStats stats = b.agent.stats();
      assertThat(dropped(stats)).isEqualTo(n);
      assertThat(stats.stunForged()).isGreaterThanOrEqualTo(3 * n / 8);
      assertThat(stats.stunUnmatched()).isGreaterThanOrEqualTo(n / 8);
      assertThat(stats.foreignDropped()).isGreaterThanOrEqualTo(n / 8);
      assertThat(stats.stunMalformed()).isPositive();
      assertThat(stats.packetsReceived()).isEqualTo(n / 50);
      assertThat(b.received).isEmpty();
      assertThat(b.agent.selectedPair().orElseThrow()).isEqualTo(pairWithout(b));
      assertThat(b.failures).isEmpty();
    }
  }

  private static IceCandidatePair pairWithout(Peer b) {
    IceCandidatePair pair = b.pairs.get(b.pairs.size() - 1);
    assertThat(b.pairs).hasSize(1);
    return new IceCandidatePair(
        pair.local(), pair.remote(), b.agent.selectedPair().orElseThrow().roundTrip());
  }

  private static long dropped(IceStats it) {
    return it.foreignDropped()
        + it.unknownDropped()
        + it.stunMalformed()
        + it.stunForged()
        + it.stunUnmatched();
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] mutated(Random random, byte[] bytes) {
    byte[] copy = bytes.clone();
    // Not in FINGERPRINT: without it, or with another attribute in its place, it would be
    // authentic.
    int at = random.nextInt(copy.length - 8);
    copy[at] ^= (byte) (1 + random.nextInt(255));
    return copy;
  }

  private static byte[] media(Random random) {
    byte[] packet = random(random, 100);
    packet[0] = (byte) 0x80;
    return packet;
  }

  @Test
  void a_check_with_an_attribute_that_must_be_understood_is_refused_with_420() throws Exception {
    try (Peer b = new Peer();
        DatagramSocket peer = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      b.gather();
      IceCandidate target = b.candidates.get(0);
      StunHmac right = StunHmac.shortTerm(b.agent.localParameters().password());
      StunWriter writer = new StunWriter(StunMessage.BINDING_REQUEST, TransactionId.random());
      writer.text(StunMessage.USERNAME, b.agent.localParameters().usernameFragment() + ":abcd");
      byte[] request = bytes(writer.uint32(0x7FFE, 1).sign(right));
      peer.send(
          new DatagramPacket(
              request, request.length, new InetSocketAddress(target.address(), target.port())));
      peer.setSoTimeout(5000);
      DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
      peer.receive(answer);
      StunMessage refusal =
          StunMessage.parse(ByteBuffer.wrap(answer.getData(), 0, answer.getLength()));
      assertThat(refusal.errorCode()).isEqualTo(420);
      assertThat(refusal.verify(right)).isTrue();
      assertThat(refusal.value(StunMessage.UNKNOWN_ATTRIBUTES)).containsExactly(0x7F, 0xFE);
    }
  }

  @Test
  void addresses_that_check_us_are_bounded_in_number() throws Exception {
    IceConfig config = Peer.LOOPBACK.toBuilder().maxRemoteCandidates(4).build();
    try (Peer b = new Peer(config)) {
      b.gather();
      IceCandidate target = b.candidates.get(0);
      InetSocketAddress to = new InetSocketAddress(target.address(), target.port());
      StunHmac right = StunHmac.shortTerm(b.agent.localParameters().password());
      byte[] request = request(b.agent.localParameters().usernameFragment() + ":abcd", right);
      int answered = 0;
      for (int i = 0; i < 8; i++) {
        try (DatagramSocket peer = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
          peer.setSoTimeout(200);
          peer.send(new DatagramPacket(request, request.length, to));
          peer.receive(new DatagramPacket(new byte[1500], 1500));
          answered++;
        } catch (SocketTimeoutException e) {
          // Dropped.
        }
      }
      assertThat(answered).isEqualTo(4);
      assertThat(b.agent.stats().foreignDropped()).isEqualTo(4);
    }
  }
}

package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StunMessageTest {
  private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

  private static final String RFC5769_REQUEST =
      """
      00 01 00 58 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
      80 22 00 10 53 54 55 4e 20 74 65 73 74 20 63 6c 69 65 6e 74
      00 24 00 04 6e 00 01 ff
      80 29 00 08 93 2f f9 b1 51 26 3b 36
      00 06 00 09 65 76 74 6a 3a 68 36 76 59 20 20 20
      00 08 00 14 9a ea a7 0c bf d8 cb 56 78 1e f2 b5 b2 d3 f2 49 c1 b5 71 a2
      80 28 00 04 e5 7a 3b cf
      """;
  private static final String RFC5769_IPV4 =
      """
      01 01 00 3c 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
      80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
      00 20 00 08 00 01 a1 47 e1 12 a6 43
      00 08 00 14 2b 91 f5 99 fd 9e 90 c3 8c 74 89 f9 2a f9 ba 53 f0 6b e7 d7
      80 28 00 04 c0 7d 4c 96
      """;
  private static final String RFC5769_IPV6 =
      """
      01 01 00 48 21 12 a4 42 b7 e7 a7 01 bc 34 d6 86 fa 87 df ae
      80 22 00 0b 74 65 73 74 20 76 65 63 74 6f 72 20
      00 20 00 14 00 02 a1 47 01 13 a9 fa a5 d3 f1 79 bc 25 f4 b5 be d2 b9 d9
      00 08 00 14 a3 82 95 4e 4b e6 7b f1 17 84 c9 7c 82 92 c2 75 bf e3 ed 41
      80 28 00 04 c8 fb 0b 4c
      """;
  private static final String RFC5769_LONG_TERM =
      """
      00 01 00 60 21 12 a4 42 78 ad 34 33 c6 ad 72 c0 29 da 41 2e
      00 06 00 12 e3 83 9e e3 83 88 e3 83 aa e3 83 83 e3 82 af e3 82 b9 00 00
      00 15 00 1c 66 2f 2f 34 39 39 6b 39 35 34 64 36 4f 4c 33 34 6f 4c 39 46 53 54 76 79 36 34 73 41
      00 14 00 0b 65 78 61 6d 70 6c 65 2e 6f 72 67 00
      00 08 00 14 f6 70 24 65 6d d6 4a 3e 02 b8 e0 71 2e 85 c9 a2 8c a8 96 66
      """;

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  private static StunMessage parse(String hex) {
    return StunMessage.parse(ByteBuffer.wrap(bytes(hex)));
  }

  @Test
  void rfc_5769_section_2_1_request_is_read_and_verified() {
    StunMessage message = parse(RFC5769_REQUEST);
    assertThat(message.type()).isEqualTo(StunMessage.BINDING_REQUEST);
    assertThat(message.text(StunMessage.USERNAME)).isEqualTo("evtj:h6vY");
    assertThat(message.uint32(StunMessage.PRIORITY)).isEqualTo(0x6e0001ffL);
    assertThat(message.int64(StunMessage.ICE_CONTROLLED)).isEqualTo(0x932ff9b151263b36L);
    assertThat(message.verify(StunHmac.shortTerm(PASSWORD))).isTrue();
    assertThat(message.verify(StunHmac.shortTerm(PASSWORD + "x"))).isFalse();
    assertThat(message.transactionId())
        .isEqualTo(new TransactionId(0xb7e7a701, 0xbc34d686fa87dfaeL));
    assertThat(message.unknownRequired()).isEmpty();
  }

  @Test
  void rfc_5769_sections_2_2_and_2_3_responses_are_read_and_verified() throws Exception {
    StunMessage four = parse(RFC5769_IPV4);
    assertThat(four.isSuccess()).isTrue();
    assertThat(four.verify(StunHmac.shortTerm(PASSWORD))).isTrue();
    assertThat(four.xorAddress(StunMessage.XOR_MAPPED_ADDRESS))
        .isEqualTo(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 32853));
    StunMessage six = parse(RFC5769_IPV6);
    assertThat(six.verify(StunHmac.shortTerm(PASSWORD))).isTrue();
    assertThat(six.xorAddress(StunMessage.XOR_MAPPED_ADDRESS))
        .isEqualTo(
            new InetSocketAddress(
                InetAddress.getByName("2001:db8:1234:5678:11:2233:4455:6677"), 32853));
  }

  @Test
  void rfc_5769_section_2_4_long_term_credentials_are_verified() {
    StunMessage message = parse(RFC5769_LONG_TERM);
    String user = "\u30de\u30c8\u30ea\u30c3\u30af\u30b9";
    assertThat(message.text(StunMessage.USERNAME)).isEqualTo(user);
    assertThat(message.text(StunMessage.REALM)).isEqualTo("example.org");
    // SASLprep turns the password of the vector into this.
    assertThat(message.verify(StunHmac.longTerm(user, "example.org", "TheMatrIX"))).isTrue();
  }

  @Test
  void what_is_written_is_read_back() throws Exception {
    StunHmac key = StunHmac.shortTerm("p".repeat(22));
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("2001:db8::7"), 4711);
    StunWriter writer = new StunWriter(StunMessage.BINDING_REQUEST, TransactionId.random());
    writer.text(StunMessage.USERNAME, "abcde:fgh").uint32(StunMessage.PRIORITY, 0xFFFFFFFFL);
    writer.flag(StunMessage.USE_CANDIDATE).int64(StunMessage.ICE_CONTROLLING, -2);
    writer.xorAddress(StunMessage.XOR_PEER_ADDRESS, address).error(487, "Role Conflict");
    StunMessage read = StunMessage.parse(writer.sign(key));
    assertThat(read.text(StunMessage.USERNAME)).isEqualTo("abcde:fgh");
    assertThat(read.uint32(StunMessage.PRIORITY)).isEqualTo(0xFFFFFFFFL);
    assertThat(read.has(StunMessage.USE_CANDIDATE)).isTrue();
    assertThat(read.has(StunMessage.ICE_CONTROLLED)).isFalse();
    assertThat(read.int64(StunMessage.ICE_CONTROLLING)).isEqualTo(-2);
    assertThat(read.xorAddress(StunMessage.XOR_PEER_ADDRESS)).isEqualTo(address);
    assertThat(read.errorCode()).isEqualTo(487);
    assertThat(read.transactionId()).isEqualTo(writer.id());
    assertThat(read.verify(key)).isTrue();
  }

  @Test
  void what_follows_message_integrity_is_not_believed() {
    StunHmac key = StunHmac.shortTerm("p".repeat(22));
    StunWriter writer = new StunWriter(StunMessage.BINDING_REQUEST, TransactionId.random());
    ByteBuffer signed = writer.text(StunMessage.USERNAME, "abcd:efgh").sign(key);
    // USE-CANDIDATE in the place of FINGERPRINT: 4 bytes instead of 8, length corrected.
    byte[] forged = new byte[signed.limit() - 4];
    signed.get(forged);
    forged[forged.length - 4] = 0x00;
    forged[forged.length - 3] = (byte) StunMessage.USE_CANDIDATE;
    forged[forged.length - 2] = 0;
    forged[forged.length - 1] = 0;
    forged[3] -= 4;
    StunMessage read = StunMessage.parse(ByteBuffer.wrap(forged));
    assertThat(read.verify(key)).isTrue();
    assertThat(read.has(StunMessage.USE_CANDIDATE)).isFalse();
  }

  @Test
  void every_truncation_is_refused() {
    for (String vector : new String[] {RFC5769_REQUEST, RFC5769_IPV4, RFC5769_LONG_TERM}) {
      byte[] whole = bytes(vector);
      for (int length = 0; length < whole.length; length++) {
        assertThat(StunMessage.parse(ByteBuffer.wrap(whole, 0, length))).isNull();
      }
    }
  }

  @Test
  void twenty_thousand_mutants_never_throw_and_never_pass_for_authentic() {
    Random random = new Random(5769);
    byte[][] vectors = {bytes(RFC5769_REQUEST), bytes(RFC5769_IPV4), bytes(RFC5769_IPV6)};
    StunHmac key = StunHmac.shortTerm(PASSWORD);
    int parsed = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] mutant = vectors[i % 3].clone();
      // FINGERPRINT covers everything, so take it away to get at what is behind it.
      int end = mutant.length - 8;
      mutant[3] -= 8;
      int flips = 1 + random.nextInt(3);
      for (int j = 0; j < flips; j++) {
        mutant[random.nextInt(end)] ^= (byte) (1 << random.nextInt(8));
      }
      StunMessage message = StunMessage.parse(ByteBuffer.wrap(mutant, 0, end));
      if (message != null
          && !java.util.Arrays.equals(mutant, 0, end, original(vectors, i), 0, end)) {
        parsed++;
        message.text(StunMessage.USERNAME);
        message.uint32(StunMessage.PRIORITY);
        message.int64(StunMessage.ICE_CONTROLLED);
        message.xorAddress(StunMessage.XOR_MAPPED_ADDRESS);
        message.errorCode();
        message.unknownRequired();
        message.transactionId();
        assertThat(message.verify(key)).isFalse();
      }
    }
    assertThat(parsed).isGreaterThan(5_000);
  }

  private static byte[] original(byte[][] vectors, int i) {
    byte[] copy = vectors[i % 3].clone();
    copy[3] -= 8;
    return copy;
  }
}

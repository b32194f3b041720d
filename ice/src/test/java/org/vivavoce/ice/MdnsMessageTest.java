package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MdnsMessageTest {
  private static final String NAME = "1f4712db-ea17-4bcf-a596-105139dfd8bf.local";

  private static MdnsMessage parse(String hex) {
    return MdnsMessage.parse(
        ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "").replace("\n", ""))));
  }

  private static InetAddress address(String text) throws Exception {
    return InetAddress.getByName(text);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void rfc6762_a_question_asks_for_both_families_or_for_one() {
    MdnsMessage both = MdnsMessage.parse(MdnsWriter.query(NAME, true));
    assertThat(both.id()).isZero();
    assertThat(both.response()).isFalse();
    assertThat(both.questions())
        .containsExactly(
            new MdnsMessage.Question(NAME, MdnsMessage.TYPE_A),
            new MdnsMessage.Question(NAME, MdnsMessage.TYPE_AAAA));
    assertThat(MdnsMessage.parse(MdnsWriter.query(NAME, false)).questions()).hasSize(1);
  }

  @Test
  void rfc6762_an_answer_carries_the_address_and_says_that_there_is_no_other() throws Exception {
    for (String text : new String[] {"192.0.2.7", "2001:db8::7"}) {
      byte[] bytes = bytes(MdnsWriter.answer(NAME, address(text)));
      MdnsMessage answer = MdnsMessage.parse(ByteBuffer.wrap(bytes));
      assertThat(answer.response()).isTrue();
      assertThat(answer.addresses())
          .containsExactly(new MdnsMessage.Address(NAME, address(text), 120));
      String hex = HexFormat.of().formatHex(bytes);
      // The bit of A is in the first byte of the bitmap, that of AAAA in the fourth.
      assertThat(hex).endsWith(text.contains(":") ? "000400000008" : "000140");
      assertThat(hex).contains("8001"); // cache-flush and IN
    }
  }

  @Test
  void rfc6762_an_answer_to_unicast_dns_repeats_id_and_question() throws Exception {
    MdnsMessage.Question asked = new MdnsMessage.Question(NAME, MdnsMessage.TYPE_ANY);
    MdnsMessage answer =
        MdnsMessage.parse(MdnsWriter.legacyAnswer(0xABCD, asked, address("192.0.2.7")));
    assertThat(answer.id()).isEqualTo(0xABCD);
    assertThat(answer.questions()).containsExactly(asked);
    assertThat(answer.addresses())
        .containsExactly(new MdnsMessage.Address(NAME, address("192.0.2.7"), 10));
  }

  @Test
  void a_goodbye_has_no_time_to_live_and_a_denial_no_address() throws Exception {
    assertThat(MdnsMessage.parse(MdnsWriter.goodbye(NAME, address("192.0.2.7"))).addresses().get(0))
        .extracting(MdnsMessage.Address::ttl)
        .isEqualTo(0L);
    assertThat(MdnsMessage.parse(MdnsWriter.denial(NAME, address("192.0.2.7"))).addresses())
        .isEmpty();
  }

  @Test
  void rfc1035_names_are_read_through_pointers_and_in_any_case() throws Exception {
    MdnsMessage answer =
        parse(
            "0000 8400 0001 0002 0000 0000"
                + "01 41 05 4c4f43414c 00 0001 0001" // A.LOCAL
                + "c00c 0001 8001 00000078 0004 c0000207"
                + "01 62 c00e 001c 0001 00000005 0010 20010db8000000000000000000000007");
    assertThat(answer.questions()).containsExactly(new MdnsMessage.Question("a.local", 1));
    assertThat(answer.addresses())
        .containsExactly(
            new MdnsMessage.Address("a.local", address("192.0.2.7"), 120),
            new MdnsMessage.Address("b.local", address("2001:db8::7"), 5));
  }

  @Test
  void records_of_other_types_classes_and_lengths_are_passed_over() throws Exception {
    MdnsMessage answer =
        parse(
            "0000 8400 0000 0004 0000 0000"
                + "0161 00 0010 0001 00000078 0003 026869" // TXT
                + "0161 00 0001 0003 00000078 0004 c0000201" // class CHAOS
                + "0161 00 0001 0001 00000078 0003 c00002" // an A of three bytes
                + "0161 00 0001 0001 00000078 0004 c0000207");
    assertThat(answer.addresses())
        .containsExactly(new MdnsMessage.Address("a", address("192.0.2.7"), 120));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "0000 0000 0001 0000 0000", // no whole header
        "0000 0000 0001 0000 0000 0000", // a question that is not there
        "0000 0000 0001 0000 0000 0000 c00c 0001 0001", // a pointer to itself
        "0000 0000 0001 0000 0000 0000 c010 0001 0001 0161 00", // a pointer ahead
        "0000 0000 0001 0000 0000 0000 0161 c00c 0001 0001", // a loop by way of a label
        "0000 0000 0002 0000 0000 0000 0161 c014 0001 0001 0162 c00c 0001 0001", // to each other
        "0000 0000 0001 0000 0000 0000 4161 00 0001 0001", // a label of a kind that is not known
        "0000 0000 0001 0000 0000 0000 3f61 00 0001 0001", // a label that is not there
        "0000 0000 0001 0000 0000 0000 c0", // half a pointer
        "0000 8400 0000 0001 0000 0000 0161 00 0001 0001 00000078 0005 c0000207", // too long
        "0000 0800 0000 0000 0000 0000", // another opcode
        "0000 8403 0000 0000 0000 0000", // an error
        "0000 0000 ffff ffff ffff ffff", // entries without end
      })
  void what_is_broken_is_no_message(String hex) {
    assertThat(parse(hex)).isNull();
  }

  @Test
  void a_message_that_is_cut_anywhere_is_no_message() throws Exception {
    byte[] bytes = bytes(MdnsWriter.answer(NAME, address("192.0.2.7")));
    for (int length = 0; length < bytes.length; length++) {
      assertThat(MdnsMessage.parse(ByteBuffer.wrap(bytes, 0, length))).isNull();
    }
  }

  @Test
  void a_name_that_grows_beyond_255_by_pointers_is_refused_and_so_is_a_huge_message() {
    ByteBuffer out = ByteBuffer.allocate(20_000);
    out.putShort((short) 0).putShort((short) 0).putShort((short) 8);
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    int before = -1;
    for (int i = 0; i < 8; i++) {
      int at = out.position();
      out.put((byte) 63).put(new byte[63]);
      if (before < 0) {
        out.put((byte) 0);
      } else {
        out.putShort((short) (0xC000 | before));
      }
      before = at;
      out.putShort((short) 1).putShort((short) 1);
    }
    assertThat(MdnsMessage.parse(out.duplicate().flip())).isNull();
    assertThat(MdnsMessage.parse(ByteBuffer.allocate(9001))).isNull();
    assertThat(MdnsMessage.parse(ByteBuffer.allocate(9000))).isNotNull();
  }

  @Test
  void mutated_and_random_messages_never_throw() throws Exception {
    byte[] right = bytes(MdnsWriter.answer(NAME, address("192.0.2.7")));
    Random random = new Random(13);
    int understood = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = right.clone();
      if (i % 2 == 0) {
        for (int j = 0; j <= random.nextInt(4); j++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      } else {
        bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
      }
      understood += MdnsMessage.parse(ByteBuffer.wrap(bytes)) == null ? 0 : 1;
    }
    assertThat(understood).isBetween(1000, 49_000);
  }
}

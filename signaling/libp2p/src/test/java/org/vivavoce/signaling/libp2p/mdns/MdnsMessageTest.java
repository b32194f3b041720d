package org.vivavoce.signaling.libp2p.mdns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MdnsMessageTest {
  private static final String SERVICE = MdnsDiscovery.SERVICE;
  private static final String NAME = "abcdefghijklmnopqrstuvwxyz012345." + SERVICE;

  private static Optional<MdnsMessage> parse(byte[] bytes) {
    return MdnsMessage.parse(ByteBuffer.wrap(bytes));
  }

  /** A header of so many questions and answers, and what follows in hexadecimal digits. */
  private static byte[] message(int asked, int told, String hex) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 0, (byte) 0x84, 0, 0, (byte) asked, 0, (byte) told, 0, 0, 0, 0});
    out.writeBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
    return out.toByteArray();
  }

  @Test
  void a_question_is_what_every_other_implementation_sends() {
    assertThat(MdnsWriter.query(SERVICE))
        .isEqualTo(
            HexFormat.of()
                .parseHex(
                    "000000000001000000000000"
                        + "045f703270" // _p2p
                        + "045f756470" // _udp
                        + "056c6f63616c" // local
                        + "00"
                        + "000c"
                        + "0001"));
    MdnsMessage read = parse(MdnsWriter.query(SERVICE)).orElseThrow();
    assertThat(read.response()).isFalse();
    assertThat(read.questions()).singleElement().matches(q -> q.isFor(SERVICE, 12));
  }

  @Test
  void an_answer_is_read_as_it_was_written() {
    List<String> strings = List.of("dnsaddr=/ip4/10.0.0.1/tcp/4001", "dnsaddr=/ip4/10.0.0.2/tcp/1");
    MdnsMessage read =
        parse(MdnsWriter.response(0, null, SERVICE, NAME, strings, 120)).orElseThrow();
    assertThat(read.response()).isTrue();
    assertThat(read.pointers()).containsExactly(new MdnsMessage.Pointer(SERVICE, NAME, 120));
    assertThat(read.texts()).containsExactly(new MdnsMessage.Text(NAME, strings, 120));
  }

  @Test
  void strings_that_do_not_fit_are_left_out_of_an_answer() {
    String long1 = "x".repeat(256);
    String fits = "y".repeat(255);
    byte[] bytes =
        MdnsWriter.response(
            0, null, SERVICE, NAME, List.of(long1, fits, fits, fits, fits, fits, fits), 120);
    assertThat(bytes).hasSizeLessThanOrEqualTo(MdnsWriter.MAX_LENGTH);
    assertThat(parse(bytes).orElseThrow().texts().get(0).strings())
        .containsExactly(fits, fits, fits, fits, fits);
  }

  @Test
  void compressed_names_are_followed_back_and_compared_without_case() {
    // PTR at LOCAL.x -> a.x, whose x is at 12 + 6
    MdnsMessage read =
        parse(message(0, 1, "05 4c4f43414c 01 78 00 000c 8001 00000078 0004 01 41 c012"))
            .orElseThrow();
    assertThat(read.pointers()).containsExactly(new MdnsMessage.Pointer("local.x", "a.x", 120));
  }

  @Test
  void records_of_other_types_and_classes_are_passed_over() {
    assertThat(
            parse(
                    message(
                        0,
                        3,
                        "00 0001 0001 00000078 0004 0a000001"
                            + "00 000c 0003 00000078 0001 00"
                            + "00 0010 0001 00000078 0002 01 61"))
                .orElseThrow())
        .satisfies(
            read -> {
              assertThat(read.pointers()).isEmpty();
              assertThat(read.texts()).containsExactly(new MdnsMessage.Text("", List.of("a"), 120));
            });
  }

  @Test
  void names_that_lead_in_circles_ahead_or_nowhere_are_refused() {
    String rest = " 000c 0001 00000078 0001 00";
    assertThat(parse(message(0, 1, "c00c" + rest))).as("to itself").isEmpty();
    assertThat(parse(message(0, 1, "c00e" + rest))).as("ahead").isEmpty();
    assertThat(parse(message(0, 1, "01 61 c00c" + rest))).as("back to its own start").isEmpty();
    assertThat(parse(message(0, 1, "cfff" + rest))).as("beyond the end").isEmpty();
    assertThat(parse(message(0, 1, "40 61" + rest))).as("a reserved kind of label").isEmpty();
    assertThat(parse(message(0, 1, "c0"))).as("half a pointer").isEmpty();
  }

  @Test
  void a_name_of_more_than_255_bytes_is_refused() {
    String label = "3f" + "61".repeat(63);
    String rest = "00 000c 0001 00000078 0001 00";
    assertThat(parse(message(0, 1, label.repeat(3) + rest))).isPresent();
    assertThat(parse(message(0, 1, label.repeat(4) + rest))).isEmpty();
  }

  @Test
  void a_dot_within_a_label_does_not_make_two_labels_of_it() {
    MdnsMessage read =
        parse(message(0, 1, "03 612e62 00 0010 0001 00000078 0001 00")).orElseThrow();
    assertThat(read.texts().get(0).name()).isNotEqualTo("a.b");
  }

  @Test
  void strings_and_records_that_go_beyond_their_end_are_refused() {
    assertThat(parse(message(0, 1, "00 0010 0001 00000078 0002 05 61"))).isEmpty();
    assertThat(parse(message(0, 1, "00 0010 0001 00000078 0009 01 61"))).isEmpty();
    assertThat(parse(message(0, 1, "00 000c 0001 00000078 0003 01 61 00 00"))).isPresent();
    assertThat(parse(message(0, 1, "00 000c 0001 00000078 0002 01 61 00 00"))).isEmpty();
  }

  @Test
  void what_is_no_plain_message_or_announces_too_much_is_refused() {
    byte[] plain = MdnsWriter.query(SERVICE);
    byte[] failed = plain.clone();
    failed[3] = 3;
    byte[] update = plain.clone();
    update[2] = 0x28;
    byte[] many = plain.clone();
    many[4] = 2;
    assertThat(List.of(failed, update, many)).allMatch(each -> parse(each).isEmpty());
    assertThat(parse(new byte[9001])).isEmpty();
  }

  @Test
  void every_truncation_is_refused_and_no_mutation_does_harm() {
    byte[] whole =
        MdnsWriter.response(
            7, new MdnsMessage.Question(SERVICE, 12), SERVICE, NAME, List.of("a=b", "c"), 120);
    for (int length = 0; length < whole.length; length++) {
      assertThat(parse(Arrays.copyOf(whole, length))).as("%d bytes", length).isEmpty();
    }
    Random random = new Random(1);
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] mutated = Arrays.copyOf(whole, whole.length - random.nextInt(3) * random.nextInt(9));
      for (int k = random.nextInt(4); k >= 0; k--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
      }
      read += parse(mutated).isPresent() ? 1 : 0;
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      parse(noise);
    }
    assertThat(read).isBetween(1000, 49_000);
  }

  @Test
  @Timeout(20)
  void the_dearest_message_that_there_can_be_is_read_in_bounded_time() {
    // One long chain of pointers, and as many records as are allowed that begin at its end.
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {0});
    int at = 12 + 1 + 10;
    body.writeBytes(HexFormat.of().parseHex("00100001000000780000"));
    byte[] chain = new byte[2 * 2000];
    body.writeBytes(HexFormat.of().parseHex("00" + "0001" + "0001" + "00000078" + "0fa0"));
    at += 11;
    for (int i = 0; i < 2000; i++) {
      int to = i == 0 ? 12 : at + 2 * (i - 1);
      chain[2 * i] = (byte) (0xc0 | to >> 8);
      chain[2 * i + 1] = (byte) to;
    }
    body.writeBytes(chain);
    int last = at + 2 * 1999;
    for (int i = 0; i < 250; i++) {
      body.writeBytes(
          new byte[] {(byte) (0xc0 | last >> 8), (byte) last, 0, 16, 0, 1, 0, 0, 0, 1, 0, 0});
    }
    byte[] bytes = message(0, 252, HexFormat.of().formatHex(body.toByteArray()));
    bytes[7] = (byte) 252;
    assertThat(bytes).hasSizeLessThan(MdnsMessage.MAX_LENGTH);
    for (int i = 0; i < 200; i++) {
      assertThat(parse(bytes)).isPresent();
    }
  }
}

package org.vivavoce.signaling.libp2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufTest {

  /** The examples of the encoding's own page. */
  @Test
  void messages_are_as_the_encodings_page_shows_them() throws MalformedException {
    assertThat(HexFormat.of().formatHex(new ProtoWriter().always(1, 150).toByteArray()))
        .isEqualTo("089601");
    assertThat(HexFormat.of().formatHex(new ProtoWriter().text(2, "testing").toByteArray()))
        .isEqualTo("120774657374696e67");
    ProtoWriter inner = new ProtoWriter().always(1, 150);
    byte[] outer = new ProtoWriter().message(3, inner).toByteArray();
    assertThat(HexFormat.of().formatHex(outer)).isEqualTo("1a03089601");

    ProtoReader in = new ProtoReader(outer);
    assertThat(in.next()).isTrue();
    assertThat(in.field()).isEqualTo(3);
    ProtoReader within = in.message();
    assertThat(within.next()).isTrue();
    assertThat(within.varint()).isEqualTo(150);
    assertThat(within.next()).isFalse();
    assertThat(in.next()).isFalse();
  }

  @Test
  void unknown_fields_of_every_kind_are_skipped_and_the_last_of_several_is_seen_last()
      throws MalformedException {
    byte[] bytes =
        HexFormat.of()
            .parseHex("0801" + "110102030405060708" + "1d01020304" + "2203616263" + "0802");
    ProtoReader in = new ProtoReader(bytes);
    long last = 0;
    int fields = 0;
    while (in.next()) {
      fields++;
      if (in.field() == 1) {
        last = in.varint();
      }
    }
    assertThat(last).isEqualTo(2);
    assertThat(fields).isEqualTo(5);
  }

  @Test
  void the_largest_number_takes_ten_bytes() throws MalformedException {
    byte[] bytes = new ProtoWriter().always(1, -1).toByteArray();
    ProtoReader in = new ProtoReader(bytes);

    assertThat(bytes).hasSize(11);
    assertThat(in.next()).isTrue();
    assertThat(in.varint()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08",
        "0a05",
        "0affffffffffffffffff01",
        "0affffffff0f",
        "00",
        "0b",
        "0c",
        "0f",
        "09010203",
        "0d01",
        "08ffffffffffffffffffff01"
      })
  void what_is_no_message_is_refused(String hex) {
    ProtoReader in = new ProtoReader(HexFormat.of().parseHex(hex));
    assertThatThrownBy(in::next).isInstanceOf(MalformedException.class);
  }

  @Test
  void a_field_of_another_kind_too_long_or_not_utf_8_is_refused() throws MalformedException {
    ProtoReader number = new ProtoReader(new ProtoWriter().always(1, 1).toByteArray());
    number.next();
    assertThatThrownBy(number::bytes).isInstanceOf(MalformedException.class);
    assertThatThrownBy(number::message).isInstanceOf(MalformedException.class);
    ProtoReader bytes =
        new ProtoReader(new ProtoWriter().bytes(1, new byte[] {(byte) 0xff, 1}).toByteArray());
    bytes.next();
    assertThatThrownBy(bytes::varint).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> bytes.bytes(1)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> bytes.text(2)).isInstanceOf(MalformedException.class);
    assertThat(bytes.bytes(2)).hasSize(2);
  }

  @Test
  void random_bytes_end_or_are_refused() {
    Random random = new Random(3);
    int ended = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(20)];
      random.nextBytes(bytes);
      ProtoReader in = new ProtoReader(bytes);
      try {
        while (in.next()) {
          assertThat(in.field()).isPositive();
        }
        ended++;
      } catch (MalformedException e) {
        assertThat(e).hasMessageContaining("protobuf");
      }
    }
    assertThat(ended).isPositive();
  }
}

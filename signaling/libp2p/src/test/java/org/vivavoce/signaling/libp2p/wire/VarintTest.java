package org.vivavoce.signaling.libp2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VarintTest {

  private static ByteBuffer hex(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "1, 01",
    "127, 7f",
    "128, 8001",
    "255, ff01",
    "300, ac02",
    "16384, 808001",
    "9223372036854775807, ffffffffffffffff7f"
  })
  void a_value_and_its_bytes_give_each_other(long value, String bytes) throws MalformedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Varint.write(out, value);

    assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(bytes);
    assertThat(Varint.length(value)).isEqualTo(bytes.length() / 2);
    assertThat(Varint.read(hex(bytes))).isEqualTo(value);
    assertThat(Varint.isComplete(hex(bytes))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "80", "ff", "8000", "8100", "ffffffffffffffffff01", "80808080808080808001"})
  void what_is_cut_off_padded_or_too_long_is_refused(String bytes) {
    assertThatThrownBy(() -> Varint.read(hex(bytes))).isInstanceOf(MalformedException.class);
  }

  @Test
  void it_is_incomplete_only_while_more_bytes_could_complete_it() {
    assertThat(Varint.isComplete(hex(""))).isFalse();
    assertThat(Varint.isComplete(hex("ffffffffffffffff"))).isFalse();
    assertThat(Varint.isComplete(hex("ffffffffffffffffff"))).isTrue();
  }

  @Test
  void a_length_beyond_its_bound_is_refused() throws MalformedException {
    assertThat(Varint.readLength(hex("ac02"), 300)).isEqualTo(300);
    assertThatThrownBy(() -> Varint.readLength(hex("ac02"), 299))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> Varint.write(new ByteArrayOutputStream(), -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package org.vivavoce.signaling.libp2p.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts are those of multibase's own test vectors. */
class MultibaseTest {

  @ParameterizedTest
  @CsvSource({
    "BASE16, yes mani !, f796573206d616e692021",
    "BASE32, yes mani !, bpfsxgidnmfxgsibb",
    "BASE36, yes mani !, k2lcpzo5yikidynfl",
    "BASE58BTC, yes mani !, z7paNL19xttacUY",
    "BASE58BTC, Decentralize everything!!, zUXE7GvtEk8XTXs1GF8HSGbVA9FCX9SEBPe"
  })
  void text_is_as_others_write_it(Multibase base, String plain, String text) {
    byte[] bytes = plain.getBytes(StandardCharsets.US_ASCII);

    assertThat(base.encode(bytes)).isEqualTo(text);
    assertThat(Multibase.decode(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource(Multibase.class)
  void any_bytes_come_back_leading_zeros_too(Multibase base) {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[i % 50];
      random.nextBytes(bytes);
      for (int zero = 0; zero < Math.min(i % 4, bytes.length); zero++) {
        bytes[zero] = 0;
      }
      assertThat(Multibase.decode(base.encode(bytes))).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?abc", "z0", "b1", "ba", "bab", "f0", "fXY", "kA", "k-1", "z é"})
  void what_is_no_such_text_is_refused(String text) {
    assertThatThrownBy(() -> Multibase.decode(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void text_without_end_is_refused_before_it_costs_anything() {
    assertThatThrownBy(() -> Multibase.decode("z" + "2".repeat(1_000_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000001");
  }
}

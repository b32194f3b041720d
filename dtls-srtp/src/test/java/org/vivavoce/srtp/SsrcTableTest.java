package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SsrcTableTest {
  private final SsrcTable<String> table = new SsrcTable<>();

  @Test
  void it_finds_each_ssrc_among_as_many_as_it_takes_and_no_other() {
    Random random = new Random(5);
    Map<Integer, String> model = new HashMap<>();
    while (model.size() < SsrcTable.LIMIT) {
      // Half of them differ only in bits that a bad hash would lose.
      int ssrc = model.size() % 2 == 0 ? random.nextInt() : model.size() << 20;
      if (model.putIfAbsent(ssrc, Integer.toHexString(ssrc)) == null) {
        table.add(ssrc, Integer.toHexString(ssrc));
      }
    }

    assertThat(table.isFull()).isTrue();
    assertThat(table.size()).isEqualTo(SsrcTable.LIMIT);
    for (int i = 0; i < 50_000; i++) {
      int ssrc = random.nextInt();
      assertThat(table.get(ssrc)).isEqualTo(model.get(ssrc));
    }
    model.forEach((ssrc, state) -> assertThat(table.get(ssrc)).isEqualTo(state));
  }

  @Test
  void ssrc_zero_is_as_good_as_any() {
    assertThat(table.get(0)).isNull();

    table.add(0, "zero");

    assertThat(table.get(0)).isEqualTo("zero");
    assertThat(table.get(1)).isNull();
    assertThat(table.get(0)).isEqualTo("zero");
  }

  @Test
  void a_full_table_takes_no_more() {
    for (int i = 0; i < SsrcTable.LIMIT; i++) {
      table.add(i, "x");
    }

    assertThatThrownBy(() -> table.add(-1, "x")).isInstanceOf(AssertionError.class);
  }
}

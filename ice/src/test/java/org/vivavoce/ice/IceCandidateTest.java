package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceCandidateTest {
  @Test
  void rfc_8839_section_5_1_examples_are_read() {
    IceCandidate host =
        IceCandidate.parse("a=candidate:1 1 UDP 2130706431 203.0.113.141 8998 typ host");
    assertThat(host.foundation()).isEqualTo("1");
    assertThat(host.component()).isEqualTo(1);
    assertThat(host.transport()).isEqualTo("udp");
    assertThat(host.priority()).isEqualTo(2130706431);
    assertThat(host.address()).isEqualTo("203.0.113.141");
    assertThat(host.port()).isEqualTo(8998);
    assertThat(host.type()).isEqualTo(IceCandidateType.HOST);
    IceCandidate reflexive =
        IceCandidate.parse(
            "candidate:2 1 UDP 1694498815 192.0.2.3 45664 typ srflx raddr 203.0.113.141 rport 8998");
    assertThat(reflexive.relatedAddress()).contains("203.0.113.141");
    assertThat(reflexive.relatedPort()).hasValue(8998);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "candidate:842163049 1 udp 1677729535 198.51.100.7 46154 typ srflx raddr 0.0.0.0 rport 0"
            + " generation 0 ufrag EEtu network-cost 999",
        "candidate:0 1 udp 2122252543 6a1f4c2e-3b1d-4f9e-9a53-0123456789ab.local 54321 typ host",
        "candidate:1 1 tcp 1518280447 192.0.2.4 9 typ host tcptype active generation 0",
        "candidate:a/b+ 1 udp 41885439 2001:db8::5 61665 typ relay raddr 192.0.2.9 rport 54609"
            + " vnd-key v=1;x",
      })
  void what_browsers_send_survives_reading_and_writing(String text) {
    IceCandidate candidate = IceCandidate.parse(text);
    String written = candidate.toString();
    assertThat(IceCandidate.parse(written)).isEqualTo(candidate);
    assertThat(written.split(" ")).containsExactlyInAnyOrder(text.split(" "));
  }

  @Test
  void unknown_extensions_keep_their_order() {
    String text = "candidate:1 1 udp 1 192.0.2.1 1 typ host zz 1 aa 2 mm 3";
    assertThat(IceCandidate.parse(text)).hasToString(text);
  }

  @Test
  void a_local_name_is_told_from_an_address_and_never_looked_up() {
    IceCandidate name = IceCandidate.parse("candidate:1 1 udp 1 abc.LOCAL 1 typ host");
    assertThat(name.isMdns()).isTrue();
    assertThat(name.literalAddress()).isEmpty();
    assertThat(IceCandidate.literal("example.org")).isEmpty();
    assertThat(IceCandidate.literal("1.2.3.4")).isPresent();
    assertThat(IceCandidate.literal("2001:db8::1")).isPresent();
    for (String no : new String[] {"1", "1.2.3", "256.1.1.1", "1.2.3.4.", "1::2::3", "::g", ""}) {
      assertThat(IceCandidate.literal(no)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "candidate:",
        "candidate:1 1 udp 1 192.0.2.1 1 typ",
        "candidate:1 1 udp 1 192.0.2.1 1 type host",
        "candidate:1 1 udp 1 192.0.2.1 1 typ bogus",
        "candidate:1 0 udp 1 192.0.2.1 1 typ host",
        "candidate:1 257 udp 1 192.0.2.1 1 typ host",
        "candidate:1 1 udp 0 192.0.2.1 1 typ host",
        "candidate:1 1 udp 2147483648 192.0.2.1 1 typ host",
        "candidate:1 1 udp -1 192.0.2.1 1 typ host",
        "candidate:1 1 udp 99999999999999999999 192.0.2.1 1 typ host",
        "candidate:1 1 udp 1 192.0.2.1 65536 typ host",
        "candidate:1 1 udp 1 192.0.2.1 x typ host",
        "candidate:1 1 udp 1 192.0.2.1 1 typ host odd",
        "candidate:1 1 udp 1 192.0.2.1 1 typ srflx raddr 1.2.3.4 rport 99999",
        "candidate:123456789012345678901234567890123 1 udp 1 192.0.2.1 1 typ host",
        "candidate:! 1 udp 1 192.0.2.1 1 typ host",
        "candidate:1 1  udp 1 192.0.2.1 1 typ host",
        "candidate:1 1 udp 1 192.0.2.1\t 1 typ host",
      })
  void broken_text_is_refused_with_the_text_in_the_message(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IceCandidate.parse(text))
        .withMessageContaining("candidate '" + text);
  }

  @Test
  void twenty_thousand_mutants_are_read_or_refused_and_what_is_read_can_be_written() {
    String text =
        "candidate:842163049 1 udp 1677729535 198.51.100.7 46154 typ srflx raddr 0.0.0.0 rport 0"
            + " generation 0 ufrag EEtu network-cost 999";
    Random random = new Random(8839);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder mutant = new StringBuilder(text);
      for (int j = random.nextInt(3); j >= 0; j--) {
        int at = random.nextInt(mutant.length());
        switch (random.nextInt(3)) {
          case 0 -> mutant.setCharAt(at, (char) random.nextInt(300));
          case 1 -> mutant.deleteCharAt(at);
          default -> mutant.insert(at, (char) (32 + random.nextInt(96)));
        }
      }
      IceCandidate candidate;
      try {
        candidate = IceCandidate.parse(mutant.toString());
      } catch (IllegalArgumentException e) {
        continue;
      }
      read++;
      assertThat(IceCandidate.parse(candidate.toString())).isEqualTo(candidate);
      assertThatCode(candidate::literalAddress).doesNotThrowAnyException();
    }
    assertThat(read).isBetween(2_000, 19_000);
  }
}

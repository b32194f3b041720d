package org.vivavoce.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);

  /** FIPS 180-4's own example of SHA-256. */
  private static final String SHA_256_OF_ABC =
      "sha-256 BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:"
          + "B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD";

  @Test
  void rfc_8122_a_fingerprint_is_upper_case_pairs_with_colons() {
    assertThat(Fingerprint.of("sha-256", ABC)).hasToString(SHA_256_OF_ABC);
  }

  @Test
  void parsing_takes_either_case_and_gives_the_same_fingerprint() {
    Fingerprint upper = Fingerprint.parse(SHA_256_OF_ABC);
    Fingerprint lower = Fingerprint.parse(SHA_256_OF_ABC.toLowerCase(java.util.Locale.ROOT));
    Fingerprint mixed = Fingerprint.parse(SHA_256_OF_ABC.replace("sha", "SHA"));
    assertThat(upper).isEqualTo(lower).isEqualTo(mixed).hasSameHashCodeAs(lower);
    assertThat(upper).hasToString(SHA_256_OF_ABC);
    assertThat(upper.matches(ABC)).isTrue();
    assertThat(upper.matches(new byte[] {1})).isFalse();
  }

  @Test
  void sha_384_and_sha_512_are_known_too() {
    for (String name : List.of("sha-384", "sha-512")) {
      Fingerprint fingerprint = Fingerprint.of(name, ABC);
      assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
      assertThat(fingerprint.hashFunction()).isEqualTo(name);
      assertThat(fingerprint.matches(ABC)).isTrue();
    }
    assertThat(Fingerprint.of("sha-512", ABC).hash()).hasSize(64);
  }

  @Test
  void sha_1_and_md5_are_refused_by_name() {
    assertThat(Fingerprint.isSupported("SHA-256")).isTrue();
    for (String name : List.of("sha-1", "md5", "md2", "sha-224")) {
      assertThat(Fingerprint.isSupported(name)).isFalse();
      assertThatThrownBy(() -> Fingerprint.parse(name + " 00:11"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("not supported");
    }
  }

  @Test
  void broken_text_is_refused_with_what_was_wrong() {
    for (String text :
        List.of(
            "",
            "sha-256",
            "sha-256 BA:78",
            SHA_256_OF_ABC + ":00",
            SHA_256_OF_ABC.replace(':', '-'),
            SHA_256_OF_ABC + " more",
            SHA_256_OF_ABC.replace("BA", "G0"))) {
      assertThatThrownBy(() -> Fingerprint.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("A ");
    }
  }

  @Test
  void rfc_8122_the_strongest_hash_function_decides() {
    Fingerprint weak = Fingerprint.of("sha-256", ABC);
    Fingerprint strong = Fingerprint.of("sha-512", ABC);
    assertThat(Fingerprint.strongest(List.of(weak, strong, weak))).isEqualTo("sha-512");
    assertThat(Fingerprint.strongest(List.of(weak))).isEqualTo("sha-256");
  }

  @Test
  void its_hash_cannot_be_changed_from_outside() {
    Fingerprint fingerprint = Fingerprint.of("sha-256", ABC);
    fingerprint.hash()[0] ^= 1;
    assertThat(fingerprint).hasToString(SHA_256_OF_ABC);
  }
}

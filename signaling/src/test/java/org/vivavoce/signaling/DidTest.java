package org.vivavoce.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidTest {
  @Test
  void did_key_spec_ed25519_example_is_read_and_written() {
    // The did:key specification's first Ed25519 example and its key in hex.
    Did did = Did.parse("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp");
    assertThat(did.keyBytes())
        .asHexString()
        .isEqualToIgnoringCase("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29");
    assertThat(Did.ofKey(did.keyBytes())).isEqualTo(did);
    assertThat(did.publicKey().getAlgorithm()).isIn("EdDSA", "Ed25519");
  }

  @Test
  void the_example_shown_to_people_is_valid() {
    assertThat(Did.parse(Did.EXAMPLE).text()).isEqualTo(Did.EXAMPLE).hasSize(56);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|it is empty",
        "bob|does not begin with \"did:\"",
        "did:web:example.com|its method is not \"key\"",
        "did:key:u7QE|there must be 'z'",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do0|character 56 is no base58",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK#key|character 57 is no base58",
        "did:key:z6MkhaXgBZDvotDkL5257faizt|cut off",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doKK|cut off, too long",
        "did:key:z|cut off",
        "did:key:z16MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK|too long",
        "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc|not of type Ed25519",
        "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme|not of type Ed25519",
      })
  void a_text_that_is_no_did_is_refused_with_the_reason_and_an_example(String text, String why) {
    assertThatThrownBy(() -> Did.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .hasMessageContaining(Did.EXAMPLE);
    assertThatThrownBy(() -> new Did(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void null_and_huge_texts_are_refused() {
    assertThatThrownBy(() -> Did.parse(null)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Did.parse("did:key:z" + "6".repeat(1_000_000)))
        .hasMessageContaining("1000009 characters")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    assertThatThrownBy(() -> Did.parse("did:\n\u001b[31m")).hasMessageNotContaining("\u001b");
  }

  @Test
  void a_key_that_is_no_point_of_the_curve_is_refused_by_parse_and_verifies_nothing() {
    int off = 0;
    for (int y = 2; y < 40; y++) {
      byte[] key = new byte[32];
      key[0] = (byte) y;
      Did did = Did.ofKey(key);
      if (Ed25519Point.flaw(key) == null) {
        continue;
      }
      off++;
      assertThatThrownBy(() -> Did.parse(did.text())).hasMessageContaining("not a point");
      assertThatThrownBy(did::publicKey).isInstanceOf(IllegalArgumentException.class);
      assertThat(Identity.verify(did, new byte[3], new byte[64])).isFalse();
    }
    assertThat(off).isBetween(10, 28);
  }

  /** y of twice the point, from y: x occurs squared only, so its sign does not matter. */
  private static BigInteger doubled(BigInteger y) {
    BigInteger p = Ed25519Point.P;
    BigInteger y2 = y.multiply(y).mod(p);
    BigInteger x2 =
        y2.subtract(BigInteger.ONE)
            .multiply(Ed25519Point.D.multiply(y2).add(BigInteger.ONE).modInverse(p))
            .mod(p);
    return y2.add(x2).multiply(BigInteger.TWO.add(x2).subtract(y2).modInverse(p)).mod(p);
  }

  @ParameterizedTest
  @CsvSource({
    "0100000000000000000000000000000000000000000000000000000000000000, 1",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f, 2",
    "0000000000000000000000000000000000000000000000000000000000000000, 4",
    "0000000000000000000000000000000000000000000000000000000000000080, 4",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05, 8",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85, 8",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a, 8",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa, 8",
  })
  void a_key_of_small_order_is_refused(String hex, int order) {
    byte[] key = HexFormat.of().parseHex(hex);
    BigInteger y = Ed25519Point.y(key);
    for (int n = 1; n < order; n *= 2) {
      assertThat(y).isNotEqualTo(BigInteger.ONE);
      y = doubled(y);
    }
    assertThat(y).as("y of the neutral point").isEqualTo(BigInteger.ONE);
    assertThat(Ed25519Point.flaw(key)).contains("small order");
    Did did = Did.ofKey(key);
    assertThatThrownBy(() -> Did.parse(did.text())).hasMessageContaining("small order");
    assertThat(Identity.verify(did, new byte[0], new byte[64])).isFalse();
  }

  @Test
  void a_key_not_below_the_prime_is_refused_by_the_constructor() {
    byte[] key = HexFormat.of().parseHex("ed" + "ff".repeat(30) + "7f");
    assertThatThrownBy(() -> Did.ofKey(key)).hasMessageContaining("canonical");
    key[0] = (byte) 0xec;
    assertThat(Did.ofKey(key).keyBytes()).isEqualTo(key);
  }

  @Test
  void dids_are_ordered_bytewise_on_their_text() {
    List<Did> dids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      dids.add(Identity.generate().did());
    }
    Collections.sort(dids);
    for (int i = 1; i < dids.size(); i++) {
      assertThat(new BigInteger(1, dids.get(i - 1).text().getBytes()))
          .isLessThan(new BigInteger(1, dids.get(i).text().getBytes()));
    }
  }

  @Test
  void base58_keeps_leading_zeros() {
    assertThat(Base58.encode(new byte[] {0, 0, 1})).isEqualTo("112");
    assertThat(Base58.decode("112", 0)).containsExactly(0, 0, 1);
    assertThat(Base58.encode("Hello World!".getBytes())).isEqualTo("2NEpo7TZRRrLZSi2U");
    assertThat(Base58.decode("2NEpo7TZRRrLZSi2U", 0)).isEqualTo("Hello World!".getBytes());
    assertThat(Base58.decode("", 0)).isEmpty();
  }
}

package org.vivavoce.signaling.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 9180 appendix A.2.3: auth mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
 */
class Rfc9180VectorsTest {
  private static final byte[] INFO = hex("4f6465206f6e2061204772656369616e2055726e");
  private static final byte[] PLAINTEXT =
      hex("4265617574792069732074727574682c20747275746820626561757479");
  private static final byte[] ENCAPSULATED =
      hex("f7674cc8cd7baa5872d1f33dbaffe3314239f6197ddf5ded1746760bfc847e0e");
  private static final byte[] EPHEMERAL =
      hex("c94619e1af28971c8fa7957192b7e62a71ca2dcdde0a7cc4a8a9e741d600ab13");
  private static final AgreementKeys RECIPIENT =
      keys(
          "3ca22a6d1cda1bb9480949ec5329d3bf0b080ca4c45879c95eddb55c70b80b82",
          "1a478716d63cb2e16786ee93004486dc151e988b34b475043d3e0175bdb01c44");
  private static final AgreementKeys SENDER =
      keys(
          "2def0cb58ffcf83d1062dd085c8aceca7f4c0c3fd05912d847b61f3e54121f05",
          "f0f4f9e96c54aeed3f323de8534fffd7e0577e4ce269896716bcb95643c8712b");

  /** Number 0, with the associated data "Count-0". */
  private static final byte[] CIPHERTEXT =
      hex(
          "ab1a13c9d4f01a87ec3440dbd756e2677bd2ecf9df0ce7ed73869b98e00c09be111cb9fdf077347aeb88e61bdf");

  private static final byte[] ASSOCIATED = "Count-0".getBytes(StandardCharsets.US_ASCII);
  private static final AuthHpke HPKE_OF_OURS = new AuthHpke(INFO);

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static AgreementKeys keys(String secret, String open) {
    AgreementKeys keys = AgreementKeys.ofSecret(hex(secret));
    assertThat(keys.open()).isEqualTo(hex(open));
    return keys;
  }

  private static AuthHpke.Sealed seal(byte[] ephemeral, byte[] plaintext) {
    return HPKE_OF_OURS.seal(
        ephemeral,
        RECIPIENT.open(),
        SENDER.open(),
        AuthHpke.agree(SENDER.secret(), RECIPIENT.open()),
        ASSOCIATED,
        plaintext);
  }

  private static Optional<byte[]> open(byte[] encapsulated, byte[] sender, byte[] ciphertext) {
    return HPKE_OF_OURS.open(
        encapsulated,
        RECIPIENT.secret(),
        RECIPIENT.open(),
        sender,
        AuthHpke.agree(RECIPIENT.secret(), sender),
        ASSOCIATED,
        ciphertext);
  }

  @Test
  void a_2_3_the_sender_makes_the_encapsulated_key_and_the_ciphertext() {
    AuthHpke.Sealed sealed = seal(EPHEMERAL, PLAINTEXT);
    assertThat(sealed.key()).isEqualTo(ENCAPSULATED);
    assertThat(sealed.ciphertext()).isEqualTo(CIPHERTEXT);
  }

  @Test
  void a_2_3_the_recipient_opens_it() {
    assertThat(open(ENCAPSULATED, SENDER.open(), CIPHERTEXT)).contains(PLAINTEXT);
  }

  @Test
  void another_sender_than_the_one_expected_is_refused() {
    assertThat(open(ENCAPSULATED, ENCAPSULATED, CIPHERTEXT)).isEmpty();
  }

  /** RFC 9180 section 7.1.4: the points of RFC 7748's curve whose order is 1, 2, 4 or 8. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void a_point_of_small_order_is_refused_as_an_encapsulated_key_and_as_a_recipient(String point) {
    assertThat(open(hex(point), SENDER.open(), CIPHERTEXT)).isEmpty();
    assertThatThrownBy(() -> AuthHpke.agree(SENDER.secret(), hex(point)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // --- Bouncy Castle's HPKE is the oracle

  private static AsymmetricCipherKeyPair theirs(AgreementKeys keys) {
    X25519PrivateKeyParameters key = new X25519PrivateKeyParameters(keys.secret());
    return new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
  }

  private static HPKE bouncyCastle() {
    return new HPKE(
        HPKE.mode_auth, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
  }

  @Test
  void bouncy_castle_opens_what_we_seal_and_we_open_what_it_seals() throws Exception {
    Random random = new Random(7);
    for (int length = 0; length < 2_000; length += 1 + random.nextInt(60)) {
      byte[] ephemeral = new byte[32];
      random.nextBytes(ephemeral);
      byte[] plaintext = new byte[length];
      random.nextBytes(plaintext);
      AuthHpke.Sealed ours = seal(ephemeral, plaintext);
      assertThat(
              bouncyCastle()
                  .setupAuthR(ours.key(), theirs(RECIPIENT), INFO, theirs(SENDER).getPublic())
                  .open(ASSOCIATED, ours.ciphertext()))
          .isEqualTo(plaintext);

      HPKEContextWithEncapsulation sender =
          bouncyCastle().setupAuthS(theirs(RECIPIENT).getPublic(), INFO, theirs(SENDER));
      assertThat(open(sender.getEncapsulation(), SENDER.open(), sender.seal(ASSOCIATED, plaintext)))
          .contains(plaintext);
    }
  }
}

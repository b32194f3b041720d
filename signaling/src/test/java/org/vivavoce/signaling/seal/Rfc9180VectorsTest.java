package org.vivavoce.signaling.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.junit.jupiter.api.Test;

/**
 * RFC 9180 appendix A.2.3: auth mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
 */
class Rfc9180VectorsTest {
  private static final byte[] INFO = hex("4f6465206f6e2061204772656369616e2055726e");
  private static final byte[] PLAINTEXT =
      hex("4265617574792069732074727574682c20747275746820626561757479");
  private static final byte[] ENCAPSULATED =
      hex("f7674cc8cd7baa5872d1f33dbaffe3314239f6197ddf5ded1746760bfc847e0e");
  private static final AsymmetricCipherKeyPair RECIPIENT =
      pair(
          "3ca22a6d1cda1bb9480949ec5329d3bf0b080ca4c45879c95eddb55c70b80b82",
          "1a478716d63cb2e16786ee93004486dc151e988b34b475043d3e0175bdb01c44");
  private static final AsymmetricCipherKeyPair SENDER =
      pair(
          "2def0cb58ffcf83d1062dd085c8aceca7f4c0c3fd05912d847b61f3e54121f05",
          "f0f4f9e96c54aeed3f323de8534fffd7e0577e4ce269896716bcb95643c8712b");

  /** By sequence number; each binds "Count-" and that number. */
  private static final Map<Integer, String> CIPHERTEXTS =
      new TreeMap<>(
          Map.of(
              0,
              "ab1a13c9d4f01a87ec3440dbd756e2677bd2ecf9df0ce7ed73869b98e00c09be111cb9fdf077347aeb88e61bdf",
              1,
              "3265c7807ffff7fdace21659a2c6ccffee52a26d270c76468ed74202a65478bfaedfff9c2b7634e24f10b71016",
              2,
              "3aadee86ad2a05081ea860033a9d09dbccb4acac2ded0891da40f51d4df19925f7a767b076a5cbc9355c8fd35e",
              4,
              "502ecccd5c2be3506a081809cc58b43b94f77cbe37b8b31712d9e21c9e61aa6946a8e922f54eae630f88eb8033",
              255,
              "652e597ba20f3d9241cda61f33937298b1169e6adf72974bbe454297502eb4be132e1c5064702fc165c2ddbde8",
              256,
              "3be14e8b3bbd1028cf2b7d0a691dbbeff71321e7dec92d3c2cfb30a0994ab246af76168480285a60037b4ba13a"));

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static AsymmetricCipherKeyPair pair(String secret, String open) {
    X25519PrivateKeyParameters key = new X25519PrivateKeyParameters(hex(secret));
    assertThat(key.generatePublicKey().getEncoded()).isEqualTo(hex(open));
    return new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
  }

  private static byte[] associated(int number) {
    return ("Count-" + number).getBytes(StandardCharsets.US_ASCII);
  }

  private static HPKEContext recipient() {
    return Ciphers.hpke().setupAuthR(ENCAPSULATED, RECIPIENT, INFO, SENDER.getPublic());
  }

  /** Bouncy Castle lets no ephemeral key be given, but the recipient's context can seal as well. */
  @Test
  void a_2_3_the_key_schedule_gives_the_ciphertexts() throws Exception {
    HPKEContext context = recipient();
    for (int number = 0; number <= 256; number++) {
      byte[] made = context.seal(associated(number), PLAINTEXT);
      if (CIPHERTEXTS.containsKey(number)) {
        assertThat(made).as("number %d", number).isEqualTo(hex(CIPHERTEXTS.get(number)));
      }
    }
  }

  @Test
  void a_sender_of_today_and_the_recipient_of_the_vectors_have_the_same_secrets() throws Exception {
    HPKEContextWithEncapsulation sender =
        Ciphers.hpke().setupAuthS(RECIPIENT.getPublic(), INFO, SENDER);
    HPKEContext recipient =
        Ciphers.hpke().setupAuthR(sender.getEncapsulation(), RECIPIENT, INFO, SENDER.getPublic());
    assertThat(sender.export(INFO, 32)).isEqualTo(recipient.export(INFO, 32));
    assertThat(recipient.open(associated(0), sender.seal(associated(0), PLAINTEXT)))
        .isEqualTo(PLAINTEXT);
  }

  @Test
  void a_2_3_the_recipient_opens_them() throws Exception {
    HPKEContext context = recipient();
    for (int number = 0; number <= 2; number++) {
      assertThat(context.open(associated(number), hex(CIPHERTEXTS.get(number))))
          .isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void a_2_3_the_secrets_are_exported() {
    HPKEContext context = recipient();
    assertThat(context.export(new byte[0], 32))
        .isEqualTo(hex("070cffafd89b67b7f0eeb800235303a223e6ff9d1e774dce8eac585c8688c872"));
    assertThat(context.export(new byte[1], 32))
        .isEqualTo(hex("2852e728568d40ddb0edde284d36a4359c56558bb2fb8837cd3d92e46a3a14a8"));
    assertThat(context.export("TestContext".getBytes(StandardCharsets.US_ASCII), 32))
        .isEqualTo(hex("1df39dc5dd60edcbf5f9ae804e15ada66e885b28ed7929116f768369a3f950ee"));
  }

  @Test
  void another_sender_than_the_one_expected_is_refused() {
    X25519PublicKeyParameters other = new X25519PublicKeyParameters(ENCAPSULATED);
    assertThatThrownBy(
            () ->
                Ciphers.hpke()
                    .setupAuthR(ENCAPSULATED, RECIPIENT, INFO, other)
                    .open(associated(0), hex(CIPHERTEXTS.get(0))))
        .isInstanceOf(InvalidCipherTextException.class);
  }
}

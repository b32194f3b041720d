package org.vivavoce.signaling.libp2p.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.wire.MalformedException;
import org.vivavoce.signaling.libp2p.wire.ProtoWriter;

class PeerIdTest {

  /** What js-libp2p 3.3 made: a key, its signature of "vivavoce", and its names. */
  record Sample(String key, String signature, String id, String cid, String base36) {}

  static Sample[] samples() {
    return new Sample[] {
      new Sample(
          "080012a60230820122300d06092a864886f70d01010105000382010f003082010a0282010100aadb59b460c9"
              + "1246715bb0ec1ba00a5422df4ef52ca061122ace99e8dbe61178c1c5bda85ff8d797cf6827a9050ca8"
              + "0767fa77a61016dffadbf33afd0e2024a65bc124ea607d81643f30c935073a0c077e3ec875a8e02a97"
              + "a0a1674d14f0fa4ab8186f884a4ed346df9d8f5c5c70f4444c0d49f769575de1678a80c708913b7377"
              + "d5169b0a5e21814cc0cd27c1392556a353d921438490ff90b498d8bebb806e3c023ee10718b2d0b22a"
              + "12776981057849f08dfcb11fb5da5fb2cbd98e01271943755d921cfdb6074776c491923049b0bbd224"
              + "2049d8a2a2698be0b7ab65a65d4a61823916bc18a17e66359186bb74f0dd12afd98e2c0017ab2d9512"
              + "cc1297290203010001",
          "0ced8f42b6e2c714ac7aebbb83876520fc1a4ffb94e6dc16bafc016226936a9d497e2294fe7227a3a51fd899"
              + "e121180c494fb81827ecd29a6b68fadc9b42e28533c0b8fbfe0638e5b6db89c158162df424c6fdc57d"
              + "aabcd6b358b7014b5ae87b130faa80dc191607195fba234d956d0805039fa987a7ba23e7f625935a27"
              + "66b024db43b28e1a2b19a74497112ba1cf4cb04d62c6fc283f3c82f8031dd5cf5cb5be04cf3b2d9e9e"
              + "f6f6a25589cd8af3df349265e1f1dd66368ac363ae6f76608bc8a205a09fe08c6d7ceb226133a66ced"
              + "500b6e0971b4cd5c23d7464c4ad2ab41d969dcbcdb5c5ed758a80eb19517d32a9f7e1f4d493c46fda3"
              + "6e62f65d84a4bb",
          "Qmb9RYXwnZduavgj6WmKBNgqQ4gNmADcAVuuiBjPXikwRt",
          "bafzbeif6i6t4oubcmahvl5e6s5d3yumwlh4ynwdciaeec7udg2eifz3wym",
          "k2k4r8o5qu5rgvxlvm3ra0wpprod8ges0o8v4xu7itoaoek2buo2pkn7"),
      new Sample(
          "08011220e7c01c3c822d318601f93e509ce1dc8ce860dd842b85cd3873483926b0967894",
          "890e6688196eaa4063ff23599be67b9f15c7c47f5b1891976cf204a32991e957162351b9b4eca9e60fd77310"
              + "4df699c7fe75884a1083cc23314843880b0b9f0f",
          "12D3KooWRR2FUK6S2iEKj6DDFEQRNjPGd46yLGBfc7iVbbDLgeqy",
          "bafzaajaiaejcbz6adq6ieljrqya7spsqttq5zdhimdoyik4fzu4hgsbze2yjm6eu",
          "k51qzi5uqu5dlyj2wbqdp2a7ckrjmlekw43p0bjisuwgkxoib017jdcqhic4no"),
      new Sample(
          "0802122103ef3663d3a8141b963e4e574b209c62e6d3e0753a0ec26ed359e37c6e1bb5dc1f",
          "3044022000f0d8c6a131141d47c4eafa55f68d0eebc542e7d2ee3583335b3685747826670220194f48cc98f5"
              + "5add4c2bbe77be150b2cf53f9a03f34a25126e17ef5a676ef90d",
          "16Uiu2HAmUkmtkmobUz8f5dTxburWKCwJziPVPobnGBc8vvxYpHR8",
          "bafzaajiiaijcca7pgzr5hkaudold4tsxjmqjyyxg2pqhkoqoyjxngwpdprxbxno4d4",
          "kzwfwjn5ji4puw0jrbfmpggqozyvh89xzgdo9lrsi7cgrbp6cnv27qfjygroxsv")
    };
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static byte[] message() {
    return "vivavoce".getBytes(StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void a_key_of_js_libp2p_has_the_names_that_js_libp2p_gives_it(Sample sample)
      throws MalformedException {
    PublicKey key = PublicKey.read(hex(sample.key));
    PeerId id = PeerId.of(key);

    assertThat(id).hasToString(sample.id);
    assertThat(id.toCid()).isEqualTo(sample.cid);
    assertThat(PeerId.parse(sample.id)).isEqualTo(id).hasSameHashCodeAs(id);
    assertThat(PeerId.parse(sample.cid)).isEqualTo(id);
    assertThat(PeerId.parse(sample.base36)).isEqualTo(id);
    assertThat(PeerId.read(id.bytes())).isEqualTo(id);
    assertThat(key.toProtobuf()).isEqualTo(hex(sample.key));
    assertThat(id.publicKey().isPresent()).isEqualTo(key.type() != PublicKey.Type.RSA);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void a_signature_of_js_libp2p_is_verified_and_any_changed_bit_is_noticed(Sample sample)
      throws MalformedException {
    PublicKey key = PublicKey.read(hex(sample.key));
    byte[] signature = hex(sample.signature);
    assertThat(key.verify(message(), signature)).isTrue();

    for (int bit = 0; bit < signature.length * 8; bit += 5) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(key.verify(message(), changed)).as("bit %s", bit).isFalse();
    }
    assertThat(key.verify("vivavocf".getBytes(StandardCharsets.US_ASCII), signature)).isFalse();
    assertThat(key.verify(message(), new byte[0])).isFalse();
    assertThat(key.verify(message(), new byte[100_000])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void an_ecdsa_signature_is_verified(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    KeyPair pair = generator.generateKeyPair();
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(pair.getPrivate());
    signer.update(message());
    byte[] signature = signer.sign();

    PublicKey key =
        PublicKey.read(
            new ProtoWriter().always(1, 3).bytes(2, pair.getPublic().getEncoded()).toByteArray());

    assertThat(key.type()).isEqualTo(PublicKey.Type.ECDSA);
    assertThat(key.verify(message(), signature)).isTrue();
    signature[signature.length - 1] ^= 1;
    assertThat(key.verify(message(), signature)).isFalse();
  }

  /** "Peer Ids and Keys", test vectors: the secp256k1 and ECDSA public keys. */
  @ParameterizedTest
  @CsvSource({
    "08021221037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99,"
        + " 16Uiu2HAmLhLvBoYaoZfaMUKuibM6ac163GwKY74c5kiSLg5KvLpY",
    "0803125b3059301306072a8648ce3d020106082a8648ce3d03010703420004de3d300fa36ae0e8f5d530899d83abab4"
        + "4abf3161f162a4bc901d8e6ecda020e8b6d5f8da30525e71d6851510c098e5c47c646a597fb4dcec034e9f77c4"
        + "09e62, ''"
  })
  void the_specifications_keys_are_read_and_written_the_same(String key, String id)
      throws MalformedException {
    PublicKey read = PublicKey.read(hex(key));

    assertThat(read.toProtobuf()).isEqualTo(hex(key));
    assertThat(PeerId.of(read).toString()).matches(id.isEmpty() ? "Qm.{44}" : id);
  }

  /** "Peer Ids and Keys", the two spellings of one id. */
  @Test
  void the_specifications_spellings_of_one_id_are_equal() {
    assertThat(PeerId.parse("bafzbeie5745rpv2m6tjyuugywy4d5ewrqgqqhfnf445he3omzpjbx5xqxe"))
        .isEqualTo(PeerId.parse("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N"));
  }

  @Test
  void an_identity_and_its_did_have_the_peer_id_of_their_key() {
    Identity identity = Identity.generate();
    PeerId id = PeerId.of(identity.did());

    assertThat(id.toString()).startsWith("12D3KooW");
    assertThat(id.publicKey().orElseThrow().verify(message(), identity.sign(message()))).isTrue();
    assertThat(id.publicKey().orElseThrow().data()).isEqualTo(identity.did().keyBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "Qm",
        "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5S",
        "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU50A",
        "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "bafybeihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
      })
  void what_is_no_peer_id_is_refused_with_an_example(String text) {
    assertThatThrownBy(() -> PeerId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(PeerId.EXAMPLE);
  }

  @Test
  void mutated_keys_and_ids_are_read_or_refused_and_nothing_else() {
    Random random = new Random(11);
    int read = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = hex(samples()[i % 3].key);
      for (int change = 0; change <= i % 4; change++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        PublicKey key = PublicKey.read(bytes);
        // An RSA key's DER can be changed without changing the key: that is another peer id.
        if (i % 3 != 0 && i % 20 == 0 && !key.equals(PublicKey.read(hex(samples()[i % 3].key)))) {
          assertThat(key.verify(message(), hex(samples()[i % 3].signature))).isFalse();
        }
        read++;
      } catch (MalformedException e) {
        assertThat(e).hasMessageContaining(" ");
      }
      byte[] id = new byte[random.nextInt(50)];
      random.nextBytes(id);
      try {
        PeerId.read(id).publicKey();
      } catch (MalformedException e) {
        assertThat(e).hasMessageContaining(" ");
      }
    }
    assertThat(read).isPositive();
  }
}

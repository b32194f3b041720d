package org.vivavoce.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Signature;
import java.security.SignatureException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final byte[] MESSAGE = "who goes there".getBytes();

  private static Identity ofSeed(String hex) {
    return Identity.fromPkcs8(HexFormat.of().parseHex("302e020100300506032b657004220420" + hex));
  }

  @Test
  void rfc_8032_section_7_1_test_2_gives_the_public_key_and_the_signature() {
    Identity identity = ofSeed("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    assertThat(identity.did().keyBytes())
        .asHexString()
        .isEqualToIgnoringCase("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    byte[] signature = identity.sign(new byte[] {0x72});
    assertThat(signature)
        .asHexString()
        .isEqualToIgnoringCase(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    assertThat(Identity.verify(identity.did(), new byte[] {0x72}, signature)).isTrue();
  }

  @Test
  void a_signature_is_valid_for_its_signer_and_message_only() {
    Identity alice = Identity.generate();
    Identity bob = Identity.generate();
    byte[] signature = alice.sign(MESSAGE);
    assertThat(signature).hasSize(Identity.SIGNATURE_LENGTH);
    assertThat(Identity.verify(alice.did(), MESSAGE, signature)).isTrue();
    assertThat(Identity.verify(bob.did(), MESSAGE, signature)).isFalse();
    assertThat(Identity.verify(alice.did(), "who goes here!".getBytes(), signature)).isFalse();
    for (int bit = 0; bit < signature.length * 8; bit++) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(Identity.verify(alice.did(), MESSAGE, changed)).isFalse();
    }
  }

  @Test
  void a_signature_of_another_length_is_false_and_throws_nothing() {
    Identity alice = Identity.generate();
    for (int length : new int[] {0, 1, 63, 65, 1000}) {
      assertThat(Identity.verify(alice.did(), MESSAGE, new byte[length])).isFalse();
    }
  }

  @Test
  void an_identity_survives_export() {
    Identity alice = Identity.generate();
    Identity again = Identity.fromPkcs8(alice.toPkcs8());
    assertThat(again.did()).isEqualTo(alice.did());
    assertThat(Identity.verify(alice.did(), MESSAGE, again.sign(MESSAGE))).isTrue();
  }

  @Test
  void what_is_no_ed25519_private_key_is_refused() throws Exception {
    assertThatThrownBy(() -> Identity.fromPkcs8(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PKCS #8");
    byte[] ec =
        java.security.KeyPairGenerator.getInstance("EC")
            .generateKeyPair()
            .getPrivate()
            .getEncoded();
    assertThatThrownBy(() -> Identity.fromPkcs8(ec)).isInstanceOf(IllegalArgumentException.class);
    byte[] cut = java.util.Arrays.copyOf(Identity.generate().toPkcs8(), 40);
    assertThatThrownBy(() -> Identity.fromPkcs8(cut)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_identity_prints_its_did_and_not_its_key() {
    Identity alice = Identity.generate();
    assertThat(alice).hasToString(alice.did().text());
  }

  /** The JDK's Ed25519 is the oracle, for signatures as they are and with a bit changed. */
  @Test
  void signatures_are_those_of_the_jdk_and_judged_as_it_does() throws Exception {
    Random random = new Random(8);
    int valid = 0;
    for (int i = 0; i < 300; i++) {
      Identity signer = Identity.generate();
      byte[] message = new byte[random.nextInt(300)];
      random.nextBytes(message);
      byte[] signature = signer.sign(message);
      Signature oracle = Signature.getInstance("Ed25519");
      oracle.initVerify(signer.did().publicKey());
      if (i % 3 == 1) {
        signature[random.nextInt(signature.length)] ^= (byte) (1 << random.nextInt(8));
      } else if (i % 3 == 2 && message.length > 0) {
        message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
      }
      oracle.update(message);
      boolean expected;
      try {
        expected = oracle.verify(signature);
      } catch (SignatureException e) {
        expected = false; // the JDK's way of saying that R or S is not even well-formed
      }
      assertThat(Identity.verify(signer.did(), message, signature)).as("%d", i).isEqualTo(expected);
      valid += expected ? 1 : 0;
    }
    assertThat(valid).isBetween(100, 110);
  }
}

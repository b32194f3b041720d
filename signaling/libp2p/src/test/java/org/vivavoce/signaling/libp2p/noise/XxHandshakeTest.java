package org.vivavoce.signaling.libp2p.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

class XxHandshakeTest {
  private static final String INITIATOR_STATIC =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  private static final String RESPONDER_STATIC =
      "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20";
  private static final String INITIATOR_EPHEMERAL =
      "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";
  private static final String RESPONDER_EPHEMERAL =
      "4142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f60";

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static XxHandshake initiator() {
    return new XxHandshake(hex(INITIATOR_STATIC), hex(INITIATOR_EPHEMERAL));
  }

  private static XxHandshake responder() {
    return new XxHandshake(hex(RESPONDER_STATIC), hex(RESPONDER_EPHEMERAL));
  }

  /** flynn/noise's vectors for Noise_XX_25519_ChaChaPoly_SHA256, without and with payloads. */
  @ParameterizedTest
  @CsvSource({
    "''"
        + ", ''"
        + ", ''"
        + ", 358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254"
        + ", 64b101b1d0be5a8704bd078f9895001fc03e8e9f9522f188dd128d9846d484663414af878d3e46a2f58911a816"
        + "d6e8346d4ea17a6f2a0bb4ef4ed56c133cff4560a34e36ea82109f26cf2e5a5caf992b608d55c747f615e5a3425"
        + "a7a19eefb8f"
        + ", 87f864c11ba449f46a0a4f4e2eacbb7b0457784f4fca1937f572c93603e9c4d97e5ea11b16f3968710b23a3be3"
        + "202dc1b5e1ce3c963347491e74f5c0768a9b42",
    "746573745f6d73675f30"
        + ", 746573745f6d73675f31"
        + ", 746573745f6d73675f32"
        + ", 358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254746573745f6d73675f30"
        + ", 64b101b1d0be5a8704bd078f9895001fc03e8e9f9522f188dd128d9846d484663414af878d3e46a2f58911a816"
        + "d6e8346d4ea17a6f2a0bb4ef4ed56c133cff4572e7a2ba5123ac30618b3d205f5c2d17f50cbca216483ac56bcc7"
        + "8e33bf520303278db641e5e731b2e3a"
        + ", 87f864c11ba449f46a0a4f4e2eacbb7b0457784f4fca1937f572c93603e9c4d9f27e318e43ba630594c4d08eeb"
        + "3b36d97c7377a2f4f9144b2f0c8095ad92140505b2ab53eff244b14138"
  })
  void the_messages_are_those_of_the_vectors(
      String payload0, String payload1, String payload2, String first, String second, String third)
      throws MalformedException {
    XxHandshake initiator = initiator();
    XxHandshake responder = responder();

    assertThat(initiator.write(hex(payload0))).isEqualTo(hex(first));
    assertThat(responder.read(hex(first))).isEqualTo(hex(payload0));
    assertThat(responder.write(hex(payload1))).isEqualTo(hex(second));
    assertThat(initiator.read(hex(second))).isEqualTo(hex(payload1));
    assertThat(initiator.write(hex(payload2))).isEqualTo(hex(third));
    assertThat(responder.read(hex(third))).isEqualTo(hex(payload2));

    assertThat(initiator.remoteStatic()).isEqualTo(XxHandshake.publicOf(hex(RESPONDER_STATIC)));
    assertThat(responder.remoteStatic()).isEqualTo(XxHandshake.publicOf(hex(INITIATOR_STATIC)));
    CipherState[] ours = initiator.split();
    CipherState[] theirs = responder.split();
    byte[] yellow = "yellowsubmarine".getBytes(StandardCharsets.US_ASCII);
    byte[] sealed = ours[0].encrypt(new byte[0], yellow, 0, yellow.length);
    assertThat(sealed)
        .isEqualTo(hex("a52ef02ba60e12696d1d6b9ef4245c88fca757b6134ad6e76b56e310a6adf6"));
    assertThat(theirs[0].decrypt(new byte[0], sealed, 0, sealed.length)).isEqualTo(yellow);
    byte[] submarine = "submarineyellow".getBytes(StandardCharsets.US_ASCII);
    byte[] back = theirs[1].encrypt(new byte[0], submarine, 0, submarine.length);
    assertThat(back)
        .isEqualTo(hex("2445aa438ebd649281c636cc7269ca82f1d9023d72520943aeabf909cdf521"));
    assertThat(ours[1].decrypt(new byte[0], back, 0, back.length)).isEqualTo(submarine);
  }

  @Test
  void a_changed_bit_anywhere_in_the_second_or_third_message_is_noticed()
      throws MalformedException {
    byte[] first = initiator().write(new byte[0]);
    for (int bit = 0; bit < 96 * 8; bit += 7) {
      XxHandshake initiator = initiator();
      initiator.write(new byte[0]);
      XxHandshake responder = responder();
      responder.read(first);
      byte[] second = responder.write(new byte[0]);
      second[bit / 8] ^= (byte) (1 << bit % 8);
      // X25519 ignores the top bit of a key, but the hash of the transcript does not.
      assertThatThrownBy(() -> initiator.read(second))
          .as("bit %s", bit)
          .isInstanceOf(MalformedException.class);
    }
    for (int bit = 0; bit < 64 * 8; bit += 7) {
      XxHandshake initiator = initiator();
      initiator.write(new byte[0]);
      XxHandshake responder = responder();
      responder.read(first);
      initiator.read(responder.write(new byte[0]));
      byte[] third = initiator.write(new byte[0]);
      third[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> responder.read(third))
          .as("bit %s", bit)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void a_key_of_small_order_is_refused_rfc7748() throws MalformedException {
    XxHandshake responder = responder();
    responder.read(new byte[32]);
    assertThatThrownBy(() -> responder.write(new byte[0])).isInstanceOf(MalformedException.class);
  }

  @Test
  void messages_of_any_length_and_content_are_refused_and_nothing_else_is_thrown()
      throws MalformedException {
    Random random = new Random(1);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      XxHandshake initiator = initiator();
      initiator.write(new byte[0]);
      XxHandshake responder = responder();
      responder.read(initiator().write(new byte[0]));
      responder.write(new byte[0]);
      for (XxHandshake each : new XxHandshake[] {initiator, responder}) {
        try {
          each.read(noise);
        } catch (MalformedException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isEqualTo(600);
  }
}

package org.vivavoce.signaling.libp2p.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.multiformats.PublicKey;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

class NoiseHandshakeTest {
  private final Random random = new Random(2);
  private final Identity alice = Identity.generate();
  private final Identity bob = Identity.generate();

  private byte[] key() {
    byte[] key = new byte[32];
    random.nextBytes(key);
    return key;
  }

  private static PublicKey keyOf(Identity identity) {
    return PublicKey.ofEd25519(identity.did().keyBytes());
  }

  private NoiseIdentity noise(Identity identity) {
    return NoiseIdentity.create(keyOf(identity), identity::sign, key());
  }

  private NoiseHandshake[] complete(NoiseIdentity first, NoiseIdentity second)
      throws MalformedException {
    NoiseHandshake initiator = new NoiseHandshake(true, first, key());
    NoiseHandshake responder = new NoiseHandshake(false, second, key());
    byte[] answer = initiator.receive(responder.receive(initiator.start()));
    assertThat(responder.receive(answer)).isEmpty();
    return new NoiseHandshake[] {initiator, responder};
  }

  @Test
  void both_learn_who_the_other_is_and_can_talk() throws MalformedException {
    NoiseHandshake[] ends = complete(noise(alice), noise(bob));

    assertThat(ends[0].remoteKey()).isEqualTo(keyOf(bob));
    assertThat(ends[1].remoteKey()).isEqualTo(keyOf(alice));
    NoiseSession a = ends[0].session();
    NoiseSession b = ends[1].session();
    for (int length : new int[] {0, 1, 1000, NoiseSession.MAX_PLAINTEXT_LENGTH}) {
      byte[] message = new byte[length];
      random.nextBytes(message);
      byte[] there = a.encrypt(message, 0, length);
      assertThat(b.decrypt(there, 0, there.length)).isEqualTo(message);
      byte[] back = b.encrypt(message, 0, length);
      assertThat(a.decrypt(back, 0, back.length)).isEqualTo(message);
    }
    assertThatThrownBy(() -> a.encrypt(new byte[65_520], 0, 65_520))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_changed_repeated_or_overtaken_message_is_refused() throws MalformedException {
    NoiseHandshake[] ends = complete(noise(alice), noise(bob));
    NoiseSession a = ends[0].session();
    byte[] first = a.encrypt(new byte[10], 0, 10);
    byte[] second = a.encrypt(new byte[10], 0, 10);
    NoiseSession b = ends[1].session();

    b.decrypt(first, 0, first.length);
    assertThatThrownBy(() -> b.decrypt(first, 0, first.length))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> b.decrypt(second, 0, second.length))
        .as("there is no second chance")
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> b.decrypt(first, 0, 15)).isInstanceOf(MalformedException.class);
  }

  @Test
  void an_identity_that_did_not_sign_the_static_key_is_refused() throws MalformedException {
    NoiseIdentity forged = NoiseIdentity.create(keyOf(alice), bob::sign, key());
    NoiseHandshake initiator = new NoiseHandshake(true, noise(bob), key());
    NoiseHandshake responder = new NoiseHandshake(false, forged, key());
    byte[] second = responder.receive(initiator.start());

    assertThatThrownBy(() -> initiator.receive(second))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("did not sign");
    assertThat(initiator.isComplete()).isFalse();

    NoiseHandshake honest = new NoiseHandshake(false, noise(bob), key());
    NoiseHandshake forger = new NoiseHandshake(true, forged, key());
    byte[] third = forger.receive(honest.receive(forger.start()));
    assertThatThrownBy(() -> honest.receive(third)).isInstanceOf(MalformedException.class);
    assertThat(honest.isComplete()).isFalse();
  }

  @Test
  void a_payload_without_key_or_signature_is_refused() {
    byte[] staticKey = key();
    Random mutate = new Random(9);
    NoiseIdentity identity = noise(alice);
    byte[] good = identity.payload();
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = java.util.Arrays.copyOf(good, mutate.nextInt(good.length + 1));
      if (bytes.length > 0) {
        bytes[mutate.nextInt(bytes.length)] ^= (byte) (1 << mutate.nextInt(8));
      }
      assertThatThrownBy(() -> NoiseIdentity.verify(bytes, staticKey))
          .isInstanceOf(MalformedException.class);
    }
  }
}

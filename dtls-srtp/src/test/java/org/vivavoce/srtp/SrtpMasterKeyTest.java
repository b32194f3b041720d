package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpMasterKeyTest {
  @Test
  void it_keeps_copies_of_what_it_is_given() {
    byte[] key = {1, 2};
    byte[] salt = {3, 4};
    SrtpMasterKey master = new SrtpMasterKey(key, salt);
    key[0] = 9;
    salt[0] = 9;

    assertThat(master.key()).containsExactly(1, 2);
    assertThat(master.salt()).containsExactly(3, 4);
  }

  @Test
  void a_destroyed_key_keys_nothing_any_more() {
    SrtpMasterKey master = new SrtpMasterKey(new byte[16], new byte[12]);
    SrtpProtector before = SrtpProtector.create(SrtpProfile.AEAD_AES_128_GCM, master);
    master.destroy();
    master.destroy();

    assertThat(master.isDestroyed()).isTrue();
    assertThatThrownBy(() -> SrtpProtector.create(SrtpProfile.AEAD_AES_128_GCM, master))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("destroyed");
    byte[] packet = new byte[12 + 16];
    packet[0] = (byte) 0x80;
    assertThat(before.protect(packet, 0, 12)).isEqualTo(28);
  }

  @Test
  void its_text_does_not_tell_the_key() {
    assertThat(new SrtpMasterKey(new byte[] {77}, new byte[] {78, 79}))
        .hasToString("SrtpMasterKey[1 bytes key, 2 bytes salt]");
    assertThat(new SessionKeys(new byte[] {77}, new byte[0], new byte[] {78}))
        .hasToString("SessionKeys");
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void a_key_or_salt_of_another_length_is_refused_by_name(SrtpProfile profile) {
    int key = profile.keyLength();
    int salt = profile.saltLength();

    assertThatThrownBy(
            () ->
                SrtpProtector.create(profile, new SrtpMasterKey(new byte[key + 1], new byte[salt])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The master key of %s has %d bytes, not %d.".formatted(profile, key, key + 1));
    assertThatThrownBy(
            () ->
                SrtpUnprotector.create(
                    profile, new SrtpMasterKey(new byte[key], new byte[salt - 1])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The master salt of %s has %d bytes, not %d.".formatted(profile, salt, salt - 1));
  }
}

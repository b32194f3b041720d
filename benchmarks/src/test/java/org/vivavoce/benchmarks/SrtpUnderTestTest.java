package org.vivavoce.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vivavoce.srtp.SrtpProfile;

class SrtpUnderTestTest {
  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void both_implementations_do_the_same_work(SrtpProfile profile) {
    Random random = new Random(1);
    byte[] key = new byte[profile.keyLength()];
    byte[] salt = new byte[profile.saltLength()];
    random.nextBytes(key);
    random.nextBytes(salt);
    SrtpUnderTest ours = SrtpUnderTest.create("vivavoce", profile, key, salt);
    SrtpUnderTest theirs = SrtpUnderTest.create("jitsi", profile, key, salt);
    for (int i = 0; i < 100; i++) {
      byte[] packet = new byte[12 + 160 + 32];
      packet[0] = (byte) 0x80;
      packet[3] = (byte) i;
      packet[8] = 0x12;
      packet[9] = 0x34;
      packet[10] = 0x56;
      packet[11] = 0x78;
      byte[] a = packet.clone();
      byte[] b = packet.clone();

      int length = ours.protect(a, 172);

      assertThat(theirs.protect(b, 172)).isEqualTo(length);
      assertThat(a).isEqualTo(b);
      assertThat(theirs.unprotect(a, length)).isEqualTo(172);
      assertThat(ours.unprotect(b, length)).isEqualTo(172);
    }
  }

  @Test
  void an_unknown_implementation_is_refused() {
    assertThatThrownBy(
            () ->
                SrtpUnderTest.create(
                    "other", SrtpProfile.AEAD_AES_128_GCM, new byte[16], new byte[12]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other");
  }

  @Test
  void the_profilers_are_switched_on_unless_others_are_asked_for() {
    assertThat(Main.withProfiler(new String[] {"Srtp", "-f", "1"}))
        .containsExactly(
            "Srtp", "-f", "1", "-prof", "gc", "-prof", "org.vivavoce.benchmarks.CpuProfiler");
    assertThat(Main.withProfiler(new String[] {"-prof", "stack"}))
        .containsExactly("-prof", "stack");
  }
}

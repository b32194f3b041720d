package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SrtpProfileTest {
  @Test
  void rfc_7714_and_rfc_5764_give_numbers_names_and_lengths() {
    assertProfile(SrtpProfile.AEAD_AES_128_GCM, 7, "SRTP_AEAD_AES_128_GCM", 16, 12, 16, 20);
    assertProfile(SrtpProfile.AEAD_AES_256_GCM, 8, "SRTP_AEAD_AES_256_GCM", 32, 12, 16, 20);
    assertProfile(
        SrtpProfile.AES_CM_128_HMAC_SHA1_80, 1, "SRTP_AES128_CM_HMAC_SHA1_80", 16, 14, 10, 14);
  }

  @Test
  void a_number_of_no_profile_finds_none() {
    assertThat(SrtpProfile.byId(2)).isEmpty();
    assertThat(SrtpProfile.byId(-1)).isEmpty();
    assertThat(SrtpProfile.byId(0x10007)).isEmpty();
  }

  @Test
  void every_drop_has_a_negative_code_of_its_own_that_leads_back_to_it() {
    for (SrtpDrop drop : SrtpDrop.values()) {
      assertThat(drop.code()).isNegative();
      assertThat(SrtpDrop.of(drop.code())).isEqualTo(drop);
    }
    assertThatThrownBy(() -> SrtpDrop.of(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SrtpDrop.of(-1 - SrtpDrop.values().length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("-6 is no drop code: those are -5 to -1.");
  }

  private static void assertProfile(
      SrtpProfile profile, int id, String name, int key, int salt, int rtp, int rtcp) {
    assertThat(profile.id()).isEqualTo(id);
    assertThat(SrtpProfile.byId(id)).contains(profile);
    assertThat(profile.ianaName()).isEqualTo(name);
    assertThat(profile.keyLength()).isEqualTo(key);
    assertThat(profile.saltLength()).isEqualTo(salt);
    assertThat(profile.rtpOverhead()).isEqualTo(rtp);
    assertThat(profile.rtcpOverhead()).isEqualTo(rtcp);
  }
}

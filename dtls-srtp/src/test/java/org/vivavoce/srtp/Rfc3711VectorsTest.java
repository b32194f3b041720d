package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** RFC 3711 appendix B, and the packets of libsrtp's self-test under the same master key. */
class Rfc3711VectorsTest {
  private static final SrtpMasterKey MASTER =
      new SrtpMasterKey(
          Hex.bytes("E1F97A0D3E018BE0D64FA32C06DE4139"), Hex.bytes("0EC675AD498AFEEBB6960B3AABE6"));
  private static final SrtpProfile PROFILE = SrtpProfile.AES_CM_128_HMAC_SHA1_80;

  @Test
  void rfc_3711_b_2_the_keystream_is_the_first_and_the_last_three_blocks_of_a_long_segment() {
    int length = 1_044_512;
    byte[] segment = new byte[length];
    byte[] offset = Hex.bytes("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000");

    new AesKeystream(Hex.bytes("2B7E151628AED2A6ABF7158809CF4F3C"))
        .xor(Bytes.getLong(offset, 0), Bytes.getLong(offset, 8), segment, 0, length);

    assertThat(Arrays.copyOf(segment, 48))
        .isEqualTo(
            Hex.bytes(
                """
                E03EAD0935C95E80E166B16DD92B4EB4
                D23513162B02D0F72A43A2FE4A5F97AB
                41E95B3BB0A2E8DD477901E4FCA894C0"""));
    assertThat(Arrays.copyOfRange(segment, length - 48, length))
        .isEqualTo(
            Hex.bytes(
                """
                EC8CDF7398607CB0F2D21675EA9EA1E4
                362B7C3C6773516318A077D7FC5073AE
                6A2CC3787889374FBEB4C81B17BA6C44"""));
  }

  @Test
  void rfc_3711_b_3_the_session_keys_of_rtp_follow_from_the_master_key() {
    SessionKeys keys = SessionKeys.forRtp(PROFILE, MASTER);

    assertThat(keys.encryption()).isEqualTo(Hex.bytes("C61E7A93744F39EE10734AFE3FF7A087"));
    assertThat(keys.salt()).isEqualTo(Hex.bytes("30CBBC08863D8C85D49DB34A9AE1"));
    assertThat(keys.authentication())
        .isEqualTo(Hex.bytes("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));
  }

  @Test
  void the_session_keys_of_rtcp_follow_from_the_same_master_key_with_labels_3_to_5() {
    SessionKeys keys = SessionKeys.forRtcp(PROFILE, MASTER);

    assertThat(keys.encryption()).isEqualTo(Hex.bytes("4c1aa45a81f73d61c800bbb00fbb1eaa"));
    assertThat(keys.authentication())
        .isEqualTo(Hex.bytes("8d54534feb49ae8e7993a6bd0b844fc323a93dfd"));
    assertThat(keys.salt()).isEqualTo(Hex.bytes("9581c7ad87b3e530bf3e4454a8b3"));
  }

  @Test
  void the_rtp_packet_of_libsrtps_self_test_becomes_its_srtp_packet_and_back() {
    byte[] plain = Hex.bytes("800f1234decafbadcafebabe abababababababababababababababab");
    byte[] sealed =
        Hex.bytes("800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb");
    byte[] buf = Arrays.copyOf(plain, plain.length + PROFILE.rtpOverhead());

    int length = SrtpProtector.create(PROFILE, MASTER).protect(buf, 0, plain.length);

    assertThat(length).isEqualTo(sealed.length);
    assertThat(buf).isEqualTo(sealed);

    int back = SrtpUnprotector.create(PROFILE, MASTER).unprotect(buf, 0, length);

    assertThat(Arrays.copyOf(buf, back)).isEqualTo(plain);
  }
}

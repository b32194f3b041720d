package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 7714 sections 16 and 17, which give the session keys themselves. */
class Rfc7714VectorsTest {
  private static final byte[] KEY =
      Hex.bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  private static final byte[] SALT = Hex.bytes("517569642070726f2071756f");

  private static final String RTP =
      "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e6973206469766973"
          + "6120696e207061727465732074726573";
  private static final String RTCP =
      "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
          + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
  private static final int MARS = 0x4d617273;
  private static final int RTCP_INDEX = 0x5d4;

  @ParameterizedTest
  @CsvSource({
    "AEAD_AES_128_GCM, 8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5"
        + "f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce",
    "AEAD_AES_256_GCM, 8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b"
        + "2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13",
  })
  void rfc_7714_16_an_rtp_packet_is_encrypted_and_decrypted(SrtpProfile profile, String sealed) {
    byte[] plain = Hex.bytes(RTP);
    byte[] buf = Arrays.copyOf(plain, plain.length + profile.rtpOverhead());

    int length = protector(profile).protect(buf, 0, plain.length);

    assertThat(Hex.text(buf, 0, length)).isEqualTo(sealed);
    int back = unprotector(profile).unprotect(buf, 0, length);
    assertThat(Hex.text(buf, 0, back)).isEqualTo(RTP);
  }

  @ParameterizedTest
  @CsvSource({
    "AEAD_AES_128_GCM, 81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d"
        + "6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4",
    "AEAD_AES_256_GCM, 81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110"
        + "555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4",
  })
  void rfc_7714_17_1_and_17_2_an_rtcp_packet_is_encrypted_and_decrypted(
      SrtpProfile profile, String sealed) {
    byte[] plain = Hex.bytes(RTCP);
    byte[] buf = Arrays.copyOf(plain, plain.length + profile.rtcpOverhead());
    SrtpProtector protector = protector(profile);
    protector.rtcpSources.add(MARS, new RtcpIndex(RTCP_INDEX));

    int length = protector.protectRtcp(buf, 0, plain.length);

    assertThat(Hex.text(buf, 0, length)).isEqualTo(sealed);
    int back = unprotector(profile).unprotectRtcp(buf, 0, length);
    assertThat(Hex.text(buf, 0, back)).isEqualTo(RTCP);
  }

  @ParameterizedTest
  @CsvSource({
    "AEAD_AES_128_GCM, 841dd9683dd78ec92ae58790125f62b3",
    "AEAD_AES_256_GCM, 91db4afbfeee5a978fab4393ed2615fe",
  })
  void rfc_7714_17_3_and_17_4_an_rtcp_packet_that_is_only_tagged_is_accepted(
      SrtpProfile profile, String tag) {
    byte[] buf = Hex.bytes(RTCP + tag + "000005d4");

    int length = unprotector(profile).unprotectRtcp(buf, 0, buf.length);

    assertThat(length).isEqualTo(RTCP.length() / 2);
    assertThat(Hex.text(buf, 0, length)).isEqualTo(RTCP);
  }

  private static SrtpProtector protector(SrtpProfile profile) {
    return new SrtpProtector(profile, keys(profile), keys(profile));
  }

  private static SrtpUnprotector unprotector(SrtpProfile profile) {
    return new SrtpUnprotector(profile, keys(profile), keys(profile));
  }

  private static SessionKeys keys(SrtpProfile profile) {
    return new SessionKeys(Arrays.copyOf(KEY, profile.keyLength()), new byte[0], SALT);
  }
}

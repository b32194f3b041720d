package org.vivavoce.rtp.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OpusFmtpTest {
  @Test
  void rfc7587_section_6_1_without_parameters_the_defaults_hold() {
    assertThat(OpusFmtp.parse("")).isEqualTo(OpusFmtp.DEFAULTS);
    assertThat(OpusFmtp.DEFAULTS.toSdp()).isEmpty();
    assertThat(OpusFmtp.DEFAULTS.minPtime()).isEqualTo(3);
    assertThat(OpusFmtp.DEFAULTS.maxPlaybackRate()).isEqualTo(48_000);
  }

  @Test
  void chromium_and_firefox_are_understood() {
    OpusFmtp chromium = OpusFmtp.parse("minptime=10;useinbandfec=1");
    assertThat(chromium.minPtime()).isEqualTo(10);
    assertThat(chromium.useInbandFec()).isTrue();
    assertThat(chromium.stereo()).isFalse();
    assertThat(chromium.toSdp()).isEqualTo("minptime=10;useinbandfec=1");
    OpusFmtp firefox = OpusFmtp.parse("maxplaybackrate=48000;stereo=1;useinbandfec=1");
    assertThat(firefox.stereo()).isTrue();
    assertThat(firefox.other()).isEmpty();
    assertThat(OpusFmtp.parse(firefox.toSdp())).isEqualTo(firefox);
  }

  @Test
  void rfc7587_section_7_the_example_survives() {
    String example =
        "maxplaybackrate=16000; sprop-maxcapturerate=16000; maxaveragebitrate=20000; stereo=1;"
            + " useinbandfec=1; usedtx=0";
    OpusFmtp fmtp = OpusFmtp.parse(example);
    assertThat(fmtp.maxAverageBitrate()).isEqualTo(OptionalInt.of(20_000));
    assertThat(fmtp.maxPlaybackRate()).isEqualTo(16_000);
    assertThat(fmtp.spropMaxCaptureRate()).isEqualTo(16_000);
    assertThat(fmtp.useDtx()).isFalse();
    assertThat(OpusFmtp.parse(fmtp.toSdp())).isEqualTo(fmtp);
  }

  @Test
  void unknown_parameters_and_values_out_of_range_are_kept_as_they_are() {
    OpusFmtp fmtp =
        OpusFmtp.parse("x-foo=bar;minptime=0;stereo=yes;flag;maxaveragebitrate=99999999999;cbr=1");
    assertThat(fmtp.minPtime()).isEqualTo(3);
    assertThat(fmtp.stereo()).isFalse();
    assertThat(fmtp.cbr()).isTrue();
    assertThat(fmtp.maxAverageBitrate()).isEmpty();
    assertThat(fmtp.other())
        .isEqualTo(
            Map.of(
                "x-foo",
                "bar",
                "minptime",
                "0",
                "stereo",
                "yes",
                "flag",
                "",
                "maxaveragebitrate",
                "99999999999"));
    assertThat(fmtp.toSdp()).contains("x-foo=bar").contains(";flag;");
  }

  @Test
  void names_have_no_case_and_the_first_of_two_values_counts() {
    assertThat(OpusFmtp.parse("UseInbandFEC=1;;minptime=20;minptime=40").useInbandFec()).isTrue();
    assertThat(OpusFmtp.parse("minptime=20;minptime=40").minPtime()).isEqualTo(20);
  }

  @Test
  void a_peer_s_parameters_bound_what_is_encoded_for_it() {
    OpusConfig wish = OpusConfig.builder().channels(2).bitrate(64_000).dtx(true).build();
    OpusConfig plain = OpusFmtp.DEFAULTS.restrict(wish);
    assertThat(plain.channels()).isEqualTo(1);
    assertThat(plain.inbandFec()).isFalse();
    assertThat(plain.dtx()).isFalse();
    assertThat(plain.bitrate()).isEqualTo(64_000);
    OpusConfig rich =
        OpusFmtp.parse("stereo=1;useinbandfec=1;usedtx=1;maxaveragebitrate=32000;minptime=30")
            .restrict(wish);
    assertThat(rich.channels()).isEqualTo(2);
    assertThat(rich.inbandFec()).isTrue();
    assertThat(rich.dtx()).isTrue();
    assertThat(rich.bitrate()).isEqualTo(32_000);
    assertThat(rich.frameMillis()).isEqualTo(40);
  }

  @Test
  void numbers_out_of_range_are_refused_from_the_application() {
    assertThatThrownBy(
            () ->
                new OpusFmtp(
                    48_000,
                    48_000,
                    2,
                    OptionalInt.empty(),
                    false,
                    false,
                    false,
                    false,
                    false,
                    Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("minptime is 2");
  }
}

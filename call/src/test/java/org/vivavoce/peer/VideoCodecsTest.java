package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.sdp.Fmtp;
import org.vivavoce.sdp.PayloadFormat;
import org.vivavoce.sdp.RtcpFeedback;
import org.vivavoce.sdp.RtpMap;
import org.vivavoce.sdp.SdpException;
import org.vivavoce.sdp.SessionDescription;

/** Which formats are the same to both sides, and what the answer says of them. */
class VideoCodecsTest {
  private static final int THEIR_PAYLOAD_TYPE = 121;

  /** What others may say; those with the same first word mean the same. */
  private static final List<String> FORMATS =
      List.of(
          "vp8 VP8",
          "vp8 VP8 max-fs=12288;max-fr=60",
          "vp9-0 VP9",
          "vp9-0 VP9 profile-id=0",
          "vp9-0 VP9 max-fs=12288; max-fr=60",
          "vp9-1 VP9 profile-id=1",
          "vp9-2 VP9 profile-id=2",
          "vp9-3 VP9 profile-id=3",
          "av1-0 AV1",
          "av1-0 AV1 level-idx=5;profile=0;tier=0",
          "av1-0 AV1 level-idx=8; tier=1;",
          "av1-1 AV1 profile=1",
          "av1-2 AV1 profile=2",
          "baseline-0 H264",
          "baseline-0 H264 profile-level-id=42001f",
          "baseline-0 H264 packetization-mode=0;profile-level-id=420020",
          "baseline-1 H264 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001F",
          "baseline-1 H264 packetization-mode=1;profile-level-id=58a01f",
          "constrained-1 H264"
              + " level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
          "constrained-1 H264 packetization-mode=1;profile-level-id=42c02a",
          "constrained-1 H264 packetization-mode=1;profile-level-id=4d8033",
          "constrained-1 H264 packetization-mode=1;profile-level-id=58c01f",
          "constrained-0 H264 profile-level-id=42e01f",
          "main-1 H264 packetization-mode=1;profile-level-id=4d001f",
          "main-1 H264 packetization-mode=1;profile-level-id=4d401f",
          "main-0 H264 profile-level-id=4d0028",
          "extended-1 H264 packetization-mode=1;profile-level-id=58001f",
          "high-1 H264 packetization-mode=1;profile-level-id=64001f",
          "constrained-high-1 H264 packetization-mode=1;profile-level-id=640c1f",
          "high10-1 H264 packetization-mode=1;profile-level-id=6e001f",
          "high10-intra-1 H264 packetization-mode=1;profile-level-id=6e101f",
          "high444-1 H264 packetization-mode=1;profile-level-id=f4001f",
          "h265 H265 profile-id=1",
          "rtx rtx apt=96");

  private static PayloadFormat theirs(String name, String fmtp, String... feedback) {
    return new PayloadFormat(
        RtpMap.of(THEIR_PAYLOAD_TYPE, name, 90_000),
        fmtp.isEmpty() ? Optional.empty() : Optional.of(Fmtp.of(THEIR_PAYLOAD_TYPE, fmtp)),
        List.of(feedback).stream().map(f -> RtcpFeedback.of(THEIR_PAYLOAD_TYPE, f)).toList());
  }

  private static RtpCodec ours(String name, String fmtp) {
    return new RtpCodec(MediaKind.VIDEO, name, 90_000, 1, 96, fmtp, List.of("ccm fir", "nack pli"));
  }

  private static String[] split(String format) {
    String[] words = format.split(" ", 3);
    return words.length == 3 ? words : new String[] {words[0], words[1], ""};
  }

  @Test
  void every_format_agrees_with_those_that_mean_the_same_and_with_no_other() {
    for (String a : FORMATS) {
      for (String b : FORMATS) {
        String[] mine = split(a);
        String[] their = split(b);
        Optional<RtpCodec> agreed =
            ours(mine[1], mine[2]).agreedWith(theirs(their[1].toLowerCase(), their[2]));
        assertThat(agreed.isPresent())
            .as("%s against %s", a, b)
            .isEqualTo(mine[0].equals(their[0]));
        assertThat(ours(mine[1], mine[2]).sameCodec(ours(their[1], their[2])))
            .as("%s and %s", a, b)
            .isEqualTo(mine[0].equals(their[0]));
        agreed.ifPresent(c -> assertThat(c.payloadType()).isEqualTo(THEIR_PAYLOAD_TYPE));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // Both allow asymmetry: our own level, higher or lower.
    "1, 42e01f, 1, 42e028, 42e01f",
    "1, 42e01f, 1, 42e00b, 42e01f",
    // One does not: the lower one for both.
    "1, 42e01f, 0, 42e028, 42e01f",
    "1, 42e01f, 0, 42e00b, 42e00b",
    "0, 42e01f, 1, 42c00b, 42c00b",
    // 1b lies between 1 and 1.1, marked by constraint set 3 here and by 9 in the higher profiles.
    "0, 42e00b, 0, 42f00b, 42f00b",
    "0, 42e00a, 0, 42f00b, 42e00a",
    "0, 64000b, 0, 640009, 640009",
    "0, 64000a, 0, 640009, 64000a",
  })
  void rfc6184_section_8_2_2_the_level_is_ones_own_or_the_lower_one(
      int we, String mine, int they, String their, String answered) {
    RtpCodec ours = ours("H264", "level-asymmetry-allowed=" + we + ";profile-level-id=" + mine);
    PayloadFormat theirs =
        theirs("H264", "level-asymmetry-allowed=" + they + ";profile-level-id=" + their);
    assertThat(FormatRules.parameters(ours.agreedWith(theirs).orElseThrow().fmtp()))
        .containsEntry("profile-level-id", answered)
        .containsEntry("level-asymmetry-allowed", Integer.toString(we));
  }

  @ParameterizedTest
  @CsvSource({
    "level-idx=5;profile=0;tier=0, level-idx=5;profile=0;tier=0",
    "level-idx=0;profile=0, level-idx=0;profile=0;tier=0",
    "level-idx=13;profile=0;tier=1, level-idx=5;profile=0;tier=0",
    "profile=0, level-idx=5;profile=0;tier=0",
  })
  void av1_asks_for_no_higher_level_than_the_other_side_takes(String their, String answered) {
    assertThat(VideoCodecs.AV1.agreedWith(theirs("AV1", their)).orElseThrow().fmtp())
        .isEqualTo(answered);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VP9 profile-id=4",
        "VP9 profile-id=-1",
        "VP9 profile-id=",
        "VP9 profile-id=zero",
        "VP9 profile-id=99999999999999999999",
        "VP9 profile-id=\u0660",
        "H264 profile-level-id=",
        "H264 profile-level-id=42e0",
        "H264 profile-level-id=42e01f00",
        "H264 profile-level-id=zzzzzz",
        "H264 profile-level-id=-2e01f",
        "H264 profile-level-id=42e000;packetization-mode=1",
        "H264 profile-level-id=42e0ff;packetization-mode=1",
        "H264 profile-level-id=ffe01f;packetization-mode=1",
        "H264 profile-level-id=42e01f;packetization-mode=2",
        "H264 profile-level-id=42e01f;packetization-mode=one",
        "AV1 profile=3",
        "AV1 level-idx=32",
        "AV1 tier=2",
        "AV1 profile=0;level-idx=x"
      })
  void parameters_that_mean_nothing_are_no_format_of_ours(String format) {
    String[] words = format.split(" ", 2);
    for (RtpCodec c : VideoCodecs.all()) {
      assertThat(c.agreedWith(theirs(words[0], words[1]))).as("%s", c).isEmpty();
    }
  }

  @Test
  void feedback_is_what_both_honour() {
    assertThat(
            VideoCodecs.VP8
                .agreedWith(theirs("VP8", "", "goog-remb", "transport-cc", "nack", "nack pli"))
                .orElseThrow()
                .feedback())
        .containsExactly("nack", "nack pli");
    assertThat(VideoCodecs.VP8.agreedWith(theirs("VP8", "")).orElseThrow().feedback()).isEmpty();
  }

  @Test
  void our_own_codecs_are_all_different_and_have_numbers_of_their_own() {
    List<RtpCodec> all = VideoCodecs.withOpus();
    for (RtpCodec a : all) {
      for (RtpCodec b : all) {
        assertThat(a.sameCodec(b)).as("%s, %s", a, b).isEqualTo(a == b);
      }
    }
    assertThat(all.stream().map(RtpCodec::payloadType)).doesNotHaveDuplicates();
  }

  @Test
  void a_codec_has_the_w3cs_members() {
    assertThat(VideoCodecs.VP9.mimeType()).isEqualTo("video/VP9");
    assertThat(VideoCodecs.VP9.sdpFmtpLine()).contains("profile-id=0");
    assertThat(VideoCodecs.VP8.sdpFmtpLine()).isEmpty();
    assertThat(RtpCodec.OPUS.mimeType()).isEqualTo("audio/opus");
    assertThat(RtpCodec.OPUS.carriesMedia()).isTrue();
    assertThat(ours("RTX", "apt=96").carriesMedia()).isFalse();
  }

  @Test
  void chromiums_offer_has_all_its_video_formats_in_common_with_us_under_its_numbers()
      throws Exception {
    List<RtpCodec> common = video("chromium-offer.sdp").common(VideoCodecs.all());
    assertThat(common.stream().map(c -> c.payloadType() + " " + c.name() + " " + c.fmtp()))
        .containsExactly(
            "96 VP8 ",
            "97 rtx apt=96",
            "102 H264 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f",
            "103 rtx apt=102",
            "104 H264 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42001f",
            "107 rtx apt=104",
            "108 H264 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
            "109 rtx apt=108",
            "114 H264 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f",
            "115 rtx apt=114",
            "116 H264 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=4d001f",
            "117 rtx apt=116",
            "39 H264 level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=4d001f",
            "40 rtx apt=39",
            "45 AV1 level-idx=5;profile=0;tier=0",
            "46 rtx apt=45",
            "98 VP9 profile-id=0",
            "99 rtx apt=98",
            "100 VP9 profile-id=2",
            "101 rtx apt=100");
    assertThat(common)
        .filteredOn(RtpCodec::carriesMedia)
        .allSatisfy(c -> assertThat(c.feedback()).containsExactly("ccm fir", "nack", "nack pli"));
  }

  @Test
  void firefoxs_offer_has_all_its_video_formats_in_common_with_us() throws Exception {
    assertThat(
            video("firefox-offer.sdp").common(VideoCodecs.all()).stream()
                .map(c -> c.payloadType() + " " + c.name() + " " + c.fmtp()))
        .containsExactly(
            "120 VP8 ",
            "124 rtx apt=120",
            "121 VP9 profile-id=0",
            "125 rtx apt=121",
            "99 AV1 level-idx=5;profile=0;tier=0",
            "100 rtx apt=99");
  }

  @Test
  void a_payload_type_that_rtcp_would_be_taken_for_is_passed_over() throws Exception {
    String sdp =
        capture("firefox-offer.sdp")
            .replace("SAVPF 120 124", "SAVPF 72 124")
            .replaceAll("a=(rtpmap|fmtp|rtcp-fb):120 ", "a=$1:72 ");
    assertThat(video(SessionDescription.parse(sdp)).common(VideoCodecs.all()))
        .noneMatch(c -> c.name().equals("VP8"))
        .hasSize(4);
  }

  private static RemoteMedia video(String file) throws IOException, SdpException {
    return video(SessionDescription.parse(capture(file)));
  }

  private static RemoteMedia video(SessionDescription sdp) {
    return RemoteMedia.read(sdp, 1, true);
  }

  private static String capture(String name) throws IOException {
    try (InputStream in =
        SessionDescription.class.getResourceAsStream("/org/vivavoce/sdp/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

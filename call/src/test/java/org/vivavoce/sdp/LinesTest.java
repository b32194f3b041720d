package org.vivavoce.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinesTest {
  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n", "\r"})
  void any_line_end_is_read_and_crlf_is_written(String end) throws SdpException {
    assertThat(SessionDescription.parse(Sdp.SMALL.replace("\r\n", end))).hasToString(Sdp.SMALL);
  }

  @Test
  void the_last_line_needs_no_end_and_empty_lines_may_follow_it() throws SdpException {
    assertThat(SessionDescription.parse(Sdp.SMALL.stripTrailing())).hasToString(Sdp.SMALL);
    assertThat(SessionDescription.parse(Sdp.SMALL + "\r\n\n\r\r\n")).hasToString(Sdp.SMALL);
  }

  @Test
  void mixed_line_ends_count_one_line_each() {
    String text = Sdp.SMALL.replaceFirst("\r\n", "\n").replaceFirst("\r\n", "\r") + "a=mid:b";
    assertThat(Sdp.refusal(text).lineNumber()).isEqualTo(9);
  }

  /** RFC 8866 section 5: every line that a session and a section may have, in order. */
  @Test
  void rfc8866_every_line_type_survives() throws SdpException {
    String text =
        Sdp.lines(
            "v=0",
            "o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1",
            "s=Call to John Smith",
            "i=SDP Offer #1",
            "u=http://www.jdoe.example.com/home.html",
            "e=Jane Doe <jane@jdoe.example.com>",
            "e=jane@example.com",
            "p=+1 617 555-6011",
            "c=IN IP4 233.252.0.1/127",
            "b=X-YZ:128",
            "t=3724394400 3724398000",
            "r=7d 1h 0 25h",
            "z=3730928400 -1h 3749680800 0",
            "t=3724484400 3724488000",
            "k=prompt",
            "a=recvonly",
            "a=nobody-knows-this: it  survives ",
            "m=audio 49170/2 RTP/AVP 0",
            "i=a title",
            "c=IN IP6 2001:db8::2",
            "c=IN IP6 2001:db8::3",
            "b=AS:64",
            "b=TIAS:50000",
            "k=clear:x",
            "a=nor-this",
            "a=empty:",
            "m=message 5060 TCP/MSRP *");
    SessionDescription parsed = SessionDescription.parse(text);
    assertThat(parsed).hasToString(text);
    assertThat(parsed.information()).contains("SDP Offer #1");
    assertThat(parsed.uri()).contains("http://www.jdoe.example.com/home.html");
    assertThat(parsed.emails()).hasSize(2);
    assertThat(parsed.phones()).containsExactly("+1 617 555-6011");
    assertThat(parsed.times()).hasSize(2);
    assertThat(parsed.times().get(0).repeats()).containsExactly("7d 1h 0 25h");
    assertThat(parsed.times().get(0).zones()).isPresent();
    assertThat(parsed.key()).contains("prompt");
    MediaDescription audio = parsed.media().get(0);
    assertThat(audio.portCount()).isEqualTo(2);
    assertThat(audio.connections()).hasSize(2);
    assertThat(audio.bandwidths())
        .containsExactly(new Bandwidth("AS", 64), new Bandwidth("TIAS", 50_000));
    assertThat(audio.attributes().asList())
        .containsExactly(Attribute.of("nor-this"), new Attribute("empty", Optional.of("")));
    assertThat(parsed.direction(audio)).isEqualTo(Direction.RECVONLY);
    assertThat(parsed.media().get(1).formats()).isEqualTo(List.of("*"));
    assertThat(parsed.lineOf(0)).isEqualTo(18);
    assertThat(parsed.lineOf(1)).isEqualTo(27);
    assertThat(parsed.lineOf(2)).isEqualTo(28);
  }

  @Test
  void port_zero_rejects_unless_the_section_is_bundle_only() throws SdpException {
    String rejected = Sdp.SMALL.replace("m=audio 9", "m=audio 0");
    assertThat(SessionDescription.parse(rejected).media().get(0).isRejected()).isTrue();
    String bundled = rejected + "a=bundle-only\r\n";
    assertThat(SessionDescription.parse(bundled).media().get(0).isRejected()).isFalse();
  }

  @Test
  void a_session_without_media_is_a_description() throws SdpException {
    assertThat(
            SessionDescription.parse(Sdp.lines("v=0", "o=- 1 2 IN IP4 0.0.0.0", "s=-", "t=0 0"))
                .media())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "9223372036854775807", "18446744073709551615"})
  void a_session_version_may_use_all_64_bits(String version) throws SdpException {
    String text = Sdp.SMALL.replace("o=- 1 2", "o=- 123456789012345678901234567890 " + version);
    SessionDescription parsed = SessionDescription.parse(text);
    assertThat(parsed).hasToString(text);
    assertThat(parsed.origin().nextVersion().sameSession(parsed.origin())).isTrue();
  }
}

package org.vivavoce.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {
  /** Each row puts another text in the place of a line of {@link Sdp#SMALL}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "1 | v=1                            | unknown version",
        "1 | V=0                            | unknown line type",
        "1 | v 0                            | does not begin with a letter and =",
        "2 | o=- 1 2 IN IP4                 | o= has 5 parts",
        "2 | o=- x 2 IN IP4 0.0.0.0         | session id 'x' is not a number",
        "2 | o=- 1 18446744073709551616 IN IP4 0.0.0.0 | session version",
        "2 | o=- 1 -1 IN IP4 0.0.0.0        | session version",
        "3 | t=0 0                          | there is no s= line before this",
        "3 | a=x                            | there is no s= line before this",
        "4 | t=0                            | t= has 1 parts",
        "4 | t=0 x                          | stop time 'x' is not a number",
        "4 | t=0 99999999999999999999       | stop time 99999999999999999999 is too large",
        "4 | r=7d                           | r= stands before t=",
        "5 | q=what                         | unknown line type",
        "5 | s=again                        | s= comes after t=",
        "5 | a=                             | attribute name '' is not a token",
        "5 | a=:x                           | attribute name '' is not a token",
        "5 | a=na me                        | attribute name 'na me' is not a token",
        "5 | a=group                        | attribute group has no value",
        "5 | a=group:                       | group is empty",
        "5 | a=fingerprint:sha-256 42       | fingerprint of 2 characters does not fit sha-256",
        "5 | a=ice-ufrag:abc                | ice-ufrag has 3 characters",
        "5 | c=IN IP4 0.0.0.0               | c= comes after t=",
        "6 | m=audio                        | m= has 1 parts",
        "6 | m=audio 9 RTP/AVP              | m= has 3 parts",
        "6 | m=audio nine RTP/AVP 0         | port 'nine' is not a number",
        "6 | m=audio -1 RTP/AVP 0           | port '-1' is not a number",
        "6 | m=audio 65536 RTP/AVP 0        | port 65536 is too large",
        "6 | m=audio 4294967305 RTP/AVP 0   | port 4294967305 is too large",
        "6 | m=audio 9/0 RTP/AVP 0          | port count 0 is out of range",
        "6 | m=audio 9/ RTP/AVP 0           | port count '' is not a number",
        "6 | m=audio 9 RTP//AVP 0           | a part of the protocol '' is not a token",
        "6 | m=audio 9 RTP/AVP opus         | payload type 'opus' is not a number",
        "6 | m=audio 9 RTP/AVP 0 128        | payload type 128 is too large",
        "6 | m=au:dio 9 RTP/AVP 0           | media kind 'au:dio' is not a token",
        "6 | m=application 9 DTLS/SCTP a(b  | format 'a(b' is not a token",
        "7 | c=IN IP4                       | a connection has 2 parts",
        "7 | b=128                          | b= has no colon",
        "7 | b=AS:fast                      | bandwidth 'fast' is not a number",
        "7 | t=0 0                          | t= does not belong in a media section",
        "7 | v=0                            | v= does not belong in a media section",
      })
  void a_broken_line_is_named_and_explained(int number, String broken, String problem) {
    String[] lines = Sdp.SMALL.split("\r\n");
    lines[number - 1] = broken;
    SdpException refusal = Sdp.refusal(Sdp.lines(lines));
    assertThat(refusal.problem()).contains(problem);
    assertThat(refusal.lineNumber()).isEqualTo(number);
    assertThat(refusal.line()).isEqualTo(broken);
    assertThat(refusal)
        .hasMessageContaining("line " + number)
        .hasMessageContaining(broken)
        .hasMessageContaining("allowed: " + refusal.allowed());
  }

  /** The first attribute given stands on line 8; what is wrong is always the last. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=mid",
        "a=mid:",
        "a=mid:a b",
        "a=mid:a;a=mid:b",
        "a=sendrecv;a=recvonly",
        "a=ice-ufrag:KX1",
        "a=ice-ufrag:KX 1b",
        "a=ice-ufrag:KX1b;a=ice-ufrag:KX1c",
        "a=ice-pwd:0123456789012345678901234567890123456789(",
        "a=ice-pwd:012345678901234567890",
        "a=ice-options:trickle(ice2",
        "a=candidate",
        "a=candidate: ",
        "a=fingerprint:sha-256",
        "a=fingerprint:sha-256 42:03",
        "a=fingerprint:sha-1 42:03:FD:AC:E1:E3:E6:B3:D3:63:65:9F:10:F2:2E:51:7D:2D:41:0G",
        "a=fingerprint:own-hash 42:0",
        "a=fingerprint:own-hash 4203",
        "a=fingerprint:own-hash 42:",
        "a=fingerprint:own(hash 42",
        "a=setup:actipass",
        "a=setup:active;a=setup:passive",
        "a=rtcp:65536",
        "a=rtcp:9 IN IP4",
        "a=rtpmap:111",
        "a=rtpmap:111 opus",
        "a=rtpmap:111 opus/",
        "a=rtpmap:111 opus/0",
        "a=rtpmap:111 opus/2147483648",
        "a=rtpmap:111 opus/48000/0",
        "a=rtpmap:111 opus/48000/256",
        "a=rtpmap:111 opus/48000/2/2",
        "a=rtpmap:128 opus/48000/2",
        "a=rtpmap:x opus/48000/2",
        "a=rtpmap:111 /48000",
        "a=rtpmap:111 opus/48000/2;a=rtpmap:111 PCMU/8000",
        "a=fmtp:111",
        "a=fmtp:111 ",
        "a=rtcp-fb:96",
        "a=rtcp-fb:128 nack",
        "a=extmap:1",
        "a=extmap:0 urn:x",
        "a=extmap:256 urn:x",
        "a=extmap:4095 urn:x",
        "a=extmap:4352 urn:x",
        "a=extmap:1/both urn:x",
        "a=extmap:1/ urn:x",
        "a=extmap:1 urn:x;a=extmap:1 urn:y",
        "a=msid:",
        "a=msid:a b c",
        "a=ssrc:1",
        "a=ssrc:4294967296 cname:x",
        "a=ssrc:-1 cname:x",
        "a=ssrc:1 :x",
        "a=ssrc-group:",
        "a=ssrc-group:FID 1 x",
        "a=ssrc-group:FID 4294967296",
        "a=ptime:0",
        "a=ptime:-20",
        "a=ptime:20.x",
        "a=maxptime:65536",
        "a=ptime:20;a=ptime:60",
        "a=sctp-port:65536",
        "a=sctp-port:5000;a=sctp-port:5001",
        "a=max-message-size:-1",
        "a=max-message-size:99999999999999999999",
        "a=sctpmap:5000",
        "a=sctpmap:70000 webrtc-datachannel",
        "a=rid",
        "a=simulcast:",
      })
  void a_broken_attribute_is_named(String attributes) {
    String[] lines = attributes.split(";");
    SdpException refusal = Sdp.refusal(Sdp.audioWith(lines));
    assertThat(refusal.lineNumber()).isEqualTo(7 + lines.length);
    assertThat(refusal.line()).isEqualTo(lines[lines.length - 1]);
  }

  @Test
  void the_order_of_rfc_8866_is_required() {
    String[] lines = Sdp.SMALL.split("\r\n");
    // Any two neighbours swapped, but those of the session's attributes and the section's.
    for (int i = 0; i + 1 < lines.length; i++) {
      List<String> swapped = new ArrayList<>(List.of(lines));
      swapped.add(i, swapped.remove(i + 1));
      if (i != 4) {
        int named = Sdp.refusal(Sdp.lines(swapped.toArray(new String[0]))).lineNumber();
        assertThat(named).as("lines %d and %d swapped", i + 1, i + 2).isBetween(i + 1, i + 2);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0,v", "1,o", "2,s", "3,t"})
  void a_missing_line_is_named_with_the_line_in_its_place(int index, String type) {
    List<String> lines = new ArrayList<>(List.of(Sdp.SMALL.split("\r\n")));
    lines.remove(index);
    SdpException refusal = Sdp.refusal(Sdp.lines(lines.toArray(new String[0])));
    assertThat(refusal.lineNumber()).isEqualTo(index + 1);
    assertThat(refusal.problem()).contains("there is no " + type + "= line");
  }

  @Test
  void a_text_that_ends_too_early_is_named_at_its_end() {
    assertThat(Sdp.refusal("").lineNumber()).isEqualTo(1);
    assertThat(Sdp.refusal("\r\n\r\n").lineNumber()).isBetween(1, 2);
    assertThat(Sdp.refusal("v=0\r\n").lineNumber()).isEqualTo(2);
    assertThat(Sdp.refusal(Sdp.lines("v=0", "o=- 1 2 IN IP4 0.0.0.0", "s=-")).lineNumber())
        .isEqualTo(4);
  }

  @Test
  void an_empty_line_in_the_middle_is_refused() {
    SdpException refusal = Sdp.refusal(Sdp.SMALL.replace("m=audio", "\r\nm=audio"));
    assertThat(refusal.lineNumber()).isEqualTo(6);
    assertThat(refusal.problem()).contains("empty");
  }

  @Test
  void the_second_of_two_equal_mids_is_named() {
    SdpException refusal =
        Sdp.refusal(
            Sdp.SMALL
                + Sdp.lines("m=audio 9 RTP/AVP 0", "a=mid:b", "m=video 0 RTP/AVP 96", "a=mid:a"));
    assertThat(refusal.lineNumber()).isEqualTo(12);
    assertThat(refusal.line()).isEqualTo("a=mid:a");
  }

  @Test
  void nul_is_refused_and_control_characters_do_not_reach_the_message() {
    assertThat(Sdp.refusal(Sdp.SMALL.replace("s=-", "s=-\0")).lineNumber()).isEqualTo(3);
    SdpException refusal = Sdp.refusal(Sdp.SMALL.replace("m=audio 9", "m=audio \u001b[31m\u0085"));
    assertThat(refusal.getMessage().chars().noneMatch(Character::isISOControl)).isTrue();
    assertThat(refusal.line()).doesNotContain("\u001b");
  }

  @Test
  void a_long_line_is_shortened_in_the_message() {
    SdpException refusal =
        Sdp.refusal(Sdp.SMALL.replace("m=audio 9", "m=audio " + "9".repeat(10_000)));
    assertThat(refusal.line()).hasSize(83).endsWith("...");
    assertThat(refusal.getMessage()).hasSizeLessThan(400);
  }

  @Test
  void repeating_a_line_word_for_word_is_harmless() throws SdpException {
    MediaDescription audio =
        Sdp.audio(
            "a=mid:a",
            "a=mid:a",
            "a=rtpmap:111 opus/48000/2",
            "a=rtpmap:111 opus/48000/2",
            "a=sendonly",
            "a=sendonly");
    assertThat(audio.mid()).contains("a");
    assertThat(audio.payloadFormats()).hasSize(1);
    assertThat(audio.direction()).isEqualTo(Direction.SENDONLY);
  }

  @Test
  void payload_types_mean_nothing_in_a_section_without_rtp() throws SdpException {
    String data =
        Sdp.SMALL.replace(
            "m=audio 9 RTP/AVP 0", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
    String text = data + Sdp.lines("a=fmtp:webrtc-datachannel", "a=rtpmap:what ever");
    SessionDescription parsed = SessionDescription.parse(text);
    assertThat(parsed).hasToString(text);
    assertThat(parsed.media().get(0).rtpMaps()).isEmpty();
    assertThat(parsed.media().get(0).fmtps()).isEmpty();
  }
}

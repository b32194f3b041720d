package org.vivavoce.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeTest {
  @Test
  void rfc8866_rtpmap_has_one_channel_unless_it_says_otherwise() throws SdpException {
    MediaDescription audio = Sdp.audio("a=rtpmap:111 opus/48000/2", "a=rtpmap:96 L16/8000");
    assertThat(audio.rtpMaps())
        .containsExactly(new RtpMap(111, "opus", 48_000, 2), RtpMap.of(96, "L16", 8_000));
    assertThat(audio.rtpMaps().get(0).isCodec("OPUS")).isTrue();
    assertThat(audio.rtpMaps().get(0).sameEncoding(new RtpMap(109, "Opus", 48_000, 2))).isTrue();
    assertThat(audio.rtpMaps().get(0).sameEncoding(RtpMap.of(109, "opus", 48_000))).isFalse();
    assertThat(RtpMap.of(96, "L16", 8_000).toAttribute().text()).isEqualTo("rtpmap:96 L16/8000");
    assertThat(new RtpMap(111, "opus", 48_000, 2).withPayloadType(109).toAttribute().text())
        .isEqualTo("rtpmap:109 opus/48000/2");
  }

  @Test
  void static_payload_types_need_no_rtpmap_and_unmapped_dynamic_ones_are_left_out()
      throws SdpException {
    String text =
        Sdp.SMALL.replace("RTP/AVP 0", "RTP/AVP 97 8 0 8 96")
            + Sdp.lines("a=rtpmap:96 opus/48000/2", "a=rtpmap:0 pcmu/8000");
    assertThat(SessionDescription.parse(text).media().get(0).payloadFormats())
        .extracting(PayloadFormat::rtpMap)
        .containsExactly(
            RtpMap.of(8, "PCMA", 8000),
            RtpMap.of(0, "pcmu", 8000),
            new RtpMap(96, "opus", 48_000, 2));
  }

  @Test
  void fmtp_keys_are_case_insensitive_and_come_in_order() throws SdpException {
    Fmtp fmtp =
        Sdp.audio("a=fmtp:111 MinPTime=10; useinbandfec=1;novalue;empty=;a=b=c")
            .fmtp(111)
            .orElseThrow();
    assertThat(fmtp.parameters())
        .containsExactly(
            Map.entry("minptime", "10"),
            Map.entry("useinbandfec", "1"),
            Map.entry("empty", ""),
            Map.entry("a", "b=c"));
    assertThat(fmtp.parameter("UseInbandFEC")).contains("1");
    assertThat(fmtp.parameter("novalue")).isEmpty();
    Map<String, String> made = new LinkedHashMap<>();
    made.put("minptime", "10");
    made.put("useinbandfec", "1");
    assertThat(Fmtp.of(111, made).toAttribute().text())
        .isEqualTo("fmtp:111 minptime=10;useinbandfec=1");
    assertThat(Fmtp.of(101, "0-15").withPayloadType(126).toAttribute().text())
        .isEqualTo("fmtp:126 0-15");
  }

  @Test
  void rfc8839_ice_options_are_words_and_the_commas_of_libdatachannel_part_them_too()
      throws SdpException {
    assertThat(Sdp.audio("a=ice-options:trickle  ice2").iceOptions())
        .containsExactly("trickle", "ice2");
    assertThat(Sdp.audio("a=ice-options:ice2,trickle").iceOptions())
        .containsExactly("ice2", "trickle");
  }

  @Test
  void feedback_for_a_star_holds_for_every_payload_type() throws SdpException {
    MediaDescription media =
        Sdp.audio(
            "a=rtpmap:111 opus/48000/2",
            "a=rtpmap:96 L16/8000",
            "a=rtcp-fb:* nack",
            "a=rtcp-fb:96 ccm  fir");
    assertThat(media.payloadFormats().get(0).feedback())
        .extracting(RtcpFeedback::feedback)
        .containsExactly("nack");
    assertThat(media.payloadFormats().get(1).feedback())
        .extracting(RtcpFeedback::feedback)
        .containsExactly("nack", "ccm fir");
    assertThat(new RtcpFeedback(OptionalInt.empty(), "nack").toAttribute().text())
        .isEqualTo("rtcp-fb:* nack");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 14, 15, 255, 4096, 4351})
  void rfc8285_extension_ids_in_range_are_taken(int id) throws SdpException {
    String text = "extmap:" + id + "/sendonly urn:x with attributes";
    ExtMap map = Sdp.audio("a=" + text).extMaps().get(0);
    assertThat(map)
        .isEqualTo(
            new ExtMap(
                id, Optional.of(Direction.SENDONLY), "urn:x", Optional.of("with attributes")));
    assertThat(map.toAttribute().text()).isEqualTo(text);
  }

  /** RFC 8285 section 7: alternatives in an offer. */
  @Test
  void rfc8285_spare_ids_may_come_twice() throws SdpException {
    assertThat(Sdp.audio("a=extmap:4096 urn:x", "a=extmap:4096 urn:y").extMaps()).hasSize(2);
  }

  @Test
  void fingerprints_of_every_hash_and_several_of_them_are_read() throws SdpException {
    MediaDescription audio =
        Sdp.audio(
            "a=fingerprint:SHA-256 " + "0a:".repeat(31) + "0a",
            "a=fingerprint:sha-1 " + "FF:".repeat(19) + "FF",
            "a=fingerprint:own-hash 42");
    assertThat(audio.fingerprints())
        .containsExactly(
            new SdpFingerprint("sha-256", "0A:".repeat(31) + "0A"),
            new SdpFingerprint("sha-1", "FF:".repeat(19) + "FF"),
            new SdpFingerprint("own-hash", "42"));
    assertThat(audio.fingerprints().get(2).toAttribute().text())
        .isEqualTo("fingerprint:own-hash 42");
    assertThatIllegalArgumentException().isThrownBy(() -> new SdpFingerprint("sha-256", "42"));
  }

  @Test
  void msid_may_lack_the_track_and_the_stream() throws SdpException {
    MediaDescription audio = Sdp.audio("a=msid:s1 t", "a=msid:- t", "a=msid:s2");
    assertThat(audio.msids())
        .containsExactly(Msid.of("s1", "t"), Msid.of("-", "t"), new Msid("s2", Optional.empty()));
    assertThat(audio.msids()).extracting(Msid::hasStream).containsExactly(true, false, true);
    assertThat(audio.msids())
        .extracting(msid -> msid.toAttribute().text())
        .containsExactly("msid:s1 t", "msid:- t", "msid:s2");
  }

  @Test
  void rfc5576_sources_keep_what_is_said_of_them() throws SdpException {
    MediaDescription audio =
        Sdp.audio(
            "a=ssrc:4294967295 cname:a:b c", "a=ssrc:0 flag", "a=ssrc-group:FID 4294967295 0");
    assertThat(audio.ssrcAttributes())
        .containsExactly(
            SsrcAttribute.cname(0xFFFF_FFFFL, "a:b c"),
            new SsrcAttribute(0, "flag", Optional.empty()));
    assertThat(audio.ssrcAttributes().get(0).toAttribute().text())
        .isEqualTo("ssrc:4294967295 cname:a:b c");
    assertThat(audio.ssrcGroups().get(0).toAttribute().text())
        .isEqualTo("ssrc-group:FID 4294967295 0");
  }

  @ParameterizedTest
  @CsvSource({"20,20", "2.5,3", "20.0,20", "65535,65535"})
  void a_packet_time_is_rounded_up(String text, int millis) throws SdpException {
    MediaDescription audio = Sdp.audio("a=ptime:" + text, "a=maxptime:" + text);
    assertThat(audio.ptime()).contains(millis);
    assertThat(audio.maxptime()).contains(millis);
  }

  @Test
  void data_channels_in_the_old_form_tell_their_port() throws SdpException {
    String text =
        Sdp.SMALL.replace("m=audio 9 RTP/AVP 0", "m=application 9 DTLS/SCTP 5000")
            + "a=sctpmap:5000 webrtc-datachannel 1024\r\n";
    MediaDescription data = SessionDescription.parse(text).media().get(0);
    assertThat(data.isDataChannel()).isTrue();
    assertThat(data.sctpPort()).contains(5000);
    assertThat(data.sctpMap())
        .contains(new SctpMap(5000, "webrtc-datachannel", OptionalInt.of(1024)));
    assertThat(data.maxMessageSize()).isEmpty();
    assertThat(data.sctpMap().orElseThrow().toAttribute().text())
        .isEqualTo("sctpmap:5000 webrtc-datachannel 1024");
  }

  @Test
  void rid_and_simulcast_stay_text() throws SdpException {
    MediaDescription video =
        Sdp.audio("a=rid:hi send", "a=rid:lo send max-width=320", "a=simulcast:send hi;lo");
    assertThat(video.rids()).containsExactly("hi send", "lo send max-width=320");
    assertThat(video.simulcast()).contains("send hi;lo");
  }

  @Test
  void candidates_are_kept_word_for_word_even_if_they_make_no_sense() throws SdpException {
    MediaDescription audio =
        Sdp.audio(
            "a=candidate:1 1 udp 1 x.local 9 typ host",
            "a=candidate:nonsense",
            "a=end-of-candidates");
    assertThat(audio.candidates())
        .containsExactly("candidate:1 1 udp 1 x.local 9 typ host", "candidate:nonsense");
    assertThat(audio.endOfCandidates()).isTrue();
    assertThat(audio.withCandidates(List.of("candidate:a", "a=candidate:b")).candidates())
        .endsWith("candidate:a", "candidate:b");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> audio.withCandidates(List.of("kandidat:a")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abcd", "a+/9", "a-_=#"})
  void ice_credentials_of_libwebrtc_s_taste_are_taken(String ufrag) throws SdpException {
    MediaDescription audio =
        Sdp.audio("a=ice-ufrag:" + ufrag, "a=ice-pwd:" + ufrag.repeat(64).substring(0, 256));
    assertThat(audio.iceUfrag()).contains(ufrag);
    assertThat(audio.icePwd()).hasValueSatisfying(pwd -> assertThat(pwd).hasSize(256));
  }

  @Test
  void directions_are_an_algebra() {
    for (Direction one : Direction.values()) {
      assertThat(Direction.fromToken(one.token())).contains(one);
      assertThat(one.reversed().reversed()).isEqualTo(one);
      assertThat(one.and(Direction.SENDRECV)).isEqualTo(one);
      assertThat(one.or(Direction.INACTIVE)).isEqualTo(one);
      assertThat(one.withSend(true).sends()).isTrue();
      assertThat(one.withReceive(false).receives()).isFalse();
      for (Direction other : Direction.values()) {
        assertThat(one.and(other).reversed()).isEqualTo(one.reversed().and(other.reversed()));
        assertThat(one.or(other).sends()).isEqualTo(one.sends() || other.sends());
        assertThat(one.and(other).receives()).isEqualTo(one.receives() && other.receives());
      }
    }
    assertThat(Direction.SENDONLY.reversed()).isEqualTo(Direction.RECVONLY);
    assertThat(Direction.fromToken("stopped")).isEmpty();
  }

  @Test
  void rfc8842_setup_roles_answer_each_other() {
    assertThat(SetupRole.ACTIVE.answers(SetupRole.ACTPASS)).isTrue();
    assertThat(SetupRole.PASSIVE.answers(SetupRole.ACTPASS)).isTrue();
    assertThat(SetupRole.ACTPASS.answers(SetupRole.ACTPASS)).isFalse();
    assertThat(SetupRole.ACTIVE.answers(SetupRole.ACTIVE)).isFalse();
    assertThat(SetupRole.PASSIVE.answers(SetupRole.ACTIVE)).isTrue();
    assertThat(SetupRole.ACTIVE.answers(SetupRole.PASSIVE)).isTrue();
  }

  @Test
  void attributes_keep_order_and_place_through_every_change() {
    Attributes start =
        Attributes.of(
            Attribute.of("a", "1"),
            Attribute.of("b"),
            Attribute.of("a", "2"),
            Attribute.of("c", ""));
    assertThat(start.all("a")).hasSize(2);
    assertThat(start.values("a")).containsExactly("1", "2");
    assertThat(start.value("b")).isEmpty();
    assertThat(start.value("c")).contains("");
    assertThat(start.has("b")).isTrue();
    assertThat(start.has("d")).isFalse();
    assertThat(start.with(Attribute.of("d")))
        .hasToString("a=a:1\r\na=b\r\na=a:2\r\na=c:\r\na=d\r\n");
    assertThat(start.replacing(Attribute.of("a", "3"))).hasToString("a=a:3\r\na=b\r\na=c:\r\n");
    assertThat(start.replacing(Attribute.of("d")))
        .hasToString("a=a:1\r\na=b\r\na=a:2\r\na=c:\r\na=d\r\n");
    assertThat(start.without("a")).hasToString("a=b\r\na=c:\r\n");
    assertThat(start.without("d")).isSameAs(start);
    assertThat(start.retaining(attribute -> attribute.value().isPresent())).hasSize(3);
    assertThat(start)
        .isEqualTo(Attributes.of(start.asList()))
        .hasSameHashCodeAs(Attributes.of(start.asList()));
    assertThat(new ArrayList<>(start.asList())).hasSize(start.size());
  }

  @Test
  void misuse_is_told_at_once() {
    assertThatIllegalArgumentException().isThrownBy(() -> Attribute.of("two words"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Attribute.of("name", "line\r\na=smuggled"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RtpMap(128, "opus", 48_000, 2))
        .withMessageContaining("0 to 127");
    assertThatIllegalArgumentException().isThrownBy(() -> ExtMap.of(0, "urn:x"));
    assertThatIllegalArgumentException().isThrownBy(() -> Msid.of("a b", "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> SsrcAttribute.cname(-1, "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> Fmtp.of(111, Map.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> BundleGroup.of("a b"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Origin("-", "x", 1, "IN", "IP4", "0.0.0.0"));
    assertThatIllegalArgumentException().isThrownBy(() -> Connection.of("1.2.3.4 5"));
  }
}

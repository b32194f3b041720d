package org.vivavoce.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        Captures.CHROMIUM_OFFER,
        Captures.CHROMIUM_ANSWER,
        Captures.FIREFOX_OFFER,
        Captures.FIREFOX_ANSWER
      })
  void what_a_browser_sent_prints_back_line_for_line(String name) throws SdpException {
    assertThat(Captures.parsed(name)).hasToString(Captures.text(name));
  }

  @Test
  void browsers_pass_the_checks_of_offer_and_answer() throws SdpException {
    JsepChecks.verifyOffer(Captures.parsed(Captures.CHROMIUM_OFFER));
    JsepChecks.verifyOffer(Captures.parsed(Captures.FIREFOX_OFFER));
    // The captured answers answer other offers of the same shape.
    SessionDescription offer = Captures.parsed(Captures.CHROMIUM_OFFER);
    JsepChecks.verifyAnswer(offer, Captures.parsed(Captures.CHROMIUM_ANSWER));
    JsepChecks.verifyAnswer(offer, Captures.parsed(Captures.FIREFOX_ANSWER));
  }

  /** The example in the documentation of {@link SessionDescription}. */
  @Test
  void the_example_of_the_manual_runs() throws SdpException {
    String text = Captures.text(Captures.FIREFOX_OFFER);
    SessionDescription offer = SessionDescription.parse(text);
    JsepChecks.verifyOffer(offer);
    for (MediaDescription section : offer.media()) {
      List<PayloadFormat> wanted = section.payloadFormats();
      List<SdpFingerprint> expected = offer.fingerprints(offer.transportOf(section));
      assertThat(wanted.isEmpty()).isEqualTo(section.isDataChannel());
      assertThat(expected).hasSize(1);
    }
    assertThat(offer.toString()).isEqualTo(text);
  }

  @Test
  void chromium_s_audio_section_reads_as_written() throws SdpException {
    SessionDescription offer = Captures.parsed(Captures.CHROMIUM_OFFER);
    assertThat(offer.origin().sessionId()).isEqualTo("2240685062297730334");
    assertThat(offer.origin().sessionVersion()).isEqualTo(2);
    assertThat(offer.bundleGroups()).containsExactly(BundleGroup.of("0", "1", "2"));

    MediaDescription audio = offer.media().get(0);
    assertThat(audio.kind()).isEqualTo("audio");
    assertThat(audio.port()).isEqualTo(32896);
    assertThat(audio.protocol()).isEqualTo("UDP/TLS/RTP/SAVPF");
    assertThat(audio.formats()).containsExactly("111", "63", "9", "0", "8", "13", "110", "126");
    assertThat(audio.connection()).contains(Connection.of("192.0.2.2"));
    assertThat(audio.mid()).contains("0");
    assertThat(audio.direction()).isEqualTo(Direction.SENDRECV);
    assertThat(audio.iceUfrag()).contains("KX1b");
    assertThat(audio.icePwd()).contains("GcMiTnyDMOhsTdEe/yzJEEcC");
    assertThat(audio.iceOptions()).containsExactly("trickle");
    assertThat(audio.setup()).contains(SetupRole.ACTPASS);
    assertThat(audio.candidates())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("candidate:939330652 1 udp 2122194687 192.0.2.2");
    assertThat(audio.endOfCandidates()).isFalse();
    assertThat(audio.rtcp()).contains(RtcpAddress.NONE_YET);
    assertThat(audio.rtcpMux()).isTrue();
    assertThat(audio.rtcpRsize()).isTrue();
    assertThat(audio.rtpMaps()).hasSize(8).startsWith(new RtpMap(111, "opus", 48000, 2));
    assertThat(audio.fmtp(111).flatMap(fmtp -> fmtp.parameter("useinbandfec"))).contains("1");
    assertThat(audio.fmtp(63).map(Fmtp::text)).contains("111/111");
    assertThat(audio.rtcpFeedback()).containsExactly(RtcpFeedback.of(111, "transport-cc"));
    assertThat(audio.extMaps())
        .hasSize(4)
        .startsWith(ExtMap.of(1, "urn:ietf:params:rtp-hdrext:ssrc-audio-level"));
    assertThat(audio.msids())
        .containsExactly(
            Msid.of(
                "7657d9a4-2cb1-42be-b92f-c94298f1952b", "749fd8f3-6a5b-4db8-9457-d4891d30392b"));
    assertThat(audio.ssrcAttributes())
        .startsWith(SsrcAttribute.cname(3730018119L, "cSTTckffWTGYw138"));
    assertThat(offer.extmapAllowMixed(audio)).isTrue();
    assertThat(audio.attributes().value("rtcp-xr")).contains("rcvr-rtt=all");
  }

  @Test
  void chromium_s_video_formats_come_in_order_with_all_that_belongs_to_them() throws SdpException {
    MediaDescription video = Captures.parsed(Captures.CHROMIUM_OFFER).media().get(1);
    List<PayloadFormat> formats = video.payloadFormats();
    assertThat(formats).hasSize(23);
    assertThat(formats.get(0).rtpMap()).isEqualTo(RtpMap.of(96, "VP8", 90_000));
    assertThat(formats.get(0).feedback())
        .extracting(RtcpFeedback::feedback)
        .containsExactly("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli");
    assertThat(formats.get(1).parameter("apt")).contains("96");
    assertThat(formats.get(2).parameter("profile-level-id")).contains("42001f");
    assertThat(video.ssrcGroups())
        .containsExactly(new SsrcGroup("FID", List.of(1941031661L, 2545862092L)));
  }

  @Test
  void data_sections_tell_port_and_message_size() throws SdpException {
    MediaDescription chromium = Captures.parsed(Captures.CHROMIUM_OFFER).media().get(2);
    assertThat(chromium.isDataChannel()).isTrue();
    assertThat(chromium.isRtp()).isFalse();
    assertThat(chromium.payloadFormats()).isEmpty();
    assertThat(chromium.sctpPort()).contains(5000);
    assertThat(chromium.maxMessageSize()).contains(262_144L);
    MediaDescription firefox = Captures.parsed(Captures.FIREFOX_OFFER).media().get(2);
    assertThat(firefox.maxMessageSize()).contains(1_073_741_823L);
  }

  @Test
  void firefox_says_fingerprint_and_ice_options_once_for_the_session() throws SdpException {
    SessionDescription offer = Captures.parsed(Captures.FIREFOX_OFFER);
    MediaDescription audio = offer.media().get(0);
    assertThat(audio.fingerprints()).isEmpty();
    assertThat(offer.fingerprints(audio))
        .singleElement()
        .extracting(SdpFingerprint::hash)
        .isEqualTo("sha-256");
    assertThat(offer.iceOptions(audio)).containsExactly("trickle");
    assertThat(audio.extMaps())
        .contains(
            new ExtMap(
                2,
                Optional.of(Direction.RECVONLY),
                "urn:ietf:params:rtp-hdrext:csrc-audio-level",
                Optional.empty()));
    assertThat(audio.candidates()).hasSize(8);
    assertThat(audio.endOfCandidates()).isTrue();
    assertThat(audio.fmtp(101).map(Fmtp::parameters)).contains(Map.of());
    assertThat(audio.payloadFormats())
        .extracting(PayloadFormat::payloadType)
        .containsExactly(109, 9, 0, 8, 101);
  }
}

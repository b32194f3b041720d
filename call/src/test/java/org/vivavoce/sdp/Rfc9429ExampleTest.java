package org.vivavoce.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Descriptions in the shape of RFC 9429 section 7, built, printed and read back. The values are our
 * own.
 */
class Rfc9429ExampleTest {
  private static final SdpFingerprint FINGERPRINT =
      new SdpFingerprint("sha-256", Sdp.FINGERPRINT.substring("sha-256 ".length()));

  private static MediaBuilder audio(String mid) {
    return MediaDescription.builder()
        .candidate("candidate:1 1 udp 2113929471 203.0.113.100 10100 typ host")
        .endOfCandidates()
        .attribute("x-unknown", "kept")
        .rtcpRsize()
        .rtcpMux()
        .ssrc(SsrcAttribute.cname(7, "c"))
        .setup(SetupRole.ACTPASS)
        .fingerprint(FINGERPRINT)
        .iceCredentials("ETEn", "OtSK0WpNtpUjkY4+86js7Z/l")
        .msid(new Msid("stream", Optional.empty()))
        .extMap(ExtMap.of(1, "urn:ietf:params:rtp-hdrext:sdes:mid"))
        .maxptime(120)
        .format(
            new PayloadFormat(
                new RtpMap(96, "opus", 48_000, 2),
                Optional.of(Fmtp.of(96, Map.of("useinbandfec", "1"))),
                List.of(RtcpFeedback.of(96, "transport-cc"))))
        .rtpMap(RtpMap.of(0, "PCMU", 8_000))
        .direction(Direction.SENDRECV)
        .mid(mid);
  }

  private static SessionDescription offer() {
    return SessionDescription.builder()
        .origin(Origin.of(4962303333179871722L, 1))
        .iceOptions("trickle", "ice2")
        .bundle(BundleGroup.of("a1", "v1", "d1"))
        .media(audio("a1").port(10100).connection(Connection.of("203.0.113.100")).build())
        .media(
            MediaDescription.builder()
                .kind("video")
                .port(0)
                .rtpMap(RtpMap.of(100, "VP8", 90_000))
                .feedback(RtcpFeedback.of(100, "nack pli"))
                .bundleOnly()
                .direction(Direction.SENDONLY)
                .mid("v1")
                .build())
        .media(
            MediaDescription.builder()
                .port(0)
                .dataChannel(5000, 65_536)
                .bundleOnly()
                .mid("d1")
                .build())
        .build();
  }

  @Test
  void rfc9429_section_7_an_offer_is_printed_in_the_order_of_the_examples() {
    assertThat(offer())
        .hasToString(
            Sdp.lines(
                "v=0",
                "o=- 4962303333179871722 1 IN IP4 0.0.0.0",
                "s=-",
                "t=0 0",
                "a=ice-options:trickle ice2",
                "a=group:BUNDLE a1 v1 d1",
                "m=audio 10100 UDP/TLS/RTP/SAVPF 96 0",
                "c=IN IP4 203.0.113.100",
                "a=mid:a1",
                "a=sendrecv",
                "a=rtpmap:96 opus/48000/2",
                "a=rtpmap:0 PCMU/8000",
                "a=fmtp:96 useinbandfec=1",
                "a=maxptime:120",
                "a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid",
                "a=rtcp-fb:96 transport-cc",
                "a=msid:stream",
                "a=ice-ufrag:ETEn",
                "a=ice-pwd:OtSK0WpNtpUjkY4+86js7Z/l",
                "a=fingerprint:" + Sdp.FINGERPRINT,
                "a=setup:actpass",
                "a=rtcp-mux",
                "a=rtcp-rsize",
                "a=ssrc:7 cname:c",
                "a=x-unknown:kept",
                "a=candidate:1 1 udp 2113929471 203.0.113.100 10100 typ host",
                "a=end-of-candidates",
                "m=video 0 UDP/TLS/RTP/SAVPF 100",
                "c=IN IP4 0.0.0.0",
                "a=bundle-only",
                "a=mid:v1",
                "a=sendonly",
                "a=rtpmap:100 VP8/90000",
                "a=rtcp-fb:100 nack pli",
                "m=application 0 UDP/DTLS/SCTP webrtc-datachannel",
                "c=IN IP4 0.0.0.0",
                "a=bundle-only",
                "a=mid:d1",
                "a=sctp-port:5000",
                "a=max-message-size:65536"));
  }

  @Test
  void what_was_built_reads_back_as_the_same() throws SdpException {
    assertThat(SessionDescription.parse(offer().toString())).isEqualTo(offer());
  }

  @Test
  void a_bundle_only_section_leaves_its_transport_to_the_tagged_one() throws SdpException {
    SessionDescription offer = offer();
    MediaDescription video = offer.mediaWithMid("v1").orElseThrow();
    MediaDescription tagged = offer.transportOf(video);
    assertThat(tagged.mid()).contains("a1");
    assertThat(offer.iceUfrag(tagged)).contains("ETEn");
    assertThat(offer.bundleOf(video)).contains(BundleGroup.of("a1", "v1", "d1"));
    JsepChecks.verifyOffer(offer);
  }

  @Test
  void a_section_without_a_group_is_its_own_transport() {
    SessionDescription alone =
        SessionDescription.builder().origin(Origin.of(1, 1)).media(audio("a1").build()).build();
    assertThat(alone.transportOf(alone.media().get(0))).isSameAs(alone.media().get(0));
    assertThat(alone.bundleOf(alone.media().get(0))).isEmpty();
  }

  @Test
  void an_answer_s_direction_comes_from_the_algebra() {
    Direction offered = offer().media().get(1).direction();
    assertThat(offered.reversed().and(Direction.SENDRECV)).isEqualTo(Direction.RECVONLY);
  }

  @Test
  void descriptions_change_by_copies() {
    SessionDescription offer = offer();
    MediaDescription moved = offer.media().get(0).withTransport(5000, Connection.of("2001:db8::1"));
    SessionDescription changed =
        offer
            .withMedia(0, moved)
            .withOrigin(offer.origin().nextVersion())
            .withAttributes(Attributes.NONE);
    assertThat(changed.toString())
        .contains("o=- 4962303333179871722 2 IN", "m=audio 5000 UDP", "c=IN IP6 2001:db8::1")
        .doesNotContain("BUNDLE");
    assertThat(offer.media().get(0).port()).isEqualTo(10100);
  }

  @Test
  void a_builder_refuses_what_a_parser_would() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> audio("a b").build())
        .withMessageContaining("mid");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MediaDescription.builder().build())
        .withMessageContaining("format");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> audio("a").port(65_536).build())
        .withMessageContaining("0 to 65535");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> audio("a").attribute("rtpmap", "x").build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> audio("a").mid("b").build())
        .withMessageContaining("twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SessionDescription.builder().build())
        .withMessageContaining("origin");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SessionDescription.builder()
                    .origin(Origin.of(1, 1))
                    .media(List.of(audio("a").build(), audio("a").build()))
                    .build())
        .withMessageContaining("mid a");
  }
}

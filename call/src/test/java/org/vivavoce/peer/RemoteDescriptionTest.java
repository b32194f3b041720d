package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.MediaDescription;
import org.vivavoce.sdp.PayloadFormat;
import org.vivavoce.sdp.RtcpFeedback;
import org.vivavoce.sdp.SessionDescription;
import org.vivavoce.sdp.SetupRole;

class RemoteDescriptionTest {

  private static String capture(String name) throws IOException {
    try (InputStream in =
        SessionDescription.class.getResourceAsStream("/org/vivavoce/sdp/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chromium-offer.sdp", "firefox-offer.sdp"})
  void a_browsers_offer_is_answered_with_its_opus_its_video_and_its_data_channels(String file)
      throws Exception {
    try (Peer us = new Peer()) {
      us.pc.addTrack(Frames.audio("ours"), "s");
      String offer = capture(file);
      us.pc.setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, offer)).join();
      SessionDescription theirs = SessionDescription.parse(offer);
      SessionDescription answer = SessionDescription.parse(us.pc.createAnswer().join().sdp());

      assertThat(answer.media()).hasSameSizeAs(theirs.media());
      MediaDescription audio = answer.media().get(0);
      assertThat(audio.kind()).isEqualTo("audio");
      assertThat(audio.mid()).isEqualTo(theirs.media().get(0).mid());
      assertThat(audio.rtpMaps()).hasSize(1);
      assertThat(audio.rtpMaps().get(0).payloadType())
          .isEqualTo(theirs.media().get(0).rtpMaps().get(0).payloadType());
      assertThat(audio.rtpMaps().get(0).encodingName()).isEqualToIgnoringCase("opus");
      assertThat(audio.direction()).isEqualTo(Direction.SENDRECV);
      assertThat(audio.setup()).contains(SetupRole.ACTIVE);
      assertThat(audio.rtcpMux()).isTrue();
      MediaDescription video = answer.media().get(1);
      assertThat(video.kind()).isEqualTo("video");
      assertThat(video.direction()).isEqualTo(Direction.RECVONLY);
      assertThat(video.formats())
          .containsExactlyElementsOf(
              theirs.media().get(1).payloadFormats().stream()
                  .filter(f -> CODECS.contains(name(f)) || repeatsOneOf(f, theirs.media().get(1)))
                  .map(f -> Integer.toString(f.payloadType()))
                  .toList());
      assertThat(video.payloadFormats())
          .allSatisfy(
              f ->
                  assertThat(f.feedback().stream().map(RtcpFeedback::feedback))
                      .containsExactlyInAnyOrderElementsOf(
                          name(f).equals("rtx")
                              ? List.of()
                              : List.of("ccm fir", "nack", "nack pli")));
      assertThat(video.rtcpRsize()).isTrue();
      assertThat(video.ssrcAttributes()).isEmpty();
      assertThat(us.tracks.stream().map(RtpTransceiver::kind))
          .containsExactly(MediaKind.AUDIO, MediaKind.VIDEO);
      MediaDescription data = answer.media().get(2);
      assertThat(data.isDataChannel()).isTrue();
      assertThat(data.sctpPort()).contains(5000);
      assertThat(data.maxMessageSize()).contains(262_144L);
      assertThat(answer.bundleGroups().get(0).mids())
          .containsExactly(
              audio.mid().orElseThrow(), video.mid().orElseThrow(), data.mid().orElseThrow());
      for (int i = 3; i < answer.media().size(); i++) {
        assertThat(answer.media().get(i).isRejected()).isTrue();
        assertThat(answer.media().get(i).kind()).isEqualTo(theirs.media().get(i).kind());
      }
    }
  }

  private static final List<String> CODECS = List.of("VP8", "VP9", "H264", "AV1");

  /** The retransmissions of a codec that we have; not those of red. */
  private static boolean repeatsOneOf(PayloadFormat f, MediaDescription m) {
    return name(f).equals("rtx")
        && m.payloadFormats().stream()
            .filter(o -> CODECS.contains(name(o)))
            .anyMatch(o -> f.parameter("apt").orElseThrow().equals("" + o.payloadType()));
  }

  private static String name(PayloadFormat f) {
    return f.rtpMap().encodingName();
  }

  @ParameterizedTest
  @CsvSource({
    "a=fingerprint,  a=fingerprint is missing",
    "a=ice-ufrag,    a=ice-ufrag is missing",
    "a=ice-pwd,      a=ice-pwd is missing",
  })
  void what_the_transport_needs_must_be_there_and_the_error_names_the_line(
      String line, String message) throws Exception {
    String sdp =
        capture("chromium-offer.sdp")
            .lines()
            .filter(l -> !l.startsWith(line))
            .reduce("", (a, b) -> a + b + "\r\n");
    try (Peer us = new Peer()) {
      PeerConnectionException e = refused(us, sdp);
      assertThat(e).hasMessageContaining(message);
      assertThat(e.error()).isEqualTo(RtcErrorName.INVALID_ACCESS_ERROR);
      assertThat(sdp.lines().toList().get(e.sdpLineNumber().orElseThrow() - 1))
          .startsWith("m=audio");
    }
  }

  @Test
  void a_syntax_error_names_its_line_and_nothing_is_applied() throws Exception {
    String sdp = capture("chromium-offer.sdp").replace("m=audio 32896", "m=audio 99999999");
    try (Peer us = new Peer()) {
      PeerConnectionException e = refused(us, sdp);
      assertThat(e.error()).isEqualTo(RtcErrorName.SDP_SYNTAX_ERROR);
      assertThat(sdp.lines().toList().get(e.sdpLineNumber().orElseThrow() - 1))
          .startsWith("m=audio");
      us.pc
          .setRemoteDescription(
              new RtcSessionDescription(SdpType.OFFER, capture("chromium-offer.sdp")))
          .join();
    }
  }

  @Test
  void only_weak_fingerprints_are_refused() throws Exception {
    String sdp =
        capture("chromium-offer.sdp")
            .replaceAll(
                "a=fingerprint:sha-256 [0-9A-F:]+",
                "a=fingerprint:sha-1 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13");
    try (Peer us = new Peer()) {
      assertThat(refused(us, sdp)).hasMessageContaining("sha-256");
    }
  }

  private static PeerConnectionException refused(Peer us, String sdp) {
    Throwable thrown =
        catchThrowable(
            () -> us.pc.setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, sdp)).join());
    assertThat(thrown).isInstanceOf(CompletionException.class);
    assertThat(us.pc.signalingState()).isEqualTo(SignalingState.STABLE);
    assertThat(us.pc.transceivers()).isEmpty();
    assertThat(us.tracks).isEmpty();
    return (PeerConnectionException) thrown.getCause();
  }

  @ParameterizedTest
  @CsvSource({"4096,0", "200,0", "14,thismidistoolongforoneb", "14,0"})
  void a_mid_extension_that_no_header_can_carry_is_not_taken(int id, String mid) throws Exception {
    JsepProbe offerer = new JsepProbe();
    offerer.transceivers.add(Transceivers.of(MediaKind.AUDIO, Direction.SENDRECV, true));
    String sdp =
        offerer
            .session
            .createOffer(false)
            .sdp()
            .replaceAll("a=extmap:1 [^\r]*\r\n", "")
            .replaceAll("a=extmap:\\d+", "a=extmap:" + id)
            .replace("a=mid:0", "a=mid:" + mid)
            .replace("BUNDLE 0", "BUNDLE " + mid);
    JsepProbe us = new JsepProbe();
    us.session.setRemote(new RtcSessionDescription(SdpType.OFFER, sdp));
    us.session.setLocal(us.session.createAnswer());

    boolean carried = id == 14 && mid.length() <= 16;
    assertThat(us.routes).hasSize(1);
    assertThat(us.routes.get(0).section().midExtension()).isEqualTo(carried ? 14 : 0);
    assertThat(us.session.state().current.local().description().sdp().contains("a=extmap"))
        .isEqualTo(carried);
  }

  @Test
  void more_m_lines_than_we_support_are_refused() throws Exception {
    String offer = capture("chromium-offer.sdp");
    StringBuilder many = new StringBuilder(offer);
    for (int i = 0; i < JsepState.MAX_MLINES; i++) {
      many.append("m=audio 0 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n");
    }
    try (Peer us = new Peer()) {
      assertThat(refused(us, many.toString()))
          .hasMessageContaining("at most " + JsepState.MAX_MLINES);
    }
  }

  @Test
  void mutated_offers_are_applied_or_refused_but_never_half() throws Exception {
    Random random = new Random(20261123);
    byte[] offer = capture("chromium-offer.sdp").getBytes(StandardCharsets.ISO_8859_1);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] mutant = offer.clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      JsepProbe probe = new JsepProbe();
      try {
        probe.session.setRemote(
            new RtcSessionDescription(
                SdpType.OFFER, new String(mutant, StandardCharsets.ISO_8859_1)));
        assertThat(probe.session.signaling()).isEqualTo(SignalingState.HAVE_REMOTE_OFFER);
        probe.session.setLocal(probe.session.createAnswer());
        assertThat(probe.session.signaling()).isEqualTo(SignalingState.STABLE);
      } catch (PeerConnectionException e) {
        refused++;
        assertThat(probe.session.signaling()).isEqualTo(SignalingState.STABLE);
        assertThat(probe.transceivers).isEmpty();
      }
    }
    assertThat(refused).isBetween(100, 1_900);
  }
}

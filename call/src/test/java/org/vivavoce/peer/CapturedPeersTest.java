package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.sdp.MediaDescription;
import org.vivavoce.sdp.PayloadFormat;
import org.vivavoce.sdp.SessionDescription;
import org.vivavoce.sdp.SetupRole;

/** What browsers offered and answered, as captured, is answered with what they expect. */
class CapturedPeersTest {

  private static String capture(String name) throws IOException {
    try (InputStream in =
        SessionDescription.class.getResourceAsStream("/org/vivavoce/sdp/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chromium-offer.sdp",
        "chromium-answer.sdp",
        "firefox-offer.sdp",
        "firefox-answer.sdp"
      })
  void a_capture_prints_back_what_it_says(String file) throws Exception {
    SessionDescription read = SessionDescription.parse(capture(file));
    assertThat(SessionDescription.parse(read.toString())).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chromium-offer.sdp", "firefox-offer.sdp"})
  void an_answer_accepts_nothing_that_we_do_not_have_and_keeps_every_m_line(String file)
      throws Exception {
    try (Peer us = new Peer(c -> c.codecs(List.of(RtpCodec.OPUS)))) {
      us.pc.addTrack(Frames.audio("ours"), "s");
      String offer = capture(file);
      us.pc.setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, offer)).join();
      assertThat(us.pc.canTrickleIceCandidates()).contains(true);
      SessionDescription theirs = SessionDescription.parse(offer);
      SessionDescription answer =
          SessionDescription.parse(us.pc.setLocalDescription().join().sdp());
      assertThat(us.pc.signalingState()).isEqualTo(SignalingState.STABLE);
      assertThat(answer.media()).hasSameSizeAs(theirs.media());
      for (int i = 0; i < answer.media().size(); i++) {
        MediaDescription ours = answer.media().get(i);
        MediaDescription asked = theirs.media().get(i);
        assertThat(ours.kind()).isEqualTo(asked.kind());
        assertThat(ours.protocol()).isEqualTo(asked.protocol());
        assertThat(ours.mid()).isEqualTo(asked.mid());
        if (ours.isRejected()) {
          continue;
        }
        if (ours.isDataChannel()) {
          assertThat(ours.maxMessageSize()).isPresent();
          continue;
        }
        assertThat(ours.kind()).isEqualTo("audio");
        assertThat(ours.payloadFormats()).hasSize(1);
        PayloadFormat format = ours.payloadFormats().get(0);
        assertThat(asked.payloadFormats())
            .anyMatch(
                f ->
                    f.payloadType() == format.payloadType()
                        && f.rtpMap().encodingName().equalsIgnoreCase("opus"));
        // Of header extensions only the mid, under the offer's number; of feedback nothing that
        // was not offered.
        assertThat(theirs.extMaps(asked)).containsAll(answer.extMaps(ours));
        assertThat(ours.setup()).contains(SetupRole.ACTIVE);
        assertThat(ours.candidates()).isEmpty();
      }
      assertThat(answer.bundleGroups()).hasSize(1);
    }
  }
}

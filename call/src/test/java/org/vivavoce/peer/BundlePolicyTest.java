package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.ice.IceServer;
import org.vivavoce.sdp.BundleGroup;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.SessionDescription;

class BundlePolicyTest {

  /** An offer of two m-lines for sound, as the policies of others write it. */
  private static String offer(boolean grouped, boolean bundleOnly, boolean mux) {
    JsepProbe them = new JsepProbe();
    them.transceivers.add(Transceivers.of(MediaKind.AUDIO, Direction.SENDRECV, true));
    them.transceivers.add(Transceivers.of(MediaKind.AUDIO, Direction.SENDRECV, true));
    String sdp = them.session.createOffer(false).sdp();
    if (!grouped) {
      sdp = sdp.replaceAll("a=group:BUNDLE.*\r\n", "");
    }
    if (!bundleOnly) {
      sdp = sdp.replace("m=audio 0 ", "m=audio 9 ").replace("a=bundle-only\r\n", "");
    }
    return mux ? sdp : sdp.replace("a=rtcp-mux\r\n", "");
  }

  private static SessionDescription answer(String offer) throws Exception {
    return answer(offer, BundlePolicy.BALANCED);
  }

  private static SessionDescription answer(String offer, BundlePolicy policy) throws Exception {
    try (Peer us = new Peer(c -> c.bundlePolicy(policy))) {
      us.pc.setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, offer)).join();
      return SessionDescription.parse(us.pc.setLocalDescription().join().sdp());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void max_bundle_and_balanced_offers_are_answered_bundled(boolean bundleOnly) throws Exception {
    SessionDescription answer = answer(offer(true, bundleOnly, true));
    assertThat(answer.bundleGroups())
        .extracting(BundleGroup::mids)
        .containsExactly(List.of("0", "1"));
    assertThat(answer.media()).noneMatch(m -> m.isRejected());
  }

  @Test
  void the_policies_have_the_w3cs_names_and_its_default_and_are_kept() {
    assertThat(BundlePolicy.values())
        .extracting(BundlePolicy::text)
        .containsExactly("balanced", "max-compat", "max-bundle");
    assertThat(PeerConfiguration.builder().build().bundlePolicy()).isEqualTo(BundlePolicy.BALANCED);
    IceServer server = IceServer.of("turn:127.0.0.1:9", "user", "secret");
    for (BundlePolicy policy : BundlePolicy.values()) {
      try (Peer us = new Peer(c -> c.bundlePolicy(policy))) {
        assertThat(us.pc.getConfiguration().bundlePolicy()).isEqualTo(policy);
        us.pc.setConfiguration(
            us.pc.getConfiguration().toBuilder().iceServers(List.of(server)).build());
        assertThat(us.pc.getConfiguration().bundlePolicy()).isEqualTo(policy);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(BundlePolicy.class)
  void of_an_offer_that_bundles_nothing_the_first_m_line_is_taken(BundlePolicy policy)
      throws Exception {
    SessionDescription answer = answer(offer(false, false, true), policy);
    assertThat(answer.media().get(0).isRejected()).isFalse();
    assertThat(answer.media().get(1).isRejected()).isTrue();
    assertThat(answer.bundleGroups()).isEmpty();
  }

  @Test
  void of_an_offer_that_bundles_nothing_the_first_that_we_have_a_codec_for_is_taken()
      throws Exception {
    String foreign =
        offer(false, false, true).replaceFirst("a=rtpmap:111 opus", "a=rtpmap:111 new");
    SessionDescription answer = answer(foreign);
    assertThat(answer.media().get(0).isRejected()).isTrue();
    assertThat(answer.media().get(1).isRejected()).isFalse();
  }

  @Test
  void m_lines_without_rtcp_mux_are_refused() throws Exception {
    SessionDescription answer = answer(offer(true, false, false));
    assertThat(answer.media()).allMatch(m -> m.isRejected());
  }

  @ParameterizedTest
  @EnumSource(BundlePolicy.class)
  void our_offers_bundle_everything_on_the_first_m_line(BundlePolicy policy) throws Exception {
    try (Peer us = new Peer(c -> c.bundlePolicy(policy))) {
      us.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      us.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      SessionDescription offer = SessionDescription.parse(us.pc.createOffer().join().sdp());
      assertThat(offer.bundleGroups().get(0).mids()).containsExactly("0", "1");
      assertThat(offer.media().get(0).bundleOnly()).isFalse();
      assertThat(offer.media().get(0).port()).isEqualTo(9);
      assertThat(offer.media().get(1).bundleOnly()).isTrue();
      assertThat(offer.media().get(1).port()).isZero();
    }
  }

  @Test
  void an_answer_without_the_group_may_only_accept_the_first_m_line() throws Exception {
    try (Peer us = new Peer();
        Peer them = new Peer()) {
      us.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      us.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      them.pc.setRemoteDescription(us.pc.setLocalDescription().join()).join();
      String answer = them.pc.setLocalDescription().join().sdp();
      String ungrouped =
          answer.lines().filter(l -> !l.startsWith("a=group:")).collect(Collectors.joining("\r\n"))
              + "\r\n";
      us.awaitGathered();
      String before = Everything.of(us.pc);
      PeerConnectionException e =
          Refused.with(
              RtcErrorName.INVALID_ACCESS_ERROR,
              () ->
                  us.pc
                      .setRemoteDescription(new RtcSessionDescription(SdpType.ANSWER, ungrouped))
                      .join());
      assertThat(e.sdpLineNumber()).hasValue(SessionDescription.parse(ungrouped).lineOf(1));
      assertThat(Everything.of(us.pc)).isEqualTo(before);

      int second = ungrouped.lastIndexOf("m=audio 9");
      String first =
          ungrouped.substring(0, second)
              + ungrouped.substring(second).replace("audio 9", "audio 0");
      us.pc.setRemoteDescription(new RtcSessionDescription(SdpType.ANSWER, first)).join();
      assertThat(us.pc.signalingState()).isEqualTo(SignalingState.STABLE);
      assertThat(us.pc.transceivers()).hasSize(1);
    }
  }
}

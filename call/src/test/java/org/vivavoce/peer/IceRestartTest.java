package org.vivavoce.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.vivavoce.dtls.DtlsSession;
import org.vivavoce.ice.IceServer;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.SessionDescription;

class IceRestartTest {
  /** Packets that may be under way. */
  private static final int AHEAD = 20;

  private static String ufrag(RtcSessionDescription d) {
    return d.sdp().lines().filter(l -> l.startsWith("a=ice-ufrag:")).findFirst().orElseThrow();
  }

  @Test
  void a_restart_under_traffic_loses_nothing_and_keeps_the_keys() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = a.connect(b, "a");
      Peer.sendUntilReceived(track, b);
      String before = ufrag(a.pc.localDescription().orElseThrow());
      String theirs = ufrag(b.pc.localDescription().orElseThrow());
      DtlsSession keys = a.pc.stats().dtls().orElseThrow();
      a.order.clear();
      b.order.clear();
      AtomicBoolean stop = new AtomicBoolean();
      Thread sending = new Thread(() -> sendSteadily(track, b, stop), "sending");
      sending.start();
      try {
        a.pc.restartIce();
        Peer.await("asked for negotiation", () -> a.order.contains("negotiationneeded"));
        a.negotiate(b);
        assertThat(ufrag(a.pc.localDescription().orElseThrow())).isNotEqualTo(before);
        assertThat(ufrag(b.pc.localDescription().orElseThrow())).isNotEqualTo(theirs);
        Peer.await("gathered anew", () -> a.order.contains("gathering COMPLETE"));
        Peer.await(
            "a pair of the new generation",
            () ->
                a.pc.iceConnectionState() == org.vivavoce.ice.IceState.COMPLETED
                    && b.pc.iceConnectionState() == org.vivavoce.ice.IceState.COMPLETED);
        b.received.clear();
        Peer.await("media on the new path", () -> b.received.size() > 50);
      } finally {
        stop.set(true);
        join(sending);
      }
      Peer.await(
          "everything arrived",
          () ->
              b.pc.stats().inbound().get(0).packetsReceived()
                  == a.pc.stats().outbound().get(0).packetsSent());
      assertThat(b.pc.stats().inbound().get(0).packetsLost()).isZero();
      assertThat(a.pc.stats().dtls().orElseThrow()).isSameAs(keys);
      assertThat(a.order).contains("gathering GATHERING").doesNotContain("connection CONNECTING");
      assertThat(a.pc.connectionState()).isEqualTo(PeerConnectionState.CONNECTED);
      a.settle();
      assertThat(a.order.stream().filter("negotiationneeded"::equals)).hasSize(1);
    }
  }

  /** Paced by what arrives: a busy machine's socket must not overflow. */
  private static void sendSteadily(Frames track, Peer to, AtomicBoolean stop) {
    long before = to.packetsReceived();
    for (int sent = 0; !stop.get(); LockSupport.parkNanos(1_000_000)) {
      if (to.packetsReceived() - before >= sent - AHEAD) {
        track.send();
        sent++;
      }
    }
  }

  private static void join(Thread t) {
    try {
      t.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void an_offer_can_restart_ice_and_taking_it_back_brings_the_old_credentials_back() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = a.connect(b, "a");
      String before = ufrag(a.pc.localDescription().orElseThrow());
      RtcSessionDescription restarting = a.pc.createOffer(new OfferOptions(true)).join();
      assertThat(ufrag(restarting)).isNotEqualTo(before);
      assertThat(ufrag(a.pc.createOffer().join())).isEqualTo(before);
      a.pc.setLocalDescription(a.pc.createOffer(new OfferOptions(true)).join()).join();
      a.pc.setLocalDescription(RtcSessionDescription.ROLLBACK).join();
      assertThat(ufrag(a.pc.createOffer().join())).isEqualTo(before);
      Peer.sendUntilReceived(track, b);
      b.negotiate(a);
      assertThat(a.pc.signalingState()).isEqualTo(SignalingState.STABLE);
    }
  }

  @Test
  void an_offer_that_restarts_again_before_any_answer_takes_the_place_of_the_one_before() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.pc.addTransceiver(MediaKind.AUDIO, Direction.SENDRECV);
      for (int round = 0; round < 2; round++) {
        // The first time there is nothing to restart yet, and a generation to give up all the same.
        a.pc.setLocalDescription(a.pc.createOffer(new OfferOptions(true)).join()).join();
        RtcSessionDescription offer = a.pc.createOffer(new OfferOptions(true)).join();
        a.pc.setLocalDescription(offer).join();
        a.awaitGathered();
        String full = a.pc.localDescription().orElseThrow().sdp();
        assertThat(full).contains(ufrag(offer) + "\r\n").contains("a=candidate:");
        Peer.trickle(a, b);
        b.pc.setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, full)).join();
        b.ready();
        a.pc.setRemoteDescription(b.pc.setLocalDescription().join()).join();
        a.ready();
        a.awaitConnected();
        b.awaitConnected();
        Frames track = Frames.audio("track" + round);
        a.pc.senders().get(0).replaceTrack(track);
        Peer.sendUntilReceived(track, b);
      }
    }
  }

  @Test
  void a_restart_can_come_again_and_again_from_either_side() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      Frames track = a.connect(b, "a");
      for (int i = 0; i < 6; i++) {
        Peer offerer = i % 2 == 0 ? a : b;
        offerer.pc.restartIce();
        offerer.negotiate(offerer == a ? b : a);
        b.received.clear();
        Peer.sendUntilReceived(track, b);
      }
      assertThat(a.pc.connectionState()).isEqualTo(PeerConnectionState.CONNECTED);
      assertThat(a.pc.getConfiguration().ice().hub()).isEmpty();
    }
  }

  @Test
  void changing_the_fingerprint_or_half_of_the_credentials_is_refused_and_nothing_changes()
      throws Exception {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.connect(b, "a");
      RtcSessionDescription next = a.pc.createOffer().join();
      String offer = next.sdp();
      b.awaitGathered();
      String before = Everything.of(b.pc);
      String otherKey =
          offer.replaceAll("a=fingerprint:sha-256 ..:..", "a=fingerprint:sha-256 00:11");
      PeerConnectionException e =
          Refused.with(
              RtcErrorName.OPERATION_ERROR,
              () ->
                  b.pc
                      .setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, otherKey))
                      .join());
      assertThat(e).hasMessageContaining("fingerprint");
      assertThat(e.sdpLineNumber()).hasValue(SessionDescription.parse(otherKey).lineOf(0));
      for (String half :
          new String[] {
            offer.replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:otherone"),
            offer.replaceAll("a=ice-pwd:.*", "a=ice-pwd:anotherpasswordthatislong")
          }) {
        assertThat(
                Refused.with(
                    RtcErrorName.INVALID_ACCESS_ERROR,
                    () ->
                        b.pc
                            .setRemoteDescription(new RtcSessionDescription(SdpType.OFFER, half))
                            .join()))
            .hasMessageContaining("a restart changes both");
      }
      assertThat(Everything.of(b.pc)).isEqualTo(before);
    }
  }

  @Test
  void an_answer_restarts_ice_if_the_offer_did_and_only_then() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.connect(b, "a");
      a.pc.setLocalDescription().join();
      String same = b.pc.localDescription().orElseThrow().sdp();
      String changed =
          same.replaceAll("a=ice-ufrag:.*", "a=ice-ufrag:otherone")
              .replaceAll("a=ice-pwd:.*", "a=ice-pwd:anotherpasswordthatislong");
      assertThat(answerRefused(a, changed)).hasMessageContaining("did not restart ICE");
      a.pc.setRemoteDescription(new RtcSessionDescription(SdpType.ANSWER, same)).join();
      a.pc.setLocalDescription(a.pc.createOffer(new OfferOptions(true)).join()).join();
      assertThat(answerRefused(a, same)).hasMessageContaining("keeps the old credentials");
      assertThat(a.pc.signalingState()).isEqualTo(SignalingState.HAVE_LOCAL_OFFER);
    }
  }

  /** One whose generations gather for a while: its server does not answer. */
  private static Peer gatheringSlowly() {
    IceServer nobody = IceServer.of("turn:127.0.0.1:9", "user", "secret");
    return new Peer(
        c -> c.ice(i -> i.iceServers(List.of(nobody)).gatheringTimeout(Duration.ofMillis(1_500))));
  }

  @Test
  void the_old_generation_s_candidates_are_told_while_a_restart_is_only_offered() {
    try (Peer a = gatheringSlowly();
        Peer b = new Peer()) {
      a.connect(b, "a");
      String old = a.told.get(0).usernameFragment();
      a.pc.setLocalDescription(a.pc.createOffer(new OfferOptions(true)).join()).join();
      assertThat(ends(a)).isEmpty();
      Peer.await("the end of both", () -> ends(a).size() == 2);
      assertThat(ends(a).get(0)).isEqualTo(old);
      assertThat(ends(a).get(1)).isNotEqualTo(old);
      assertThat(a.pc.currentLocalDescription().orElseThrow().sdp())
          .contains("a=end-of-candidates");
      a.pc.setLocalDescription(RtcSessionDescription.ROLLBACK).join();
      assertThat(a.pc.iceGatheringState()).isEqualTo(IceGatheringState.COMPLETE);
      assertThat(a.pc.connectionState()).isEqualTo(PeerConnectionState.CONNECTED);
    }
  }

  @Test
  void the_old_generation_s_candidates_are_not_told_once_a_restart_is_answered() {
    try (Peer a = gatheringSlowly();
        Peer b = new Peer()) {
      a.connect(b, "a");
      String old = a.told.get(0).usernameFragment();
      a.pc.restartIce();
      a.negotiate(b);
      Peer.await("the end of the new one", () -> !ends(a).isEmpty());
      assertThat(ends(a)).hasSize(1).doesNotContain(old);
    }
  }

  @Test
  void late_candidates_of_generations_before_the_last_are_ignored_and_of_others_refused() {
    try (Peer a = new Peer();
        Peer b = new Peer()) {
      a.connect(b, "a");
      RtcIceCandidate first = a.told.get(0);
      for (int i = 0; i < 3; i++) {
        a.pc.restartIce();
        a.negotiate(b);
      }
      b.pc.addIceCandidate(first).join();
      RtcIceCandidate foreign =
          new RtcIceCandidate(first.candidate(), first.sdpMid(), first.sdpMLineIndex(), "nobodys1");
      assertThat(
              Refused.with(
                  RtcErrorName.OPERATION_ERROR, () -> b.pc.addIceCandidate(foreign).join()))
          .hasMessageContaining("nobodys1");
    }
  }

  /** The generations that all candidates were told of, in that order. */
  private static List<String> ends(Peer p) {
    return p.told.stream()
        .filter(c -> c.candidate().isEmpty())
        .map(RtcIceCandidate::usernameFragment)
        .toList();
  }

  private static PeerConnectionException answerRefused(Peer to, String sdp) {
    return Refused.with(
        RtcErrorName.INVALID_ACCESS_ERROR,
        () -> to.pc.setRemoteDescription(new RtcSessionDescription(SdpType.ANSWER, sdp)).join());
  }
}

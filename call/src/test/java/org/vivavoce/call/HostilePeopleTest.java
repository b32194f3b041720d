package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.dtls.DtlsFailure;
import org.vivavoce.dtls.DtlsTransport;
import org.vivavoce.ice.IceAgent;
import org.vivavoce.ice.IceFailure;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.SignalMessage.DescriptionType;
import org.vivavoce.signaling.SignalMessage.Leave;
import org.vivavoce.signaling.SignalMessage.SessionDescriptionSignal;
import org.vivavoce.signaling.Topics;

class HostilePeopleTest {
  private Wiretap network;

  @BeforeEach
  void makeNetwork() {
    network = Wiretap.on(InProcessPubSub.create());
  }

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  /**
   * Swaps the certificate's fingerprint for another, as somebody in the middle of the signaling
   * would.
   */
  private static SignalMessage forgeFingerprint(SignalMessage m) {
    if (m instanceof SessionDescriptionSignal s) {
      String forged =
          s.sdp()
              .replaceAll(
                  "a=fingerprint:sha-256 [0-9A-F:]+",
                  "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB");
      return new SessionDescriptionSignal(
          s.callId(), s.from(), s.ends(), s.connection(), s.round(), s.type(), forged);
    }
    return m;
  }

  @ParameterizedTest(name = "the forged description comes from the one who dials: {0}")
  @ValueSource(booleans = {true, false})
  void a_wrong_fingerprint_fails_the_call_within_a_second_and_nothing_is_heard(boolean dialer)
      throws Exception {
    IceAgent.warmUp();
    DtlsTransport.warmUp();
    Identities ids = Identities.make();
    PubSub forging = new TamperingPubSub(network, HostilePeopleTest::forgeFingerprint);
    try (Person alice = Person.named(ids.first(dialer), forging).speaks("voice", 440);
        Person bob = Person.named(ids.second(dialer), network).speaks("voice", 1_000)) {
      bob.answering(Subscriptions.allAudio());
      long begin = System.nanoTime();
      alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());

      CallEvent.ConnectionFailed failed = bob.await(CallEvent.ConnectionFailed.class);
      long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      assertThat(failed.failure().wrongIdentity()).isTrue();
      assertThat(failed.failure().message()).contains("fingerprint").contains("AB:AB");
      assertThat(tookMs).as("ms until the failure was told").isLessThan(1_000);

      assertThat(bob.await(CallEvent.CallTerminated.class).reason())
          .isInstanceOf(EndReason.ConnectionFailed.class);
      // Told by bob's alert or by his Leave, whichever comes first.
      alice.await(CallEvent.CallTerminated.class);
      assertThat(alice.ear.frames()).isZero();
      assertThat(bob.ear.frames()).isZero();
    }
  }

  @ParameterizedTest(name = "the forged description comes from the one who dials: {0}")
  @ValueSource(booleans = {true, false})
  void the_side_whose_fingerprint_was_forged_hears_of_it_by_the_alert_of_dtls(boolean dialer)
      throws Exception {
    Identities ids = Identities.make();
    PubSub forging = new TamperingPubSub(network, HostilePeopleTest::forgeFingerprint);
    // Bob's Leave would end the call at alice's as well, and may be there first: it gets lost.
    PubSub speechless = new TamperingPubSub(network, m -> m instanceof Leave ? null : m);
    try (Person alice = Person.named(ids.first(dialer), forging).speaks("voice", 440);
        Person bob = Person.named(ids.second(dialer), speechless).speaks("voice", 1_000)) {
      bob.answering(Subscriptions.allAudio());
      alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());

      CallEvent.ConnectionFailed failed = alice.await(CallEvent.ConnectionFailed.class);

      assertThat(failed.failure())
          .isInstanceOfSatisfying(
              PeerFailure.Dtls.class,
              f ->
                  assertThat(f.reason())
                      .isInstanceOfSatisfying(
                          DtlsFailure.PeerAlert.class,
                          a -> assertThat(a.name()).isEqualTo("bad_certificate")));
      assertThat(alice.await(CallEvent.CallTerminated.class).reason())
          .isInstanceOf(EndReason.ConnectionFailed.class);
    }
  }

  @Test
  @Timeout(30)
  void a_peer_that_vanishes_is_noticed_within_the_consent_timeout() throws Exception {
    UnaryOperator<ControllerConfig> hasty =
        c ->
            c.withReconnectTimeout(Duration.ofMillis(500))
                .withPeer(
                    p ->
                        p.ice(
                            i ->
                                i.ipv6(false)
                                    .consentInterval(Duration.ofMillis(100))
                                    .consentTimeout(Duration.ofMillis(600))));
    Identity bobsIdentity = Identity.generate();
    try (UdpRelay relay = UdpRelay.create()) {
      TamperingPubSub lost =
          new TamperingPubSub(network, m -> relay.rewrite(m, bobsIdentity.did()));
      try (Person alice = new Person(Identity.generate(), lost, hasty).speaks("voice", 440);
          Person bob = new Person(bobsIdentity, lost, hasty)) {
        bob.answering(Subscriptions.allAudio());
        alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
        alice.awaitConnected();
        bob.awaitConnected();

        lost.cut();
        relay.cut();

        CallEvent.ConnectionFailed failed = alice.await(CallEvent.ConnectionFailed.class);
        assertThat(failed.failure())
            .isInstanceOfSatisfying(
                PeerFailure.Ice.class,
                f -> assertThat(f.reason()).isInstanceOf(IceFailure.ConsentLost.class));
        assertThat(alice.events(CallEvent.ConnectionStateChanged.class))
            .extracting(CallEvent.ConnectionStateChanged::state)
            .endsWith(PeerConnectionState.DISCONNECTED, PeerConnectionState.FAILED);
        assertThat(alice.await(CallEvent.ParticipantLeft.class).reason())
            .isInstanceOf(LeaveReason.Lost.class);
        alice.await(CallEvent.CallTerminated.class);
      }
    }
  }

  @Test
  void signals_from_outside_the_call_are_ignored_and_counted() throws Exception {
    try (Person alice = Person.named(Identity.generate(), network).speaks("voice", 440);
        Person bob = Person.named(Identity.generate(), network).speaks("voice", 1_000)) {
      bob.answering(Subscriptions.allAudio());
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      alice.awaitConnected();
      bob.awaitConnected();
      Identity mallory = Wiretap.know(Identity.generate());
      int events = alice.events().size();

      say(Topics.call(call.id()), Says.hello(call.id(), mallory.did()));
      say(Topics.call(call.id()), Says.leave(call.id(), mallory.did(), "for them"));
      say(
          Topics.call(call.id(), alice.did()),
          Says.sdp(call.id(), mallory.did(), alice.did(), 7, DescriptionType.OFFER, "v=0\r\n"));
      network.publish(Topics.call(call.id()), new byte[] {1, 2, 3});
      say(Topics.call(call.id()), Says.leave(CallId.random(), bob.did(), "another call"));

      Controller c = alice.controller;
      Person.awaitTrue("strangers counted", () -> c.counters().notInCall() == 3);
      Person.awaitTrue("nonsense counted", () -> c.counters().malformed() == 1);
      Person.awaitTrue("another call counted", () -> c.counters().unknownCall() == 1);
      assertThat(alice.events()).hasSize(events);
      assertThat(call.state()).isEqualTo(CallState.ACTIVE);
    }
  }

  @Test
  void a_first_offer_from_the_side_that_must_not_dial_is_ignored_and_counted() throws Exception {
    Identities ids = Identities.make();
    try (Person alice = Person.named(ids.lower(), network).speaks("voice", 440)) {
      Identity bob = ids.higher();
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      say(Topics.call(call.id()), Says.hello(call.id(), bob.did()));
      alice.await(CallEvent.ParticipantJoined.class);

      say(
          Topics.call(call.id(), alice.did()),
          Says.sdp(call.id(), bob.did(), alice.did(), 0, DescriptionType.OFFER, "v=0\r\n"));

      Person.awaitTrue("the offer counted", () -> alice.controller.counters().wrongDialer() == 1);
      assertThat(alice.events(CallEvent.ConnectionStateChanged.class)).isEmpty();
    }
  }

  @Test
  void a_broken_description_fails_that_connection_and_names_the_line() {
    Identities ids = Identities.make();
    PubSub breaking =
        new TamperingPubSub(
            network,
            m ->
                m instanceof SessionDescriptionSignal s && s.type() == DescriptionType.OFFER
                    ? new SessionDescriptionSignal(
                        s.callId(),
                        s.from(),
                        s.ends(),
                        s.connection(),
                        s.round(),
                        s.type(),
                        s.sdp().replace("m=audio 9", "m=audio 999999"))
                    : m);
    try (Person alice = Person.named(ids.lower(), breaking).speaks("voice", 440);
        Person bob = Person.named(ids.higher(), network)) {
      bob.answering(Subscriptions.allAudio());
      alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());

      PeerFailure failure = bob.await(CallEvent.ConnectionFailed.class).failure();
      assertThat(failure).isInstanceOf(PeerFailure.Negotiation.class);
      assertThat(failure.message()).contains("sdp-syntax-error").contains("m=audio 999999");
      bob.await(CallEvent.CallTerminated.class);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void an_offer_that_never_comes_fails_the_connection_in_time() throws Exception {
    Identities ids = Identities.make();
    try (Person alice =
        new Person(ids.higher(), network, c -> c.withConnectTimeout(Duration.ofMillis(300)))) {
      alice.speaks("voice", 440);
      Identity bob = ids.lower();
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      say(Topics.call(call.id()), Says.hello(call.id(), bob.did()));
      say(
          Topics.call(call.id(), alice.did()),
          Says.subscribe(
              call.id(), bob.did(), alice.did(), new org.vivavoce.signaling.StreamId("voice")));

      assertThat(alice.await(CallEvent.ConnectionFailed.class).failure())
          .isInstanceOf(PeerFailure.NoConnection.class);
      alice.await(CallEvent.CallTerminated.class);
    }
  }

  private void say(String topic, SignalMessage message) {
    network.say(topic, message);
  }
}

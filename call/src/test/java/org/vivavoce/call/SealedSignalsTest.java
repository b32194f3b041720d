package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.SignalCodec;
import org.vivavoce.signaling.Topics;
import org.vivavoce.signaling.seal.Sealer;

/** What somebody can do who reads and writes every topic, but has nobody's keys. */
class SealedSignalsTest {
  private final Map<String, List<byte[]>> recorded = new ConcurrentHashMap<>();
  private InProcessPubSub bare;
  private Wiretap network;

  @BeforeEach
  void makeNetwork() {
    bare = InProcessPubSub.create();
    network = Wiretap.on(bare);
  }

  @AfterEach
  void closeNetwork() {
    bare.close();
  }

  private void record(String topic) {
    bare.subscribe(
        topic, m -> recorded.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>()).add(m));
  }

  private byte[] firstOn(String topic) {
    Person.awaitTrue("something on " + topic, () -> recorded.containsKey(topic));
    return recorded.get(topic).get(0);
  }

  /** All that was dropped for what it was, not for when it came. */
  private static long dropped(Person p) {
    SignalCounters c = p.controller.counters();
    return c.malformed()
        + c.forged()
        + c.replayed()
        + c.outOfTime()
        + c.notInCall()
        + c.unknownCall()
        + c.wrongTopic();
  }

  @Test
  void an_offer_with_one_bit_changed_anywhere_is_dropped_and_counted() {
    Did bob = Wiretap.somebody();
    try (Person alice = Person.named(Identity.generate(), network)) {
      String topic = Topics.offerCall(alice.did());
      byte[] offer =
          Wiretap.seal(topic, Says.offer(GroupKey.draw(new SecureRandom()), bob, alice.did()));
      changeEachBit(alice, topic, offer);
      assertThat(alice.events()).isEmpty();

      bare.publish(topic, offer);
      alice.await(CallEvent.IncomingCall.class);
    }
  }

  /** Publishes it once for each of its bits, with that bit changed, and waits until all count. */
  private void changeEachBit(Person whose, String topic, byte[] sealed) {
    int bits = sealed.length * 8;
    for (int bit = 0; bit < bits; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      bare.publish(topic, changed);
      if (bit % 500 == 499) {
        // No faster than it is opened: the network drops what does not fit its queue.
        long sofar = bit + 1;
        Person.awaitTrue(sofar + " counted", () -> dropped(whose) == sofar);
      }
    }
    Person.awaitTrue("all counted", () -> dropped(whose) == bits);
  }

  @Test
  void a_hello_with_one_bit_changed_anywhere_is_dropped_and_counted() {
    Did bob = Wiretap.somebody();
    try (Person alice = Person.named(Identity.generate(), network)) {
      Call call = alice.controller.call(List.of(bob), Subscriptions.none());
      String topic = Topics.call(call.id());
      byte[] hello = Wiretap.seal(topic, Says.hello(call.id(), bob));
      changeEachBit(alice, topic, hello);
      assertThat(alice.events()).isEmpty();

      bare.publish(topic, hello);
      alice.await(CallEvent.ParticipantJoined.class);
    }
  }

  @Test
  void a_participant_cannot_speak_in_anothers_name() {
    Identity bob = Wiretap.know(Identity.generate());
    Identity carol = Wiretap.know(Identity.generate());
    try (Person alice = Person.named(Identity.generate(), network)) {
      Call call = alice.controller.call(List.of(bob.did(), carol.did()), Subscriptions.none());
      String topic = Topics.call(call.id());
      network.say(topic, Says.hello(call.id(), bob.did()));
      alice.await(CallEvent.ParticipantJoined.class);

      // Carol has the group key; her own envelope says so, and the message in it says Bob.
      bare.publish(topic, Wiretap.seal(carol, topic, Says.leave(call.id(), bob.did(), "bye")));

      Person.awaitTrue("counted", () -> alice.controller.counters().forged() == 1);
      assertThat(alice.events(CallEvent.ParticipantLeft.class)).isEmpty();
      assertThat(call.participantStates()).containsEntry(bob.did(), ParticipantState.JOINED);
    }
  }

  @Test
  void who_knows_the_call_but_not_its_key_is_not_heard() {
    Identity bob = Wiretap.know(Identity.generate());
    try (Person alice = Person.named(Identity.generate(), network)) {
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.none());
      String topic = Topics.call(call.id());
      Sealer sealer = new Sealer(bob, 0, new SecureRandom());
      bare.publish(
          topic,
          sealer.sealForCall(
              GroupKey.draw(new SecureRandom()),
              call.id(),
              SignalCodec.encode(Says.hello(call.id(), bob.did())),
              System.currentTimeMillis()));

      Person.awaitTrue("counted", () -> alice.controller.counters().forged() == 1);
      assertThat(alice.events()).isEmpty();
    }
  }

  @Test
  void what_was_said_once_cannot_be_played_again() {
    try (Person alice = Person.named(Identity.generate(), network);
        Person bob = Person.named(Identity.generate(), network)) {
      String offers = Topics.offerCall(bob.did());
      record(offers);
      Call call = alice.controller.call(List.of(bob.did()), Subscriptions.none());
      record(Topics.call(call.id()));
      bob.await(CallEvent.IncomingCall.class);
      bare.publish(offers, firstOn(offers));
      Person.awaitTrue("the offer counted", () -> bob.controller.counters().replayed() == 1);

      bob.events(CallEvent.IncomingCall.class).get(0).call().answer(Subscriptions.none());
      alice.await(CallEvent.ParticipantJoined.class);
      firstOn(Topics.call(call.id()));
      List<byte[]> said = new ArrayList<>(recorded.get(Topics.call(call.id())));
      said.forEach(m -> bare.publish(Topics.call(call.id()), m));
      Person.awaitTrue("counted by alice", () -> alice.controller.counters().replayed() > 0);
      assertThat(alice.events(CallEvent.ParticipantJoined.class)).hasSize(1);
      assertThat(bob.events(CallEvent.IncomingCall.class)).hasSize(1);
    }
  }

  /** Clocks that differ, or that jump. */
  private Controller withClock(Identity identity, AtomicLong offsetMillis) {
    return Controller.create(
        Wiretap.know(identity),
        bare,
        ControllerConfig.defaults().withPeer(p -> p.loopbackOnly()),
        (peer, stream) -> {
          throw new AssertionError("nobody speaks");
        },
        Environment.real().withClock(() -> System.currentTimeMillis() + offsetMillis.get()));
  }

  @Test
  void a_clock_that_is_four_minutes_off_does_no_harm_and_one_that_is_ten_is_counted() {
    AtomicLong off = new AtomicLong(TimeUnit.MINUTES.toMillis(-4));
    try (Person alice = Person.named(Identity.generate(), network);
        Controller bob = withClock(Identity.generate(), off)) {
      Call call = bob.call(List.of(alice.did()), Subscriptions.none());
      alice.await(CallEvent.IncomingCall.class, e -> e.callId().equals(call.id()));
      off.set(TimeUnit.MINUTES.toMillis(10));
      bob.call(List.of(alice.did()), Subscriptions.none());
      Person.awaitTrue("counted", () -> alice.controller.counters().outOfTime() > 0);
      assertThat(alice.events(CallEvent.IncomingCall.class)).hasSize(1);
    }
  }

  @Test
  void who_restarts_with_a_clock_that_went_back_is_heard_again() {
    Identity bob = Identity.generate();
    AtomicLong off = new AtomicLong();
    try (Person alice = Person.named(Identity.generate(), network)) {
      try (Controller first = withClock(bob, off)) {
        Call call = first.call(List.of(alice.did()), Subscriptions.none());
        alice.await(CallEvent.IncomingCall.class, e -> e.callId().equals(call.id()));
      }
      // Its counter begins lower than the one that alice has seen.
      off.set(TimeUnit.MINUTES.toMillis(-3));
      try (Controller second = withClock(bob, off)) {
        Call call = second.call(List.of(alice.did()), Subscriptions.none());
        alice.await(CallEvent.IncomingCall.class, e -> e.callId().equals(call.id()));
      }
      assertThat(alice.controller.counters().replayed()).isZero();
    }
  }

  @Test
  void somebody_whose_did_is_no_key_cannot_be_called() {
    Did nobody = new Did("did:key:z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP");
    try (Person alice = Person.named(Identity.generate(), network)) {
      assertThatThrownBy(() -> alice.controller.call(List.of(nobody), Subscriptions.none()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(nobody.text());
    }
  }
}

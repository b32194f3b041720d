package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.TrackListener;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;

/** More than two people, more than one call, and listeners that do as they please. */
class SeveralCallsTest {
  private PubSub network;

  @BeforeEach
  void makeNetwork() {
    network = Wiretap.on(InProcessPubSub.create());
  }

  @AfterEach
  void closeNetwork() {
    network.close();
  }

  /** Somebody with an ear for each of the others. */
  private final class Member implements AutoCloseable {
    final Map<Did, Person.Ear> ears = new ConcurrentHashMap<>();
    final Person person;

    Member(double hertz) throws IOException {
      person =
          new Person(
                  Identity.generate(),
                  network,
                  c -> c,
                  (peer, stream) ->
                      SinkTrack.create(
                          ears.computeIfAbsent(peer, p -> new Person.Ear()), TrackListener.NONE))
              .speaks("voice", hertz);
    }

    void awaitConnected(Member other) {
      person.await(
          CallEvent.ConnectionStateChanged.class,
          e -> e.peer().equals(other.person.did()) && e.state() == PeerConnectionState.CONNECTED);
    }

    void awaitHears(Member other, double hertz) {
      Person.awaitTrue(
          hertz + " Hz heard",
          () -> {
            Person.Ear ear = ears.get(other.person.did());
            return ear != null && ear.hears(hertz);
          });
    }

    @Override
    public void close() {
      person.close();
    }
  }

  @Test
  void three_people_in_one_call_all_connect_and_hear_one_another() throws Exception {
    try (Member alice = new Member(440);
        Member bob = new Member(1_000);
        Member carol = new Member(1_500)) {
      bob.person.answering(Subscriptions.allAudio());
      carol.person.answering(Subscriptions.allAudio());
      Call call =
          alice.person.controller.call(
              List.of(bob.person.did(), carol.person.did()), Subscriptions.allAudio());
      List<Member> all = List.of(alice, bob, carol);
      Map<Member, Double> tones = Map.of(alice, 440.0, bob, 1_000.0, carol, 1_500.0);
      for (Member a : all) {
        for (Member b : all) {
          if (a != b) {
            a.awaitConnected(b);
            a.awaitHears(b, tones.get(b));
          }
        }
      }

      call.leave("you two go on");
      bob.person.await(CallEvent.ParticipantLeft.class);
      carol.person.await(CallEvent.ParticipantLeft.class);
      long heard = bob.ears.get(carol.person.did()).frames();
      bob.ears.get(carol.person.did()).awaitFrames(heard + 48_000);
      bob.awaitHears(carol, 1_500);
      carol.awaitHears(bob, 1_000);
      assertThat(bob.person.events(CallEvent.CallTerminated.class)).isEmpty();
    }
  }

  @Test
  void two_calls_at_once_between_the_same_two_people_do_not_touch_each_other() throws Exception {
    try (Person alice = Person.named(Identity.generate(), network).speaks("voice", 440);
        Person bob = Person.named(Identity.generate(), network).speaks("voice", 1_000)) {
      bob.answering(Subscriptions.allAudio());
      Call first = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      Call second = alice.controller.call(List.of(bob.did()), Subscriptions.allAudio());
      for (Call c : List.of(first, second)) {
        alice.awaitConnected(c.id());
        bob.awaitConnected(c.id());
        Person.awaitTrue("packets in " + c.id(), () -> received(c, bob) > 20);
      }

      first.leave("one is enough");
      bob.await(CallEvent.CallTerminated.class, e -> e.callId().equals(first.id()));
      long before = received(second, bob);
      Person.awaitTrue("the second goes on", () -> received(second, bob) > before + 20);
      assertThat(second.state()).isEqualTo(CallState.ACTIVE);
      assertThat(bob.events(CallEvent.CallTerminated.class)).hasSize(1);
    }
  }

  private static long received(Call call, Person from) {
    return call.stats(from.did())
        .connection()
        .map(c -> c.inbound().stream().mapToLong(s -> s.packetsReceived()).sum())
        .orElse(0L);
  }

  @Test
  void more_listeners_than_there_are_shared_threads_may_close_their_controllers_at_once()
      throws Exception {
    int many = 8;
    CyclicBarrier together = new CyclicBarrier(many);
    List<CompletableFuture<Void>> closed = new ArrayList<>();
    List<Did> callees = new ArrayList<>();
    try (Person caller = Person.named(Identity.generate(), network)) {
      for (int i = 0; i < many; i++) {
        Person callee = Person.named(Identity.generate(), network);
        CompletableFuture<Void> done = new CompletableFuture<>();
        callee.controller.addListener(
            event -> {
              if (event instanceof CallEvent.IncomingCall) {
                closeWithin(callee, together);
                done.complete(null);
              }
            });
        closed.add(done);
        callees.add(callee.did());
      }
      caller.controller.call(callees, Subscriptions.none());
      CompletableFuture.allOf(closed.toArray(CompletableFuture[]::new))
          .get(Person.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** On the listener's own thread: all wait for all, then each closes. */
  private static void closeWithin(Person who, CyclicBarrier together) {
    try {
      together.await(Person.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    who.controller.close();
  }

  @Test
  void a_listener_that_closes_its_controller_ends_the_call_for_the_other_too() throws Exception {
    try (Person alice = Person.named(Identity.generate(), network).speaks("voice", 440);
        Person bob = Person.named(Identity.generate(), network)) {
      bob.answering(Subscriptions.allAudio());
      CompletableFuture<Void> closed = new CompletableFuture<>();
      bob.controller.addListener(
          event -> {
            if (event instanceof CallEvent.TrackAdded) {
              bob.controller.close();
              closed.complete(null);
            }
          });
      alice.controller.call(List.of(bob.did()), Subscriptions.none());

      closed.get(Person.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(bob.await(CallEvent.CallTerminated.class).reason())
          .isInstanceOf(EndReason.Closed.class);
      alice.await(CallEvent.CallTerminated.class);
    }
  }
}

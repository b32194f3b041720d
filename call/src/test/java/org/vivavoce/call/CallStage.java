package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.SignalMessage;

/** Three people in a {@link World}; Alice is the one whom the table of states is about. */
final class CallStage implements AutoCloseable {
  static final String NONE = "—";
  static final Identity ALICE = Wiretap.know(Identity.generate());
  static final Identity BOB = Wiretap.know(Identity.generate());
  static final Identity CAROL = Wiretap.know(Identity.generate());

  final World world = new World(7);
  final Someone alice = world.person(ALICE, c -> c);
  final Someone bob = world.person(BOB, c -> c.withOfferTimeout(Duration.ofSeconds(45)));
  final Someone carol = world.person(CAROL, c -> c);
  Call call;
  String begun = NONE;

  /** Here begins what the row is about. */
  void from(Call which) {
    call = which;
    begun = state();
    alice.events.clear();
  }

  Call offered(Someone... to) {
    Call made = alice.call(to);
    world.run(2_000);
    return made;
  }

  /** Bob calls, and it rings at Alice's. */
  Call ringing() {
    bob.call(alice);
    world.run(1_000);
    return alice.incoming();
  }

  /** Alice has called, Bob has answered, they are connected. */
  Call active() {
    return active(bob);
  }

  Call active(Someone... to) {
    for (Someone s : to) {
      s.answering();
    }
    Call made = alice.call(to);
    world.run(3_000);
    for (Someone s : to) {
      assertThat(alice.connected(s)).isTrue();
      s.reaction = e -> {};
    }
    return made;
  }

  /** Bob has called and is gone; Alice knows nothing of it and answers. */
  Call answeredNobody() {
    Call rings = ringing();
    bob.kill();
    rings.answer(Subscriptions.none());
    return rings;
  }

  String state() {
    return call == null ? NONE : call.state().name();
  }

  List<String> told() {
    return alice.events.stream()
        .filter(e -> !(e instanceof CallEvent.ConnectionStateChanged))
        .map(CallStage::text)
        .toList();
  }

  private static String text(CallEvent e) {
    String name = e.getClass().getSimpleName();
    if (e instanceof CallEvent.CallTerminated t) {
      return name + "(" + t.reason().getClass().getSimpleName() + ")";
    } else if (e instanceof CallEvent.ParticipantLeft l) {
      return name + "(" + l.reason().getClass().getSimpleName() + ")";
    }
    return name;
  }

  /** As Bob, who is no Controller here. */
  void say(String topic, SignalMessage message) {
    world
        .signaling
        .of(BOB.did())
        .publish(topic, Wiretap.seal(BOB, topic, message, world.clock(bob)));
  }

  @Override
  public void close() {
    world.close();
  }
}

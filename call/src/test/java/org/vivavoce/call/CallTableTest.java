package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.vivavoce.signaling.SignalMessage.CallCancel;
import org.vivavoce.signaling.SignalMessage.CallOffer;
import org.vivavoce.signaling.Topics;

/** Walks every row of the table of states in CALLS.md. */
class CallTableTest {
  private static final String NONE = CallStage.NONE;

  private record Row(String state, String what, String then, List<String> told) {
    String key() {
      return state + ": " + what;
    }
  }

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    boolean within = false;
    for (String line : Files.readAllLines(Path.of("CALLS.md"))) {
      if (line.startsWith("## ")) {
        within = line.equals("## States and transitions");
      } else if (within && line.startsWith("| ") && !line.startsWith("| state")) {
        String[] cells = line.substring(1, line.lastIndexOf('|')).split("\\|", -1);
        List<String> told =
            Stream.of(cells[3].split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
        rows.add(new Row(cells[0].strip(), cells[1].strip(), cells[2].strip(), told));
      }
    }
    return rows;
  }

  private final Map<String, Consumer<CallStage>> scenes = new LinkedHashMap<>();

  private void scene(String state, String what, Consumer<CallStage> play) {
    scenes.put(state + ": " + what, play);
  }

  CallTableTest() {
    fromNothing();
    fromOffering();
    fromRinging();
    fromActive();
    fromActiveAlone();
    fromEnded();
  }

  private void fromNothing() {
    scene(NONE, "call()", s -> s.call = s.alice.call(s.bob));
    scene(
        NONE,
        "an offer comes",
        s -> {
          s.bob.call(s.alice);
          s.world.run(500);
          s.call = s.alice.incoming();
        });
    scene(
        NONE,
        "an offer comes, and there are as many calls as may be",
        s -> {
          for (int i = 0; i < 32; i++) {
            s.alice.call(s.carol);
          }
          s.world.run(500);
          s.from(null);
          Call refused = s.bob.call(s.alice);
          s.world.run(500);
          assertThat(refused.state()).isEqualTo(CallState.ENDED);
          assertThat(s.bob.ended()).contains(new EndReason.Busy(s.alice.did()));
        });
    scene(
        NONE,
        "an offer comes behind its own cancellation",
        s -> {
          String topic = Topics.offerCall(s.alice.did());
          CallOffer offer =
              Says.offer(
                  org.vivavoce.signaling.GroupKey.of(new byte[32]), s.bob.did(), s.alice.did());
          s.say(topic, new CallCancel(offer.callId(), s.bob.did(), offer.ring(), ""));
          s.world.run(100);
          s.say(topic, offer);
          s.world.run(500);
        });
  }

  private void fromOffering() {
    scene(
        "OFFERING",
        "it rings at a callee",
        s -> {
          s.from(s.alice.call(s.bob));
          s.world.run(500);
        });
    scene(
        "OFFERING",
        "a callee answers",
        s -> {
          s.from(s.offered(s.bob));
          s.bob.incoming().answer(Subscriptions.none());
          s.world.run(1_000);
        });
    scene(
        "OFFERING",
        "one of two callees declines",
        s -> {
          s.from(s.offered(s.bob, s.carol));
          s.bob.incoming().reject("no");
          s.world.run(1_000);
        });
    scene(
        "OFFERING",
        "the last callee declines",
        s -> {
          s.from(s.offered(s.bob));
          s.bob.incoming().reject("no");
          s.world.run(1_000);
        });
    scene(
        "OFFERING",
        "the last callee is busy",
        s -> {
          s.from(s.offered(s.bob));
          s.bob.incoming().busy();
          s.world.run(1_000);
        });
    scene(
        "OFFERING",
        "nobody answers in time",
        s -> {
          s.from(s.offered(s.bob));
          s.world.run(31_000);
        });
    scene(
        "OFFERING",
        "leave()",
        s -> {
          s.from(s.offered(s.bob));
          s.call.leave("");
        });
    scene(
        "OFFERING",
        "the Controller closes",
        s -> {
          s.from(s.offered(s.bob));
          s.alice.controller.close();
        });
  }

  private void fromRinging() {
    scene(
        "RINGING",
        "answer()",
        s -> {
          s.from(s.ringing());
          s.call.answer(Subscriptions.none());
          s.world.run(1_000);
        });
    scene(
        "RINGING",
        "reject()",
        s -> {
          s.from(s.ringing());
          s.call.reject("");
        });
    scene(
        "RINGING",
        "busy()",
        s -> {
          s.from(s.ringing());
          s.call.busy();
        });
    scene(
        "RINGING",
        "leave()",
        s -> {
          s.from(s.ringing());
          s.call.leave("");
        });
    scene(
        "RINGING",
        "the same offer comes again",
        s -> {
          s.from(s.ringing());
          long before = s.alice.controller.counters().repeated();
          s.world.run(3_000);
          assertThat(s.alice.controller.counters().repeated()).isGreaterThan(before);
        });
    scene(
        "RINGING",
        "the caller cancels",
        s -> {
          s.from(s.ringing());
          s.bob.controller.activeCalls().get(0).leave("wrong number");
          s.world.run(500);
        });
    scene(
        "RINGING",
        "it is not answered in time",
        s -> {
          s.from(s.ringing());
          // Bob would wait longer.
          s.world.run(Duration.ofSeconds(31).toMillis());
        });
    scene(
        "RINGING",
        "the caller is gone without a word",
        s -> {
          s.from(s.ringing());
          s.bob.kill();
          s.world.run(17_000);
        });
    scene(
        "RINGING",
        "another device of ours answers",
        s -> {
          Someone tablet = s.world.person(CallStage.ALICE, c -> c);
          s.from(s.ringing());
          tablet.incoming().answer(Subscriptions.none());
          s.world.run(1_000);
          assertThat(tablet.incoming().state()).isEqualTo(CallState.ACTIVE);
        });
    scene(
        "RINGING",
        "the Controller closes",
        s -> {
          s.from(s.ringing());
          s.alice.controller.close();
        });
  }

  private void fromActive() {
    scene(
        "ACTIVE",
        "another one answers",
        s -> {
          s.bob.answering();
          s.from(s.offered(s.bob, s.carol));
          s.carol.incoming().answer(Subscriptions.none());
          s.world.run(1_000);
        });
    scene(
        "ACTIVE",
        "a callee declines",
        s -> {
          s.bob.answering();
          s.from(s.offered(s.bob, s.carol));
          s.carol.incoming().reject("no");
          s.world.run(1_000);
        });
    scene(
        "ACTIVE",
        "a callee does not answer in time",
        s -> {
          s.bob.answering();
          s.from(s.offered(s.bob, s.carol));
          s.world.run(31_000);
        });
    scene(
        "ACTIVE",
        "who declined is called again, and answers",
        s -> {
          s.bob.answering();
          Call call = s.offered(s.bob, s.carol);
          s.carol.incoming().reject("not now");
          s.world.run(1_000);
          s.from(call);
          call.ring(s.carol.did());
          s.world.run(500);
          s.carol.incoming().answer(Subscriptions.none());
          s.world.run(1_000);
        });
    scene(
        "ACTIVE",
        "somebody mutes themselves",
        s -> {
          s.from(s.active());
          s.bob.controller.muteSelf(true);
          s.world.run(1_000);
        });
    scene(
        "ACTIVE",
        "one of two leaves",
        s -> {
          s.from(s.active(s.bob, s.carol));
          s.bob.incoming().leave("");
          s.world.run(1_000);
        });
    scene(
        "ACTIVE",
        "who left enters again",
        s -> {
          Call call = s.active(s.bob, s.carol);
          s.bob.incoming().leave("");
          s.world.run(1_000);
          s.from(call);
          s.bob.incoming().rejoin(Subscriptions.none());
          s.world.run(1_000);
          assertThat(s.bob.connected(s.carol)).isTrue();
        });
    scene(
        "ACTIVE",
        "the last one leaves",
        s -> {
          s.from(s.active());
          s.bob.incoming().leave("");
          s.world.run(1_000);
        });
    scene(
        "ACTIVE",
        "a connection is lost and comes back",
        s -> {
          s.from(s.active());
          s.bob.cut(true);
          s.world.run(40_000);
          s.bob.cut(false);
          s.world.run(10_000);
          assertThat(s.alice.connected(s.bob)).isTrue();
        });
    scene(
        "ACTIVE",
        "the last connection is lost for good",
        s -> {
          s.from(s.active());
          s.bob.kill();
          s.world.run(90_000);
        });
    scene(
        "ACTIVE",
        "somebody restarts and answers again",
        s -> {
          s.from(s.active());
          s.bob.kill();
          s.bob.start();
          s.bob.answering();
          s.world.run(30_000);
        });
    scene(
        "ACTIVE",
        "another call is offered",
        s -> {
          s.from(s.active());
          s.carol.call(s.alice);
          s.world.run(1_000);
          assertThat(s.alice.controller.pendingCalls()).containsExactly(s.alice.incoming());
        });
    scene(
        "ACTIVE",
        "leave()",
        s -> {
          s.from(s.active());
          s.call.leave("");
        });
    scene(
        "ACTIVE",
        "the Controller closes",
        s -> {
          s.from(s.active());
          s.alice.controller.close();
        });
  }

  private void fromActiveAlone() {
    scene(
        "ACTIVE",
        "the only connection never comes about",
        s -> {
          s.bob.answering();
          s.world.media.cut(s.bob.did(), true);
          Call call = s.offered(s.bob);
          s.bob.cut(true);
          s.from(call);
          s.world.run(40_000);
        });
    scene(
        "ACTIVE",
        "we have answered, and nobody is there any more",
        s -> {
          s.from(s.answeredNobody());
          s.world.run(40_000);
        });
    scene(
        "ACTIVE",
        "the caller's cancellation crosses our answer",
        s -> {
          s.bob.call(s.alice);
          s.world.run(1_000);
          s.bob.controller.activeCalls().get(0).leave("never mind");
          s.alice.incoming().answer(Subscriptions.none());
          s.from(s.alice.incoming());
          s.world.run(1_000);
        });
    scene(
        "ACTIVE",
        "another device of ours was faster",
        s -> {
          Someone tablet = s.world.person(CallStage.ALICE, c -> c);
          Call rings = s.ringing();
          tablet.incoming().answer(Subscriptions.none());
          s.world.run(1);
          rings.answer(Subscriptions.none());
          s.from(rings);
          s.world.run(2_000);
          assertThat(tablet.incoming().state()).isEqualTo(CallState.ACTIVE);
          assertThat(tablet.connected(s.bob)).isTrue();
        });
  }

  private void fromEnded() {
    scene(
        "ENDED",
        "the same offer comes again",
        s -> {
          Call rings = s.ringing();
          s.world.signaling.cut(s.alice.did(), true);
          rings.reject("no");
          s.world.signaling.cut(s.alice.did(), false);
          s.from(rings);
          s.world.run(3_000);
          // It was not heard the first time.
          assertThat(s.bob.ended()).contains(new EndReason.Rejected(s.alice.did(), "no"));
        });
    scene(
        "ENDED",
        "we are called again",
        s -> {
          s.carol.answering();
          Call theirs = s.bob.call(s.alice, s.carol);
          s.world.run(1_000);
          Call rings = s.alice.incoming();
          rings.reject("not now");
          s.world.run(1_000);
          s.from(rings);
          theirs.ring(s.alice.did());
          s.world.run(1_000);
          s.call = s.alice.incoming();
        });
    scene(
        "ENDED",
        "rejoin() while two others are in it",
        s -> {
          Call call = s.active(s.bob, s.carol);
          call.leave("");
          s.world.run(2_000);
          s.from(call);
          s.call = call.rejoin(Subscriptions.none());
          s.world.run(1_000);
        });
    scene(
        "ENDED",
        "rejoin() when nobody is in it",
        s -> {
          Call call = s.active();
          call.leave("");
          s.world.run(2_000);
          s.from(call);
          s.call = call.rejoin(Subscriptions.none());
          s.world.run(40_000);
        });
    scene(
        "ENDED",
        "leave()",
        s -> {
          Call call = s.active();
          call.leave("");
          s.from(call);
          call.leave("");
        });
  }

  @Test
  void the_table_and_the_scenes_are_the_same_list() throws IOException {
    assertThat(scenes.keySet())
        .containsExactlyInAnyOrderElementsOf(rows().stream().map(Row::key).toList());
  }

  @TestFactory
  Stream<DynamicTest> every_row_of_the_table() throws IOException {
    return rows().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.key(),
                    () -> {
                      try (CallStage stage = new CallStage()) {
                        scenes.get(row.key()).accept(stage);
                        assertThat(stage.begun).as("before").isEqualTo(row.state());
                        assertThat(stage.told()).as("told").isEqualTo(row.told());
                        assertThat(stage.state()).as("state").isEqualTo(row.then());
                      }
                    }));
  }
}

package org.vivavoce.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.vivavoce.call.CallEvent;
import org.vivavoce.call.ControllerConfig;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.peer.PacketFilter;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;

/** One demo: two people or more, a call, and what came of it. */
final class DemoRun {
  /** Who they are. */
  static final List<String> NAMES =
      List.of(
          "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy",
          "kate", "leo", "mary", "nick", "olga", "paul");

  private static final long CONNECT_NANOS = 20_000_000_000L;

  private final DemoSettings settings;
  private final Progress progress;
  private final Conversation conversation;
  private final Map<Did, String> nameOf = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  DemoRun(DemoSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
    conversation = new Conversation(progress, () -> {});
  }

  /** Makes {@link #run} end soon, from any thread. */
  void stop() {
    stopped = true;
    conversation.end();
  }

  /**
   * Runs it to its end; what fails within the call is in the report.
   *
   * @throws IOException if a source cannot be opened, naming it
   */
  CallReport run() throws IOException, InterruptedException {
    try (PubSub network = InProcessPubSub.create()) {
      return run(network);
    }
  }

  private CallReport run(PubSub network) throws IOException, InterruptedException {
    List<Person> all = new ArrayList<>();
    try {
      for (int i = 0; i < settings.names().size(); i++) {
        all.add(person(i, network));
      }
      all.forEach(p -> nameOf.put(p.did(), p.name()));
      // Afterwards: a sound card takes a second or two to be opened.
      progress.say("warming up: ICE, DTLS and Opus, and a call that nobody hears");
      WarmUp.run();
      return run(all);
    } finally {
      all.forEach(Person::close);
    }
  }

  private CallReport run(List<Person> all) {
    Person alice = all.get(0);
    Duration before = cpu();
    long offeredNanos = System.nanoTime();
    if (!stopped) {
      alice.call(all.stream().skip(1).map(Person::did).toList());
      Keys.during(
          settings.keys() ? keys(alice) : null,
          () -> conversation.await(offeredNanos, CONNECT_NANOS, settings.nanos(), all));
    }
    long tookNanos = System.nanoTime() - offeredNanos;
    all.forEach(Person::expectTheEnd);
    alice.leave("the demo is over");
    CallReport report = CallReport.of(offeredNanos, verdict(all), all);
    if (all.size() > 2) {
      progress.say(
          String.format(
              Locale.ROOT,
              "%d people, from the offer to the end: %.2f cores",
              all.size(),
              (double) cpu().minus(before).toNanos() / tookNanos));
    }
    progress.done();
    return report;
  }

  private Keys keys(Person alice) {
    TalkKeys keys = new TalkKeys(settings.recordings().session(), progress, conversation::end);
    progress.say(TalkKeys.HELP);
    return Keys.read(
        key -> keys.pressed(key, alice),
        why -> {
          // Nobody presses keys any more; the call goes on.
        });
  }

  /** What this process has used so far. */
  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private Person person(int index, PubSub network) throws IOException {
    String name = settings.names().get(index);
    boolean two = settings.names().size() == 2;
    return inThisJvm(
        name,
        network,
        index == 0 ? settings.first() : PersonSound.Devices.files(settings.sources().of(index)),
        (person, from) ->
            OutputDevices.wav(
                two
                    ? settings.recordings().of(name)
                    : settings.recordings().of(name, nameOf.get(from))),
        new RandomLoss(settings.lossPercent(), settings.seed() + index),
        conversation::fail,
        progress::say);
  }

  /** Somebody who is reached over loopback, and answers every call. */
  static Person inThisJvm(
      String name,
      PubSub network,
      PersonSound.Devices devices,
      Person.Ears ears,
      PacketFilter loss,
      Consumer<String> onFailure,
      Consumer<String> onDevice)
      throws IOException {
    return new Person(
        name,
        Identity.generate(),
        network,
        ControllerConfig.defaults().withPeer(p -> p.ice(i -> i.loopbackOnly()).receiveFilter(loss)),
        devices,
        ears,
        new Person.Listener() {
          @Override
          public void event(Person person, CallEvent event) {
            if (event instanceof CallEvent.IncomingCall incoming) {
              person.answer(incoming.call());
            } else if (event instanceof CallEvent.CallTerminated terminated) {
              onFailure.accept(terminated.reason().message());
            }
          }

          @Override
          public void failed(String why) {
            onFailure.accept(why);
          }

          @Override
          public void device(String what) {
            onDevice.accept(what);
          }
        });
  }

  /** Null: all went well. */
  private String verdict(List<Person> all) {
    Optional<String> failure = conversation.failure();
    if (failure.isPresent()) {
      return failure.get();
    }
    if (Conversation.connectedNanos(all).isEmpty()) {
      String who = all.size() == 2 ? "the two" : "all of them";
      return stopped
          ? "interrupted before " + who + " were connected"
          : who + " were not connected within " + CONNECT_NANOS / 1_000_000_000L + " s";
    }
    return Conversation.deaf(all).orElse(null);
  }
}

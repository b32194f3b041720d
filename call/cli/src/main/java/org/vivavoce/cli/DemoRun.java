package org.vivavoce.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vivavoce.call.CallEvent;
import org.vivavoce.call.ControllerConfig;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.peer.PacketFilter;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;

/** One demo: two people, a call, and what came of it. */
final class DemoRun {
  /** Who they are. */
  static final List<String> NAMES = List.of("alice", "bob");

  private static final long CONNECT_NANOS = 20_000_000_000L;

  private final DemoSettings settings;
  private final Progress progress;
  private final Conversation conversation;
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
    progress.say("warming up: ICE, DTLS and Opus, and a call that nobody hears");
    WarmUp.run();
    try (PubSub network = InProcessPubSub.create();
        Person alice = person(0, network, settings.sources().alice());
        Person bob = person(1, network, settings.sources().bob())) {
      List<Person> both = List.of(alice, bob);
      long offeredNanos = System.nanoTime();
      if (!stopped) {
        alice.call(List.of(bob.did()));
        conversation.await(offeredNanos, CONNECT_NANOS, settings.nanos(), both);
      }
      both.forEach(Person::expectTheEnd);
      alice.leave("the demo is over");
      CallReport report = CallReport.of(offeredNanos, verdict(both), both);
      progress.done();
      return report;
    }
  }

  private Person person(int index, PubSub network, InputDevice device) throws IOException {
    String name = NAMES.get(index);
    return inThisJvm(
        name,
        network,
        device,
        OutputDevices.wav(settings.recordings().of(name)),
        new RandomLoss(settings.lossPercent(), settings.seed() + index),
        conversation::fail);
  }

  /** Somebody who is reached over loopback, and answers every call. */
  static Person inThisJvm(
      String name,
      PubSub network,
      InputDevice device,
      OutputDevice ear,
      PacketFilter loss,
      Consumer<String> onFailure)
      throws IOException {
    return new Person(
        name,
        Identity.generate(),
        network,
        ControllerConfig.defaults().withPeer(p -> p.ice(i -> i.loopbackOnly()).receiveFilter(loss)),
        device,
        (person, from) -> ear,
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
        });
  }

  /** Null: all went well. */
  private String verdict(List<Person> both) {
    Optional<String> failure = conversation.failure();
    if (failure.isPresent()) {
      return failure.get();
    }
    if (Conversation.connectedNanos(both).isEmpty()) {
      return stopped
          ? "interrupted before the two were connected"
          : "the two were not connected within " + CONNECT_NANOS / 1_000_000_000L + " s";
    }
    return Conversation.deaf(both).orElse(null);
  }
}

package org.vivavoce.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.vivavoce.call.CallEvent;
import org.vivavoce.call.EndReason;
import org.vivavoce.signaling.Did;

/** One outgoing call: people are looked for, their telephones ring, and they talk. */
final class CallRun implements Person.Listener {
  /** Nobody in the network knows whom we call. */
  static final class UnknownDidException extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownDidException(Did did) {
      super(
          "nobody in this network knows "
              + did
              + ": is it what 'vivavoce id' prints there, and does 'vivavoce listen' run? A DID"
              + " looks like "
              + Did.EXAMPLE);
    }
  }

  private final CallSettings settings;
  private final List<Did> callees;
  private final long lookNanos;
  private final long talkNanos;
  private final Progress progress;
  private final Announcer announcer;
  private final Conversation conversation;
  private volatile Person caller;
  private volatile long offeredNanos;
  private volatile boolean stopped;

  /**
   * @param lookNanos how long to look for each of them
   * @param talkNanos how long to talk once connected
   */
  CallRun(
      CallSettings settings, List<Did> callees, long lookNanos, long talkNanos, Progress progress) {
    this.settings = settings;
    this.callees = callees;
    this.lookNanos = lookNanos;
    this.talkNanos = talkNanos;
    this.progress = progress;
    announcer = new Announcer(progress);
    conversation = new Conversation(progress, () -> announcer.look(offeredNanos, caller));
  }

  /** Makes {@link #run} end soon, from any thread. */
  void stop() {
    stopped = true;
    conversation.end();
  }

  /**
   * Runs it to its end on a network that it closes; what fails within the call is in the report.
   *
   * @throws IOException if the source cannot be opened, naming it
   * @throws UnknownDidException if nobody knows one of the callees
   */
  CallReport run(Network network) throws IOException, InterruptedException, UnknownDidException {
    try (network;
        Person person = settings.person(network, this)) {
      caller = person;
      progress.say("warming up: ICE, DTLS and Opus, and a call that nobody hears");
      WarmUp.run();
      Optional<String> failure = look(network);
      if (failure.isPresent()) {
        return report(failure.get());
      }
      if (!stopped) {
        progress.say("calling…");
        offeredNanos = System.nanoTime();
        person.call(callees);
        Keys.during(
            settings.keys() ? keys() : null,
            () ->
                conversation.await(
                    offeredNanos, Conversation.FOR_EVER, talkNanos, List.of(person)));
      }
      person.expectTheEnd();
      person.leave("");
      return report(verdict());
    }
  }

  private Keys keys() {
    TalkKeys keys = new TalkKeys(settings.recordings().session(), progress, conversation::end);
    progress.say(TalkKeys.HELP);
    return Keys.read(
        key -> keys.pressed(key, caller),
        why -> {
          // Nobody presses keys any more; the call goes on.
        });
  }

  private CallReport report(String failure) {
    CallReport report = CallReport.of(offeredNanos, failure, List.of(caller));
    progress.done();
    return report;
  }

  /** Why they cannot be called, if they cannot. */
  private Optional<String> look(Network network) throws UnknownDidException {
    for (Did did : callees) {
      progress.say("looking for " + did + "…");
      long until = System.nanoTime() + lookNanos;
      switch (network.look(did, until, () -> stopped)) {
        case UNKNOWN -> throw new UnknownDidException(did);
        case NO_NEIGHBOUR -> {
          String troubles = network.troubles();
          return Optional.of(
              troubles.isEmpty()
                  ? "nobody was found on the local network"
                  : "no way into the network: " + troubles);
        }
        default -> {
          // There, or told to stop.
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void event(Person person, CallEvent event) {
    announcer.event(event);
    if (event instanceof CallEvent.CallTerminated terminated) {
      terminated(terminated.reason());
    }
    conversation.wake();
  }

  private void terminated(EndReason reason) {
    if (reason instanceof EndReason.EverybodyLeft) {
      progress.say("they hung up");
      conversation.end();
    } else {
      conversation.fail(reason.message());
    }
  }

  @Override
  public void failed(String why) {
    conversation.fail(why);
  }

  @Override
  public void device(String what) {
    progress.say(what);
  }

  /** Null: all went well. */
  private String verdict() {
    if (conversation.failure().isPresent()) {
      return conversation.failure().get();
    }
    if (caller.connectedNanos().isEmpty()) {
      return stopped
          ? "interrupted before there was a connection"
          : "the others left before there was a connection";
    }
    return Conversation.deaf(List.of(caller)).orElse(null);
  }
}

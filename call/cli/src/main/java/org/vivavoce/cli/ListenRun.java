package org.vivavoce.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.vivavoce.call.Call;
import org.vivavoce.call.CallEvent;
import org.vivavoce.call.CallState;
import org.vivavoce.call.EndReason;

/** Waiting for a call, and the call that was answered. */
final class ListenRun implements Person.Listener {
  private final CallSettings settings;
  private final boolean autoAnswer;
  private final long talkNanos;
  private final Progress progress;
  private final Announcer announcer;
  private final Conversation conversation;

  /** Done once a call was answered, or there will be none. */
  private final CompletableFuture<Void> waited = new CompletableFuture<>();

  private volatile Person listener;
  private volatile long offeredNanos;
  private volatile boolean stopped;

  // Guarded by this.
  private Call ringing;
  private long ringingSince;
  private Call answered;

  /**
   * @param autoAnswer whether the first call is answered without asking
   * @param talkNanos how long to talk at most
   */
  ListenRun(CallSettings settings, boolean autoAnswer, long talkNanos, Progress progress) {
    this.settings = settings;
    this.autoAnswer = autoAnswer;
    this.talkNanos = talkNanos;
    this.progress = progress;
    announcer = new Announcer(progress);
    conversation = new Conversation(progress, () -> announcer.look(offeredNanos, listener));
  }

  /** Makes {@link #run} end soon, from any thread. */
  void stop() {
    stopped = true;
    conversation.end();
    waited.complete(null);
  }

  /**
   * Waits for a call and runs it to its end, on a network that it closes; what fails within the
   * call is in the report.
   *
   * @param ready is told when calls can come
   * @throws IOException if the source cannot be opened, naming it
   */
  CallReport run(Network network, BiConsumer<Person, Network> ready)
      throws IOException, InterruptedException {
    try (network) {
      progress.say("warming up: ICE, DTLS and Opus, and a call that nobody hears");
      WarmUp.run();
      try (Person person = settings.person(network, this)) {
        listener = person;
        ready.accept(person, network);
        progress.say("waiting for a call…");
        Keys.during(settings.keys() || !autoAnswer ? keys() : null, () -> talk(person));
        person.expectTheEnd();
        person.leave("");
        CallReport report = CallReport.of(offeredNanos, verdict(), List.of(person));
        progress.done();
        return report;
      }
    }
  }

  @Override
  public void event(Person person, CallEvent event) {
    announcer.event(event);
    if (event instanceof CallEvent.IncomingCall incoming) {
      incoming(person, incoming);
    } else if (event instanceof CallEvent.CallTerminated terminated) {
      terminated(terminated);
    }
    conversation.wake();
  }

  private synchronized void incoming(Person person, CallEvent.IncomingCall incoming) {
    ringing = incoming.call();
    ringingSince = System.nanoTime();
    progress.say(incoming.from() + " calls");
    if (autoAnswer) {
      answer(person);
    } else {
      progress.say("answer? [y/n]");
    }
  }

  private void answer(Person person) {
    offeredNanos = ringingSince;
    answered = ringing;
    ringing = null;
    person.answer(answered);
    waited.complete(null);
  }

  private synchronized void terminated(CallEvent.CallTerminated event) {
    if (ringing != null && ringing.id().equals(event.callId())) {
      ringing = null;
      progress.say(event.reason().message() + " Waiting for another call…");
    } else if (answered != null && answered.id().equals(event.callId())) {
      if (event.reason() instanceof EndReason.EverybodyLeft) {
        progress.say("they hung up");
        conversation.end();
      } else {
        conversation.fail(event.reason().message());
      }
    }
  }

  private void talk(Person person) {
    waited.join();
    if (!conversation.over()) {
      conversation.await(offeredNanos, Conversation.FOR_EVER, talkNanos, List.of(person));
    }
  }

  private Keys keys() {
    TalkKeys talk = new TalkKeys(settings.recordings().session(), progress, conversation::end);
    return Keys.read(key -> pressed(key, talk), this::noMoreKeys);
  }

  private void noMoreKeys(IOException why) {
    synchronized (this) {
      if (answered == null && !autoAnswer) {
        conversation.fail(
            why == null
                ? "standard input is at its end, so nobody can be asked: --auto-answer?"
                : "standard input cannot be read: " + why.getMessage());
        waited.complete(null);
      }
    }
  }

  private void pressed(char key, TalkKeys talk) {
    synchronized (this) {
      if (answered == null) {
        answerBy(key);
        return;
      }
    }
    talk.pressed(key, listener);
  }

  private void answerBy(char key) {
    // Not while it is taken back in this moment: CallTerminated is on its way.
    if (ringing == null || ringing.state() != CallState.RINGING) {
      return;
    }
    switch (key) {
      case 'y' -> answer(listener);
      case 'n' -> ringing.reject("");
      default -> progress.say("y or n?");
    }
  }

  @Override
  public void failed(String why) {
    conversation.fail(why);
    waited.complete(null);
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
    if (listener.connectedNanos().isEmpty()) {
      return stopped
          ? "interrupted before there was a connection"
          : "the others left before there was a connection";
    }
    return Conversation.deaf(List.of(listener)).orElse(null);
  }
}

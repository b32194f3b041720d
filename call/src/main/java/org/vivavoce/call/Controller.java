package org.vivavoce.call;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.vivavoce.audio.AudioPublisher;
import org.vivavoce.media.DeviceKeeper;
import org.vivavoce.media.MicrophoneGate;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.peer.PeerConfiguration;
import org.vivavoce.peer.RtpCodec;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.JoinId;
import org.vivavoce.signaling.MediaType;
import org.vivavoce.signaling.PersonState;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.StreamDescription;
import org.vivavoce.signaling.StreamId;

/**
 * One person's end of all their calls.
 *
 * <pre>{@code
 * PubSub network = InProcessPubSub.create();
 * Controller alice = Controller.create(Identity.generate(), network, ControllerConfig.defaults(), speakers);
 * alice.addMediaSource(new StreamId("microphone"), microphone);
 * alice.addListener(event -> System.out.println(event));
 * Call call = alice.call(List.of(bob), Subscriptions.allAudio());
 * }</pre>
 *
 * <p>The other side hears {@link CallEvent.IncomingCall} and answers it. Both then say Hello, tell
 * each other what they subscribe to, and the one with the lower DID dials. Which streams somebody
 * publishes is known before media flows, and a track that arrives without having been subscribed to
 * is refused.
 *
 * <p>Whoever loses the network is looked for, and connected again without anybody doing anything;
 * whoever leaves may enter the call again while it lives ({@link Call#rejoin}). What a call goes
 * through is written down in {@code call/CALLS.md}.
 *
 * <p><b>Threads.</b> Every method is safe from any thread and returns soon; the work is done on one
 * event loop. Events come on a thread of each listener's own queue. The Controller owns the tracks
 * that are given to it and closes them; the PubSub is shared, and stays open.
 */
public final class Controller implements AutoCloseable {
  /** How often a caller that waits for the loop looks whether the loop is still there. */
  private static final long CLOSED_CHECK_MS = 50;

  /** The longest pause between two sayings of a signal, in first pauses. */
  private static final int MAX_RETRY = 4;

  private final Environment environment;
  private final Identity identity;
  private final EventLoop loop;
  private final ControllerConfig config;
  private final PeerConfiguration peerConfiguration;
  private final SinkFactory sinks;
  private final Counters counters = new Counters();
  private final EventDispatcher events;
  private final Signals signals;
  private final Farewells farewells;
  private final IncomingOffers incoming = new IncomingOffers(this);
  private final Hearing hearing = new Hearing(this);
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  // The loop's own.
  private final Map<CallId, CallSession> sessions = new LinkedHashMap<>();
  private final Map<StreamId, PublishedStream> published = new LinkedHashMap<>();
  private PersonState personState = PersonState.PLAIN;
  private long device;
  private int joinings;
  private volatile boolean closing;

  private Controller(
      Identity identity,
      PubSub pubSub,
      ControllerConfig config,
      SinkFactory sinks,
      Environment environment) {
    this.environment = environment;
    this.identity = Objects.requireNonNull(identity, "identity");
    this.config = Objects.requireNonNull(config, "config");
    this.sinks = Objects.requireNonNull(sinks, "sinks");
    this.events = new EventDispatcher(environment.listenerThread());
    this.farewells = new Farewells(environment, config.signalInterval().toNanos());
    this.device = drawDevice();
    this.loop = environment.loop();
    // One loop for the Controller and its connections: a signal becomes a packet without changing
    // threads.
    this.peerConfiguration = config.peer().toBuilder().eventLoop(loop).build();
    this.signals = new Signals(identity, pubSub, environment, counters, this);
  }

  /**
   * Listens for calls to this person from now on.
   *
   * @param identity who it is
   * @param pubSub the network that signals travel by; shared, never closed here
   * @param config timing, codec, connections
   * @param sinks makes the places where others are heard
   * @throws IllegalStateException if the network is closed
   */
  public static Controller create(
      Identity identity, PubSub pubSub, ControllerConfig config, SinkFactory sinks) {
    return create(identity, pubSub, config, sinks, Environment.real());
  }

  static Controller create(
      Identity identity,
      PubSub pubSub,
      ControllerConfig config,
      SinkFactory sinks,
      Environment environment) {
    Controller controller = new Controller(identity, pubSub, config, sinks, environment);
    try {
      controller.signals.listenForOffers();
    } catch (RuntimeException e) {
      controller.loop.close();
      throw e;
    }
    return controller;
  }

  /** Whose Controller it is. */
  public Did did() {
    return identity.did();
  }

  /** Adds somebody who hears all events from now on; after {@link #close} there are none. */
  public void addListener(CallListener listener) {
    events.add(listener);
  }

  /** The listener hears nothing that has not begun to be delivered. */
  public void removeListener(CallListener listener) {
    events.remove(listener);
  }

  /**
   * Publishes a source, so that others may subscribe to it in calls that begin later. It plays from
   * the moment when the first connection is up.
   *
   * @param id names it within our streams
   * @param source not initialised yet; the Controller's from now on
   * @throws IOException if the source's device cannot be opened, naming it; the source is closed
   *     then
   * @throws IllegalStateException if the Controller is closed
   * @throws IllegalArgumentException if there is a stream of this id already
   */
  public void addMediaSource(StreamId id, SourceTrack source) throws IOException {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
    ask(
        () -> {
          requireOpen();
          requireNew(id);
          return null;
        });
    // Opening a device may take long: not on the loop.
    AudioPublisher publisher = AudioPublisher.create(id.text(), source, config.opus());
    try {
      ask(
          () -> {
            requireOpen();
            requireNew(id);
            StreamDescription description =
                new StreamDescription(id, MediaType.AUDIO, RtpCodec.OPUS.name());
            published.put(id, new PublishedStream(description, source, publisher));
            return null;
          });
    } catch (IllegalStateException | IllegalArgumentException e) {
      publisher.close();
      throw e;
    }
  }

  private void requireNew(StreamId id) {
    if (published.containsKey(id)) {
      throw new IllegalArgumentException(
          "There is a stream " + id + " already; each needs an id of its own");
    }
  }

  /**
   * Calls these people.
   *
   * @param to at least one, none of them us
   * @param wanted which of their streams we want
   * @return the call, OFFERING
   * @throws IllegalArgumentException if the list is empty, names somebody twice or us, or a DID
   *     whose key nothing can be sealed for
   * @throws IllegalStateException if the Controller or its network is closed
   */
  public Call call(List<Did> to, Subscriptions wanted) {
    return call(to, wanted, "");
  }

  /**
   * Calls these people, about something.
   *
   * @param to at least one, none of them us
   * @param wanted which of their streams we want
   * @param conversationId what the application hangs the call on, for all of them to see; at most
   *     256 characters
   * @return the call, OFFERING
   * @throws IllegalArgumentException as the other one, and if the conversation id is too long
   * @throws IllegalStateException if the Controller or its network is closed
   */
  public Call call(List<Did> to, Subscriptions wanted, String conversationId) {
    Objects.requireNonNull(wanted, "wanted");
    if (conversationId.length() > SignalMessage.MAX_TEXT) {
      throw new IllegalArgumentException(
          "The conversation id has "
              + conversationId.length()
              + " characters; at most "
              + SignalMessage.MAX_TEXT
              + " are allowed");
    }
    List<Did> callees = List.copyOf(to);
    if (callees.isEmpty()) {
      throw new IllegalArgumentException("A call needs somebody to be called: the list is empty");
    }
    if (callees.contains(did())) {
      throw new IllegalArgumentException("One cannot call oneself: the list contains " + did());
    }
    if (callees.stream().distinct().count() != callees.size()) {
      throw new IllegalArgumentException("Somebody is in the list twice: " + callees);
    }
    if (callees.size() + 1 > SignalMessage.MAX_PARTICIPANTS) {
      throw new IllegalArgumentException(
          callees.size() + " people; a call has at most " + SignalMessage.MAX_PARTICIPANTS);
    }
    // Refuses a DID whose key is no key: nothing could be sealed for it.
    callees.forEach(Did::publicKey);
    List<Did> participants = new ArrayList<>();
    participants.add(did());
    participants.addAll(callees);
    Call call =
        new Call(
            CallId.random(),
            did(),
            participants,
            conversationId,
            GroupKey.draw(environment.random()),
            this,
            CallState.OFFERING);
    ask(
        () -> {
          requireOpen();
          begin(call, session -> session.offer(wanted));
          return null;
        });
    return call;
  }

  private void begin(Call call, Consumer<CallSession> how) {
    CallSession session = open(call);
    try {
      how.accept(session);
    } catch (RuntimeException e) {
      // The network is closed: nobody was called, and nobody hears of it but the caller.
      sessions.remove(call.id());
      signals.leave(call.id());
      throw e;
    }
  }

  Call rejoin(Call ended, Subscriptions wanted) {
    Call call = ended.again();
    ask(
        () -> {
          requireOpen();
          if (sessions.containsKey(call.id())) {
            throw new IllegalStateException("The call was entered again already");
          }
          if (sessions.size() >= config.maxCalls()) {
            throw new IllegalStateException(
                "There are " + sessions.size() + " calls; no more are allowed (maxCalls)");
          }
          begin(call, session -> session.enter(wanted));
          return null;
        });
    return call;
  }

  /** Calls that were offered to us and wait for an answer, the oldest first. */
  public List<Call> pendingCalls() {
    return calls(CallState.RINGING);
  }

  /** Calls that we are in or have offered, the oldest first. */
  public List<Call> activeCalls() {
    return calls(CallState.OFFERING, CallState.ACTIVE);
  }

  private List<Call> calls(CallState... states) {
    Set<CallState> wanted = Set.of(states);
    return ask(
        () ->
            sessions.values().stream()
                .map(CallSession::call)
                .filter(c -> wanted.contains(c.state()))
                .toList());
  }

  /**
   * Mutes or unmutes us in all calls: while muted no RTP leaves; connections and tracks stay, and
   * the others see it. Without a call it holds for the next one.
   */
  public void muteSelf(boolean mute) {
    changeState(s -> new PersonState(mute, s.deafened(), s.recording()));
  }

  /**
   * Plays nothing of anybody, or all again, in all calls; the others see it. Without a call it
   * holds for the next one.
   */
  public void deafenSelf(boolean deafen) {
    changeState(s -> new PersonState(s.muted(), deafen, s.recording()));
  }

  /** For a keeper of sound devices: what happens to them is told as events of each call. */
  public DeviceKeeper.Listener deviceListener() {
    return new DeviceEvents(this);
  }

  /** Shows the others whether we record; it records nothing by itself. */
  public void showRecording(boolean recording) {
    changeState(s -> new PersonState(s.muted(), s.deafened(), recording));
  }

  private void changeState(UnaryOperator<PersonState> change) {
    onLoop(
        () -> {
          PersonState now = change.apply(personState);
          if (!now.equals(personState)) {
            personState = now;
            updateSources();
            sessions.values().forEach(CallSession::ourStateChanged);
          }
        });
  }

  /**
   * When a source of ours is heard: push to talk, and automute, which yields while others speak.
   *
   * @param id the stream, as it was given to {@link #addMediaSource}
   * @throws IllegalArgumentException if there is none of this id
   * @throws IllegalStateException if the Controller is closed
   */
  public MicrophoneGate gate(StreamId id) {
    return ask(
        () -> {
          requireOpen();
          PublishedStream stream = published.get(id);
          if (stream == null) {
            throw new IllegalArgumentException(
                "There is no stream " + id + "; there are " + published.keySet());
          }
          return stream.publisher().gate();
        });
  }

  /** Signals and tracks that were dropped so far. */
  public SignalCounters counters() {
    return counters.snapshot();
  }

  /**
   * Leaves every call, stops listening, closes all tracks. When it returns, no thread and no socket
   * of this Controller is at work, but for listeners that hear the last events; called from within
   * its own loop (by a {@link SinkFactory}) it returns at once and the rest follows. Listeners may
   * call it. Idempotent.
   */
  @Override
  public void close() {
    onLoop(this::closeOnLoop);
    if (!loop.inLoop()) {
      closed.join();
    }
  }

  private void closeOnLoop() {
    if (closing) {
      return;
    }
    closing = true;
    try {
      List.copyOf(sessions.values()).forEach(CallSession::close);
      farewells.close();
      signals.close();
      published.values().forEach(PublishedStream::close);
      published.clear();
      events.close();
    } finally {
      // Connections finish their own closing on this loop, behind this task. Whatever of the
      // application's (a device, the network) threw above, nobody must wait for ever.
      loop.execute(
          () -> {
            loop.close();
            closed.complete(null);
          });
    }
  }

  // --- for the sessions, on the loop

  EventLoop loop() {
    return loop;
  }

  ControllerConfig config() {
    return config;
  }

  PeerConfiguration peerConfiguration() {
    return peerConfiguration;
  }

  SinkFactory sinks() {
    return sinks;
  }

  Signals signals() {
    return signals;
  }

  Hearing hearing() {
    return hearing;
  }

  Collection<PublishedStream> published() {
    return published.values();
  }

  Counters counting() {
    return counters;
  }

  void fire(CallEvent event) {
    hearing.before(event);
    events.fire(event);
  }

  void forget(CallId id, EndedCalls.Ended how) {
    sessions.remove(id);
    incoming.ended(id, how);
  }

  Environment environment() {
    return environment;
  }

  Farewells farewells() {
    return farewells;
  }

  /** For what is said until it is answered. */
  Retry retry(Runnable again) {
    long interval = config.signalInterval().toNanos();
    return new Retry(environment, interval, interval * MAX_RETRY, again);
  }

  PersonState personState() {
    return personState;
  }

  private long drawDevice() {
    return environment.random().nextLong(JoinId.MAX_DEVICE + 1);
  }

  JoinId nextJoin() {
    if (joinings > JoinId.MAX_NUMBER) {
      joinings = 0;
      device = drawDevice();
    }
    return JoinId.of(device, joinings++);
  }

  List<StreamDescription> publishedDescriptions() {
    return published.values().stream().map(PublishedStream::description).toList();
  }

  /** Those of our streams that are named; names that we do not publish are passed over. */
  List<PublishedStream> published(Collection<StreamId> ids) {
    return ids.stream().map(published::get).filter(Objects::nonNull).toList();
  }

  /** A connection came up or ended, or we were muted or unmuted. */
  void updateSources() {
    boolean play =
        !personState.muted() && sessions.values().stream().anyMatch(CallSession::hasConnectedPeer);
    published.values().forEach(p -> p.playing(play));
  }

  IncomingOffers incoming() {
    return incoming;
  }

  int callCount() {
    return sessions.size();
  }

  /** A new call, in which nothing has happened yet. */
  CallSession open(Call call) {
    CallSession session = new CallSession(this, call);
    sessions.put(call.id(), session);
    return session;
  }

  CallSession session(CallId id) {
    return sessions.get(id);
  }

  // --- for Call, from any thread

  void onLoop(Runnable task) {
    loop.run(task);
  }

  void withSession(CallId id, Consumer<CallSession> action) {
    CallSession session = sessions.get(id);
    if (session != null) {
      action.accept(session);
    }
  }

  CallStats statsOf(CallId id, Did peer) {
    return ask(
        () -> {
          CallSession session = sessions.get(id);
          return session == null
              ? new CallStats(
                  peer,
                  did().compareTo(peer) < 0,
                  java.util.Optional.empty(),
                  java.util.Optional.empty(),
                  Map.of())
              : session.stats(peer);
        });
  }

  void requireOpen() {
    if (closing) {
      throw new IllegalStateException("This Controller is closed; create another");
    }
  }

  /** Runs on the loop and waits for the result. */
  <T> T ask(java.util.function.Supplier<T> question) {
    if (closed.isDone()) {
      requireOpen();
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.run(
        () -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException | AssertionError e) {
            answer.completeExceptionally(e);
          }
        });
    try {
      while (true) {
        try {
          return answer.get(CLOSED_CHECK_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          // A loop that was closed drops its tasks, and then no answer will come.
          if (closed.isDone() && !answer.isDone()) {
            requireOpen();
          }
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException r) {
        throw r;
      }
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the Controller's loop", e);
    }
  }
}

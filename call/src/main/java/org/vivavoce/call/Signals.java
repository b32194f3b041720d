package org.vivavoce.call;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.SignalMessage.AnsweredElsewhere;
import org.vivavoce.signaling.SignalMessage.CallCancel;
import org.vivavoce.signaling.SignalMessage.CallOffer;
import org.vivavoce.signaling.Topics;

/** Between a Controller and its PubSub: topics joined and left, every signal sealed and opened. */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  /**
   * Signals that may wait for the loop, and their bytes; whoever floods us loses the rest. Both,
   * because a description may take 192 KiB.
   */
  private static final int MAX_WAITING = 4_096;

  private static final int MAX_WAITING_BYTES = 16 * 1024 * 1024;

  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger waitingBytes = new AtomicInteger();
  private final Did did;
  private final PubSub pubSub;
  private final EventLoop loop;
  private final Counters counters;
  private final Controller controller;
  private final Sealing sealing;
  private final Map<CallId, List<PubSub.Subscription>> calls = new HashMap<>();
  private PubSub.Subscription offers;

  Signals(
      Identity identity,
      PubSub pubSub,
      Environment environment,
      Counters counters,
      Controller controller) {
    this.did = identity.did();
    this.pubSub = Objects.requireNonNull(pubSub, "pubSub");
    this.loop = environment.loop();
    this.counters = counters;
    this.controller = controller;
    this.sealing = new Sealing(identity, environment, counters);
  }

  void listenForOffers() {
    String topic = Topics.offerCall(did);
    offers =
        subscribe(topic, bytes -> sealing.openOffer(topic, bytes), o -> onOfferTopic(o.message()));
  }

  /** From now on we hear what the call's participants say in it, and nobody else. */
  void join(Call call) {
    CallId id = call.id();
    Set<Did> people = Set.copyOf(call.participants());
    List<PubSub.Subscription> topics = new ArrayList<>(2);
    calls.put(id, topics);
    for (boolean forUs : new boolean[] {false, true}) {
      String topic = forUs ? Topics.call(id, did) : Topics.call(id);
      topics.add(
          subscribe(
              topic,
              bytes -> sealing.openInCall(topic, bytes, people, call.groupKey()),
              o -> onCallTopic(o, forUs)));
    }
  }

  void leave(CallId id) {
    List<PubSub.Subscription> topics = calls.remove(id);
    if (topics != null) {
      topics.forEach(PubSub.Subscription::close);
    }
  }

  void close() {
    offers.close();
    List.copyOf(calls.keySet()).forEach(this::leave);
  }

  void toOffers(Did to, SignalMessage message) {
    String topic = Topics.offerCall(to);
    publish(topic, message, () -> sealing.forPerson(to, topic, message));
  }

  void toCall(GroupKey groupKey, SignalMessage message) {
    publish(Topics.call(message.callId()), message, () -> sealing.forCall(groupKey, message));
  }

  void toPeer(Did to, SignalMessage message) {
    String topic = Topics.call(message.callId(), to);
    publish(topic, message, () -> sealing.forPerson(to, topic, message));
  }

  private void publish(String topic, SignalMessage message, Supplier<byte[]> sealed) {
    try {
      pubSub.publish(topic, sealed.get());
    } catch (RuntimeException e) {
      // The application closed its network before its calls, or its network breaks its contract:
      // the message counts as lost, and the calls end by their timeouts.
      LOG.warn("Could not send {}: {}", message.getClass().getSimpleName(), e.getMessage());
    }
  }

  private PubSub.Subscription subscribe(
      String topic,
      Function<byte[], Optional<Sealing.Opened>> opener,
      Consumer<Sealing.Opened> receiver) {
    return pubSub.subscribe(
        topic,
        bytes -> {
          Optional<Sealing.Opened> opened = opener.apply(bytes);
          if (opened.isPresent()) {
            toLoop(opened.get(), bytes.length, receiver);
          }
        });
  }

  private void toLoop(Sealing.Opened opened, int size, Consumer<Sealing.Opened> receiver) {
    // Both are raised before either is judged.
    boolean tooMany = waiting.incrementAndGet() > MAX_WAITING;
    boolean tooLarge = waitingBytes.addAndGet(size) > MAX_WAITING_BYTES;
    if (tooMany || tooLarge) {
      waiting.decrementAndGet();
      waitingBytes.addAndGet(-size);
      counters.flooded.incrementAndGet();
      return;
    }
    loop.execute(
        () -> {
          waiting.decrementAndGet();
          waitingBytes.addAndGet(-size);
          receiver.accept(opened);
        });
  }

  private void onOfferTopic(SignalMessage message) {
    if (message instanceof CallOffer offer) {
      controller.incoming().onOffer(offer);
    } else if (message instanceof CallCancel cancel) {
      controller.incoming().onCancel(cancel);
    } else if (message instanceof AnsweredElsewhere elsewhere) {
      controller.incoming().onElsewhere(elsewhere);
    } else {
      counters.wrongTopic.incrementAndGet();
    }
  }

  private void onCallTopic(Sealing.Opened opened, boolean forUs) {
    SignalMessage message = opened.message();
    CallSession session = controller.session(message.callId());
    if (session == null) {
      counters.unknownCall.incrementAndGet();
    } else {
      session.onSignal(message, opened.counter(), forUs);
    }
  }
}

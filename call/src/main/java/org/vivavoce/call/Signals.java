package org.vivavoce.call;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.peer.EventLoop;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.MalformedSignalException;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.SignalCodec;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.SignalMessage.CallCancel;
import org.vivavoce.signaling.SignalMessage.CallOffer;
import org.vivavoce.signaling.Topics;

/** Between a Controller and its PubSub: topics joined and left, bytes to signals and back. */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  /** Calls at a time, ringing ones too: whoever floods us with offers gets no further. */
  static final int MAX_CALLS = 32;

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
  private final Map<CallId, List<PubSub.Subscription>> calls = new HashMap<>();
  private PubSub.Subscription offers;

  Signals(Did did, PubSub pubSub, EventLoop loop, Counters counters, Controller controller) {
    this.did = did;
    this.pubSub = java.util.Objects.requireNonNull(pubSub, "pubSub");
    this.loop = loop;
    this.counters = counters;
    this.controller = controller;
  }

  void listenForOffers() {
    offers = subscribe(Topics.offerCall(did), this::onOfferTopic);
  }

  void join(CallId id) {
    List<PubSub.Subscription> topics = new ArrayList<>(2);
    calls.put(id, topics);
    topics.add(subscribe(Topics.call(id), m -> onCallTopic(id, m, false)));
    topics.add(subscribe(Topics.call(id, did), m -> onCallTopic(id, m, true)));
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
    publish(Topics.offerCall(to), message);
  }

  void toCall(SignalMessage message) {
    publish(Topics.call(message.callId()), message);
  }

  void toPeer(Did to, SignalMessage message) {
    publish(Topics.call(message.callId(), to), message);
  }

  private void publish(String topic, SignalMessage message) {
    try {
      pubSub.publish(topic, SignalCodec.encode(message));
    } catch (RuntimeException e) {
      // The application closed its network before its calls, or its network breaks its contract:
      // the message counts as lost, and the calls end by their timeouts.
      LOG.warn("Could not send {}: {}", message.getClass().getSimpleName(), e.getMessage());
    }
  }

  private interface Receiver {
    void receive(SignalMessage message);
  }

  private PubSub.Subscription subscribe(String topic, Receiver receiver) {
    return pubSub.subscribe(
        topic,
        bytes -> {
          SignalMessage message;
          try {
            message = SignalCodec.decode(bytes);
          } catch (MalformedSignalException e) {
            counters.malformed.incrementAndGet();
            LOG.debug("Dropped a signal on {}: {}", topic, e.getMessage());
            return;
          }
          int size = bytes.length;
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
                receiver.receive(message);
              });
        });
  }

  private void onOfferTopic(SignalMessage message) {
    if (message instanceof CallOffer offer) {
      controller.onOffer(offer);
    } else if (message instanceof CallCancel cancel) {
      controller.onCancel(cancel);
    } else {
      counters.wrongTopic.incrementAndGet();
    }
  }

  private void onCallTopic(CallId topic, SignalMessage message, boolean forUs) {
    CallSession session = controller.session(message.callId());
    if (session == null) {
      counters.unknownCall.incrementAndGet();
    } else if (!message.callId().equals(topic)) {
      counters.wrongTopic.incrementAndGet();
    } else {
      session.onSignal(message, forUs);
    }
  }
}

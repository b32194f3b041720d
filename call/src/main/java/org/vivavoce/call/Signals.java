package org.vivavoce.call;

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

  /** Signals that may wait for the loop; whoever floods us loses the rest. */
  private static final int MAX_WAITING = 4_096;

  private final AtomicInteger waiting = new AtomicInteger();
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
    calls.put(
        id,
        List.of(
            subscribe(Topics.call(id), m -> onCallTopic(id, m, false)),
            subscribe(Topics.call(id, did), m -> onCallTopic(id, m, true))));
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
    } catch (IllegalStateException e) {
      // The application closed its network before its calls: nothing can be said any more, and the
      // calls end by their timeouts.
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
          if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            counters.flooded.incrementAndGet();
            return;
          }
          loop.execute(
              () -> {
                waiting.decrementAndGet();
                receiver.receive(message);
              });
        });
  }

  private void onOfferTopic(SignalMessage message) {
    if (message instanceof CallOffer offer) {
      controller.onOffer(offer);
    } else if (message instanceof CallCancel cancel) {
      CallSession session = controller.session(cancel.callId());
      if (session == null) {
        counters.unknownCall.incrementAndGet();
      } else {
        session.onCancel(cancel);
      }
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

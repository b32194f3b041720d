package org.vivavoce.call;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.MalformedSignalException;
import org.vivavoce.signaling.SignalCodec;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.Topics;
import org.vivavoce.signaling.seal.Opener;
import org.vivavoce.signaling.seal.RejectedEnvelopeException;
import org.vivavoce.signaling.seal.Sealer;

/**
 * Signals into envelopes and back. Sealing is for the loop; opening for the network's threads, so
 * that whoever floods us with envelopes keeps their cryptography off the loop.
 *
 * <p>Two openers, because their guards against replays are bounded: anybody may send us an offer,
 * and whoever sends thousands must not push out what is remembered of a call's participants.
 */
final class Sealing {
  private static final Logger LOG = LoggerFactory.getLogger(Sealing.class);

  private final LongSupplier clock;
  private final Counters counters;
  private final Sealer sealer;
  private final Opener offers;
  private final Opener calls;

  /**
   * A signal whose sender is proven.
   *
   * @param message what it says
   * @param counter grows from each of the sender's signals to the next
   */
  record Opened(SignalMessage message, long counter) {}

  Sealing(Identity identity, Environment environment, Counters counters) {
    this.clock = environment.clock();
    this.counters = counters;
    // Nothing is kept from one process to the next: the time is higher than what an earlier one
    // reached, which would have had to send a million signals a second.
    long first = TimeUnit.MILLISECONDS.toMicros(clock.getAsLong());
    this.sealer = new Sealer(identity, first, environment.random());
    this.offers = new Opener(identity, Opener.DEFAULT_MAX_AGE_MILLIS);
    this.calls = new Opener(identity, Opener.DEFAULT_MAX_AGE_MILLIS);
  }

  /**
   * Seals for one person.
   *
   * @throws IllegalArgumentException if their DID is no usable key
   */
  byte[] forPerson(Did to, String topic, SignalMessage message) {
    return sealer.sealFor(
        to, topic, message.callId(), SignalCodec.encode(message), clock.getAsLong());
  }

  /** Seals for everybody in the message's call. */
  byte[] forCall(GroupKey key, SignalMessage message) {
    return sealer.sealForCall(
        key, message.callId(), SignalCodec.encode(message), clock.getAsLong());
  }

  /** What came on our topic of offers: anybody may speak there. */
  Optional<Opened> openOffer(String topic, byte[] envelope) {
    synchronized (offers) {
      return open(offers, topic, envelope, null, null);
    }
  }

  /** What came on one of a call's topics: its participants may speak there. */
  Optional<Opened> openInCall(
      String topic, byte[] envelope, Set<Did> participants, GroupKey groupKey) {
    synchronized (calls) {
      return open(calls, topic, envelope, participants, groupKey);
    }
  }

  private Optional<Opened> open(
      Opener opener, String topic, byte[] envelope, Set<Did> participants, GroupKey groupKey) {
    try {
      Opener.Opened opened =
          opener.open(
              topic,
              envelope,
              from -> participants == null || participants.contains(from),
              call -> Optional.ofNullable(groupKey),
              clock.getAsLong());
      SignalMessage message = SignalCodec.decode(opened.message());
      if (!message.from().equals(opened.from()) || !message.callId().equals(opened.call())) {
        // Properly sealed, and yet it claims to be somebody else's, or of another call.
        counters.forged.incrementAndGet();
        return Optional.empty();
      }
      return Optional.of(new Opened(message, opened.counter()));
    } catch (MalformedSignalException e) {
      counters.malformed.incrementAndGet();
      LOG.debug("Dropped a signal on {}: {}", topic, e.getMessage());
      return Optional.empty();
    } catch (RejectedEnvelopeException e) {
      count(e.reason(), topic);
      LOG.debug("Dropped an envelope on {}: {}", topic, e.getMessage());
      return Optional.empty();
    }
  }

  private void count(RejectedEnvelopeException.Reason reason, String topic) {
    switch (reason) {
      case MALFORMED -> counters.malformed.incrementAndGet();
      case WRONG_TOPIC -> counters.wrongTopic.incrementAndGet();
      case WRONG_CALL, NO_KEY -> counters.unknownCall.incrementAndGet();
      case NOT_ALLOWED -> counters.notInCall.incrementAndGet();
      case OUT_OF_TIME -> counters.outOfTime.incrementAndGet();
      case REPLAYED -> counters.replayed.incrementAndGet();
      case FORGED -> counters.forged.incrementAndGet();
      case OURS -> {
        // On a call's topic that is the echo of our own broadcast; nobody offers themselves a call.
        if (Topics.parse(topic).orElse(null) instanceof Topics.OfferCall) {
          counters.notInCall.incrementAndGet();
        }
      }
    }
  }
}

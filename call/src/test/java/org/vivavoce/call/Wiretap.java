package org.vivavoce.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.JoinId;
import org.vivavoce.signaling.MalformedSignalException;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.SignalCodec;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.SignalMessage.CallOffer;
import org.vivavoce.signaling.SignalMessage.Hello;
import org.vivavoce.signaling.Topics;
import org.vivavoce.signaling.seal.Opener;
import org.vivavoce.signaling.seal.RejectedEnvelopeException;
import org.vivavoce.signaling.seal.Sealer;

/**
 * A network in which the test holds everybody's keys, as no attacker does: it reads every signal
 * and seals in anybody's name, to play people who are in the call and misbehave.
 */
final class Wiretap implements PubSub {
  private static final Map<Did, Identity> PEOPLE = new ConcurrentHashMap<>();
  private static final Map<Did, Sealer> SEALERS = new ConcurrentHashMap<>();
  private static final Map<CallId, GroupKey> KEYS = new ConcurrentHashMap<>();

  private record Place(CallId call, Did who) {}

  private static final Map<Place, JoinId> JOINS = new ConcurrentHashMap<>();

  private final PubSub network;

  private Wiretap(PubSub network) {
    this.network = network;
  }

  static Wiretap on(PubSub network) {
    return new Wiretap(network);
  }

  static Identity know(Identity identity) {
    PEOPLE.put(identity.did(), identity);
    return identity;
  }

  /** Somebody new. */
  static Did somebody() {
    return know(Identity.generate()).did();
  }

  /** What is in an envelope; learns the call's key from its offer. */
  static SignalMessage read(String topic, byte[] envelope) {
    Identity reader = reader(topic);
    try {
      Opener opener = new Opener(reader, Opener.DEFAULT_MAX_AGE_MILLIS);
      Opener.Opened opened =
          opener.open(
              topic,
              envelope,
              from -> true,
              call -> Optional.ofNullable(KEYS.get(call)),
              System.currentTimeMillis());
      return learn(SignalCodec.decode(opened.message()));
    } catch (RejectedEnvelopeException | MalformedSignalException e) {
      throw new AssertionError(topic + ": " + e.getMessage(), e);
    }
  }

  private static Identity reader(String topic) {
    Topics.Topic where = Topics.parse(topic).orElseThrow();
    if (where instanceof Topics.OfferCall offer) {
      return known(offer.callee());
    } else if (where instanceof Topics.Participant participant) {
      return known(participant.participant());
    }
    // Anybody but the sender, who does not read their own.
    return Identity.generate();
  }

  private static Identity known(Did did) {
    Identity identity = PEOPLE.get(did);
    if (identity == null) {
      throw new AssertionError("the test does not know " + did);
    }
    return identity;
  }

  private static SignalMessage learn(SignalMessage message) {
    if (message instanceof CallOffer offer) {
      KEYS.putIfAbsent(offer.callId(), offer.groupKey());
    } else if (message instanceof Hello hello) {
      JOINS.put(new Place(hello.callId(), hello.from()), hello.join());
    }
    return message;
  }

  /** Learns the key of a call that was not offered over this network. */
  static void learn(Call call) {
    KEYS.put(call.id(), call.groupKey());
  }

  /** The joining that somebody's last Hello told. */
  static JoinId joinOf(CallId call, Did who) {
    Place place = new Place(call, who);
    Person.awaitTrue("a Hello of " + who, () -> JOINS.containsKey(place));
    return JOINS.get(place);
  }

  /** An envelope in the name of who the message says it is from. */
  static byte[] seal(String topic, SignalMessage message) {
    return seal(known(message.from()), topic, message);
  }

  /** An envelope of one person about a message that may say it is from another. */
  static byte[] seal(Identity by, String topic, SignalMessage message) {
    return seal(by, topic, message, System.currentTimeMillis());
  }

  static byte[] seal(Identity by, String topic, SignalMessage message, long now) {
    learn(message);
    Sealer sealer =
        SEALERS.computeIfAbsent(
            by.did(),
            // Beside the numbers that a Controller of the same person uses.
            did ->
                new Sealer(
                    know(by), System.currentTimeMillis() * 1_000 + (1L << 52), new SecureRandom()));
    synchronized (sealer) {
      Topics.Topic where = Topics.parse(topic).orElseThrow();
      byte[] bytes = SignalCodec.encode(message);
      if (where instanceof Topics.Call) {
        GroupKey key = KEYS.getOrDefault(message.callId(), GroupKey.of(new byte[GroupKey.LENGTH]));
        return sealer.sealForCall(key, message.callId(), bytes, now);
      }
      Did to =
          where instanceof Topics.OfferCall o
              ? o.callee()
              : ((Topics.Participant) where).participant();
      return sealer.sealFor(to, topic, message.callId(), bytes, now);
    }
  }

  /** Says it as its sender would. */
  void say(String topic, SignalMessage message) {
    network.publish(topic, seal(topic, message));
  }

  @Override
  public Subscription subscribe(String topic, Handler handler) {
    return network.subscribe(topic, handler);
  }

  @Override
  public void publish(String topic, byte[] message) {
    Topics.Topic where = Topics.parse(topic).orElse(null);
    if (where instanceof Topics.OfferCall || where instanceof Topics.Call) {
      try {
        read(topic, message);
      } catch (AssertionError e) {
        // Nonsense, said on purpose: there is nothing to learn from it.
        assertThat(e).hasCauseInstanceOf(RejectedEnvelopeException.class);
      }
    }
    network.publish(topic, message);
  }

  @Override
  public void close() {
    network.close();
  }
}

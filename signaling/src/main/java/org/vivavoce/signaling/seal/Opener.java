package org.vivavoce.signaling.seal;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.Topics;
import org.vivavoce.signaling.seal.Envelope.Kind;
import org.vivavoce.signaling.seal.RejectedEnvelopeException.Reason;

/**
 * Opens what was sealed for one person, once.
 *
 * <p>The cheap checks come first: what is malformed, on the wrong topic, from outside the call, out
 * of time or replayed costs no cryptography.
 *
 * <p>To be used by one thread. Clocks of sender and recipient may differ by as much as an envelope
 * may be old.
 */
public final class Opener {
  /** How old an envelope may be, and how far in the future, in milliseconds: five minutes. */
  public static final long DEFAULT_MAX_AGE_MILLIS = 5 * 60_000L;

  private static final int FORGET_EVERY = 256;

  private final Identity identity;
  private final AgreementKeys keys;
  private final long maxAgeMillis;
  private final KnownKeys known;
  private final ReplayGuard guard = new ReplayGuard();
  private final Map<Reason, Long> rejected = new EnumMap<>(Reason.class);
  private long opened;

  /**
   * For one person.
   *
   * @param maxAgeMillis how old an envelope may be, and how far in the future
   */
  public Opener(Identity identity, long maxAgeMillis) {
    if (maxAgeMillis <= 0) {
      throw new IllegalArgumentException("an age must be positive: " + maxAgeMillis);
    }
    this.identity = identity;
    this.maxAgeMillis = maxAgeMillis;
    keys = AgreementKeys.of(identity);
    known = new KnownKeys(keys);
  }

  /**
   * What was in an envelope.
   *
   * @param from who sealed it, proven
   * @param call the call that it is about, proven
   * @param counter the sender's: what a sender sealed later has a higher one, as long as neither
   *     their process nor their clock began anew
   * @param message the bytes
   */
  public record Opened(Did from, CallId call, long counter, byte[] message) {}

  /**
   * Opens an envelope.
   *
   * @param topic where it came; not what it says
   * @param envelope any bytes
   * @param maySpeak whether somebody may speak here: on a call's topics, its participants
   * @param groupKeys the key of a call that we are in
   * @param nowMillis the time since 1970
   * @throws RejectedEnvelopeException for whatever is not a fresh envelope of an allowed sender for
   *     us and this topic; no other exception is thrown
   */
  public Opened open(
      String topic,
      byte[] envelope,
      Predicate<Did> maySpeak,
      Function<CallId, Optional<GroupKey>> groupKeys,
      long nowMillis)
      throws RejectedEnvelopeException {
    try {
      Envelope sealed = Envelope.read(envelope);
      check(topic, sealed, maySpeak, nowMillis);
      byte[] message =
          sealed.kind() == Kind.PERSON ? person(topic, sealed) : call(topic, sealed, groupKeys);
      guard.opened(sealed.from(), sealed.counter(), sealed.time());
      if (++opened % FORGET_EVERY == 0) {
        guard.forgetBefore(nowMillis - maxAgeMillis);
      }
      return new Opened(sealed.from(), sealed.call(), sealed.counter(), message);
    } catch (RejectedEnvelopeException e) {
      rejected.merge(e.reason(), 1L, Long::sum);
      throw e;
    }
  }

  private void check(String topic, Envelope sealed, Predicate<Did> maySpeak, long nowMillis)
      throws RejectedEnvelopeException {
    Topics.Topic where =
        Topics.parse(topic)
            .orElseThrow(() -> reject(Reason.WRONG_TOPIC, "not a topic of signals: " + topic));
    boolean right;
    if (where instanceof Topics.OfferCall offer) {
      right = sealed.kind() == Kind.PERSON && offer.callee().equals(identity.did());
    } else if (where instanceof Topics.Participant participant) {
      right = sealed.kind() == Kind.PERSON && participant.participant().equals(identity.did());
      requireCall(sealed, participant.callId());
    } else if (where instanceof Topics.Call call) {
      right = sealed.kind() == Kind.CALL;
      requireCall(sealed, call.callId());
    } else {
      throw new AssertionError("a topic of an unknown kind: " + where);
    }
    if (!right) {
      throw reject(Reason.WRONG_TOPIC, "an envelope that does not belong to its topic");
    }
    if (sealed.from().equals(identity.did())) {
      throw reject(Reason.OURS, "sealed by ourselves");
    }
    if (!maySpeak.test(sealed.from())) {
      throw reject(Reason.NOT_ALLOWED, sealed.from() + " may not speak here");
    }
    if (Math.abs(nowMillis - sealed.time()) > maxAgeMillis) {
      throw reject(Reason.OUT_OF_TIME, "sealed " + (nowMillis - sealed.time()) + " ms before now");
    }
    if (guard.mayHaveBeenOpened(sealed.from(), sealed.counter(), sealed.time(), nowMillis)) {
      throw reject(Reason.REPLAYED, "number " + sealed.counter() + " was opened before");
    }
  }

  private static void requireCall(Envelope sealed, CallId call) throws RejectedEnvelopeException {
    if (!sealed.call().equals(call)) {
      throw reject(Reason.WRONG_CALL, "an envelope for another call than its topic's");
    }
  }

  private byte[] person(String topic, Envelope sealed) throws RejectedEnvelopeException {
    Acquaintance sender;
    try {
      sender = known.with(sealed.from());
    } catch (IllegalArgumentException e) {
      throw reject(Reason.FORGED, "the sender's DID is nobody's");
    }
    return Ciphers.openForPerson(
            sealed.key(), keys, sender, sealed.associated(topic), sealed.ciphertext())
        .orElseThrow(() -> reject(Reason.FORGED, "not sealed by its sender for us, here"));
  }

  private byte[] call(String topic, Envelope sealed, Function<CallId, Optional<GroupKey>> groupKeys)
      throws RejectedEnvelopeException {
    GroupKey key =
        groupKeys
            .apply(sealed.call())
            .orElseThrow(() -> reject(Reason.NO_KEY, "we are not in call " + sealed.call()));
    byte[] associated = sealed.associated(topic);
    byte[] plaintext =
        Ciphers.openForCall(key, sealed.key(), associated, sealed.ciphertext())
            .filter(bytes -> bytes.length >= Identity.SIGNATURE_LENGTH)
            .orElseThrow(() -> reject(Reason.FORGED, "not sealed with the call's key, here"));
    byte[] signature = java.util.Arrays.copyOf(plaintext, Identity.SIGNATURE_LENGTH);
    byte[] message =
        java.util.Arrays.copyOfRange(plaintext, Identity.SIGNATURE_LENGTH, plaintext.length);
    if (!Identity.verify(sealed.from(), Sealer.signed(associated, message), signature)) {
      throw reject(Reason.FORGED, "not signed by its sender");
    }
    return message;
  }

  private static RejectedEnvelopeException reject(Reason reason, String why) {
    return new RejectedEnvelopeException(reason, why);
  }

  /** Envelopes that were opened. */
  public long opened() {
    return opened;
  }

  /** Envelopes that were not, by their reason; a reason that never occurred is not in it. */
  public Map<Reason, Long> rejected() {
    return Collections.unmodifiableMap(new EnumMap<>(rejected));
  }
}

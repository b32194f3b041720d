package org.vivavoce.signaling.seal;

import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.Topics;
import org.vivavoce.signaling.seal.Envelope.Kind;

/**
 * Seals what one person says. Each envelope has the next number of a counter that all calls share.
 *
 * <pre>{@code
 * Sealer sealer = new Sealer(alice, firstCounter, random);
 * byte[] offer = sealer.sealFor(bob, Topics.offerCall(bob), call, bytes, nowMillis);
 * network.publish(Topics.offerCall(bob), offer);
 * }</pre>
 *
 * <p>To be used by one thread.
 */
public final class Sealer {
  /** What sealing adds to a message, at most, in bytes. */
  public static final int OVERHEAD = 512;

  private final Identity identity;
  private final AgreementKeys keys;
  private final KnownKeys known;
  private final RandomGenerator random;
  private long counter;

  /**
   * For one person.
   *
   * @param firstCounter must be higher than any that this person has used: the time in microseconds
   *     since 1970, for one who keeps none
   * @param random a secure source
   */
  public Sealer(Identity identity, long firstCounter, RandomGenerator random) {
    if (firstCounter < 0) {
      throw new IllegalArgumentException("a counter is not negative: " + firstCounter);
    }
    this.identity = identity;
    this.random = Objects.requireNonNull(random, "random");
    counter = firstCounter;
    keys = AgreementKeys.of(identity);
    known = new KnownKeys(keys);
  }

  /**
   * Seals for one person: only they can read it, and they know that it is ours.
   *
   * @param recipient who listens on the topic
   * @param topic {@code offer_call/…} or {@code telecon/…/…} of that person
   * @param call which call it is about
   * @param message at most {@code PubSub.MAX_MESSAGE_BYTES} less {@link #OVERHEAD}
   * @param nowMillis the time since 1970
   * @throws IllegalArgumentException if the topic is not that person's, their key is unusable, or
   *     the message too long
   */
  public byte[] sealFor(Did recipient, String topic, CallId call, byte[] message, long nowMillis) {
    if (!topic.equals(Topics.offerCall(recipient)) && !topic.equals(Topics.call(call, recipient))) {
      throw new IllegalArgumentException("nobody but its owner reads on that topic: " + topic);
    }
    requireLength(message);
    long number = counter++;
    byte[] associated =
        Envelope.associated(Kind.PERSON, topic, call, identity.did(), number, nowMillis);
    byte[] ephemeral = new byte[Envelope.KEY_LENGTH];
    random.nextBytes(ephemeral);
    AuthHpke.Sealed sealed =
        Ciphers.sealForPerson(ephemeral, known.with(recipient), keys, associated, message);
    return new Envelope(
            Kind.PERSON, call, identity.did(), number, nowMillis, sealed.key(), sealed.ciphertext())
        .write();
  }

  /**
   * Seals for everybody in a call, and signs: whoever has the key can read it, and knows that it is
   * ours and not another participant's.
   *
   * @param key the call's
   * @param call the call; the topic is {@link Topics#call(CallId)}
   * @param message at most {@code PubSub.MAX_MESSAGE_BYTES} less {@link #OVERHEAD}
   * @param nowMillis the time since 1970
   */
  public byte[] sealForCall(GroupKey key, CallId call, byte[] message, long nowMillis) {
    requireLength(message);
    long number = counter++;
    byte[] associated =
        Envelope.associated(Kind.CALL, Topics.call(call), call, identity.did(), number, nowMillis);
    byte[] salt = new byte[Envelope.KEY_LENGTH];
    random.nextBytes(salt);
    ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
    plaintext.writeBytes(identity.sign(signed(associated, message)));
    plaintext.writeBytes(message);
    byte[] ciphertext = Ciphers.sealForCall(key, salt, associated, plaintext.toByteArray());
    return new Envelope(Kind.CALL, call, identity.did(), number, nowMillis, salt, ciphertext)
        .write();
  }

  /** What a sender signs: the length of the first part keeps the two apart. */
  static byte[] signed(byte[] associated, byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(associated.length >> shift);
    }
    out.writeBytes(associated);
    out.writeBytes(message);
    return out.toByteArray();
  }

  private static void requireLength(byte[] message) {
    if (message.length > Envelope.MAX_BYTES - OVERHEAD) {
      throw new IllegalArgumentException(
          "a message of "
              + message.length
              + " bytes; at most "
              + (Envelope.MAX_BYTES - OVERHEAD)
              + " can be sealed");
    }
  }
}

package org.vivavoce.signaling;

import java.util.Optional;

/** The names of the topics that signals travel on. */
public final class Topics {
  private static final String OFFER_CALL = "offer_call/";
  private static final String TELECON = "telecon/";
  private static final int UUID_LENGTH = 36;

  private Topics() {}

  /** What a topic is for. */
  public sealed interface Topic {
    /** The topic's name, as {@link PubSub} takes it. */
    String name();
  }

  /**
   * Where a person hears that they are called.
   *
   * @param callee who listens there
   */
  public record OfferCall(Did callee) implements Topic {
    @Override
    public String name() {
      return offerCall(callee);
    }
  }

  /**
   * Where everybody in a call speaks to all the others.
   *
   * @param callId the call
   */
  public record Call(CallId callId) implements Topic {
    @Override
    public String name() {
      return call(callId);
    }
  }

  /**
   * Where one participant of a call hears what is meant for them.
   *
   * @param callId the call
   * @param participant who listens there
   */
  public record Participant(CallId callId, Did participant) implements Topic {
    @Override
    public String name() {
      return call(callId, participant);
    }
  }

  /**
   * The topic on which a person hears offers and their cancellation.
   *
   * @param callee who listens
   * @return {@code offer_call/{did}}
   */
  public static String offerCall(Did callee) {
    return OFFER_CALL + callee.text();
  }

  /**
   * The topic on which a call's participants say Hello, Leave and their state.
   *
   * @param callId the call
   * @return {@code telecon/{callId}}
   */
  public static String call(CallId callId) {
    return TELECON + callId;
  }

  /**
   * The topic on which one participant hears SDP and candidates.
   *
   * @param callId the call
   * @param participant who listens
   * @return {@code telecon/{callId}/{did}}
   */
  public static String call(CallId callId, Did participant) {
    return TELECON + callId + "/" + participant.text();
  }

  /**
   * Reads a topic's name back.
   *
   * @param name any topic of a {@link PubSub}
   * @return what it is for; empty if it is none of ours
   */
  public static Optional<Topic> parse(String name) {
    try {
      if (name.startsWith(OFFER_CALL)) {
        return Optional.of(new OfferCall(new Did(name.substring(OFFER_CALL.length()))));
      }
      if (!name.startsWith(TELECON) || name.length() < TELECON.length() + UUID_LENGTH) {
        return Optional.empty();
      }
      int end = TELECON.length() + UUID_LENGTH;
      CallId callId = CallId.parse(name.substring(TELECON.length(), end));
      if (name.length() == end) {
        return Optional.of(new Call(callId));
      }
      return name.charAt(end) == '/'
          ? Optional.of(new Participant(callId, new Did(name.substring(end + 1))))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

package org.vivavoce.signaling.seal;

/**
 * An envelope that is not opened. Cheap to make (it has no stack trace): anybody can provoke it.
 */
public final class RejectedEnvelopeException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, to count by. */
  public enum Reason {
    /** No envelope of this version. */
    MALFORMED,
    /** Not of a kind that its topic has. */
    WRONG_TOPIC,
    /** For another call than its topic's. */
    WRONG_CALL,
    /** Said to be from ourselves: what we published comes back where we listen, too. */
    OURS,
    /** The sender may not speak here: not in the call. */
    NOT_ALLOWED,
    /** Sealed too long ago, or in the future. */
    OUT_OF_TIME,
    /** Opened before. */
    REPLAYED,
    /** No key is known for its call. */
    NO_KEY,
    /** Sealed by somebody else, for somebody else, for another topic, or changed on the way. */
    FORGED
  }

  /** Why. */
  private final Reason reason;

  RejectedEnvelopeException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}

package org.vivavoce.signaling;

/**
 * Bytes that are no signal which this version understands. Cheap to make (it has no stack trace),
 * as anybody can provoke it.
 */
public final class MalformedSignalException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong, to count by. */
  public enum Reason {
    /** More bytes than a signal may have. */
    TOO_LARGE,
    /** Not one complete CBOR map, or one outside the bounds on nesting and count. */
    NOT_CBOR,
    /** A version of the format that this code does not know. */
    UNKNOWN_VERSION,
    /** A well-formed signal of a type that this code does not know: a newer peer's, perhaps. */
    UNKNOWN_TYPE,
    /** A field that the type needs is not there. */
    MISSING_FIELD,
    /** A field is of the wrong kind or out of its bounds. */
    BAD_FIELD
  }

  /** What is wrong. */
  private final Reason reason;

  MalformedSignalException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}

package org.vivavoce.sctp;

/** A stream that the other side sends on. */
final class InStream {
  final StreamId id;

  /** The SSN or MID of the ordered message that is handed up next. */
  int next;

  /** How long its last message of several fragments was: a guess at the next one's length. */
  int lastLength;

  InStream(StreamId id) {
    this.id = id;
  }
}

package org.vivavoce.sctp;

/** A stream that we send on: its queue, its numbers and its turn. */
final class OutStream {
  /** What may be sent. */
  enum State {
    OPEN,
    /** It is to be reset as soon as its queue is empty. */
    DRAINING,
    /** The request for its reset is sent. */
    RESETTING
  }

  /** RFC 8831 section 6.4 gives the weights of the W3C's priorities; this is "low". */
  static final int DEFAULT_WEIGHT = 256;

  final StreamId id;
  State state = State.OPEN;
  OutMessage head;
  int weight = DEFAULT_WEIGHT;

  /** When it had its latest turn, in bytes divided by weight. */
  double virtualTime;

  /** Its place in the heap of those that have something to send, or -1. */
  int heapIndex = -1;

  /** Bytes of the application's messages that are not taken yet. */
  long buffered;

  long lowThreshold;

  private OutMessage tail;
  private int nextSsn;
  private int nextOrderedMid;
  private int nextUnorderedMid;

  OutStream(StreamId id) {
    this.id = id;
  }

  void add(OutMessage message) {
    if (tail == null) {
      head = message;
    } else {
      tail.next = message;
    }
    tail = message;
    buffered += message.isCounted() ? message.length : 0;
  }

  void removeHead() {
    head = head.next;
    if (head == null) {
      tail = null;
    }
  }

  /** The number of the next message: of 32 bits with I-DATA, otherwise of 16. */
  int nextId(boolean ordered, boolean interleaving) {
    if (interleaving) {
      return ordered ? nextOrderedMid++ : nextUnorderedMid++;
    }
    return ordered ? nextSsn++ & 0xFFFF : 0;
  }

  /** Begins anew after a reset (RFC 6525 section 5.2.7). */
  void reset() {
    state = State.OPEN;
    nextSsn = 0;
    nextOrderedMid = 0;
    nextUnorderedMid = 0;
  }
}

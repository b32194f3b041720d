package org.vivavoce.sctp;

/** A message on its way out. Its bytes stay in the application's array. */
final class OutMessage {
  final OutStream stream;
  final int ppid;
  final byte[] data;
  final int offset;
  final int length;
  final boolean ordered;
  final int maxRetransmits;
  final long expiresAt;

  /** How many bytes have been given a TSN. */
  int taken;

  /** Its number in the stream (SSN or MID), once something of it was taken. */
  int id;

  int nextFsn;

  /** The TSNs of its first and of its latest fragment, once something of it was taken. */
  int firstTsn;

  int lastTsn;

  /** How many of its fragments the cumulative TSN has not passed yet. */
  int pending;

  boolean abandoned;

  /** The next one of its stream. */
  OutMessage next;

  OutMessage(
      OutStream stream,
      int ppid,
      byte[] data,
      int offset,
      int length,
      SendOptions options,
      long now) {
    this.stream = stream;
    this.ppid = ppid;
    this.data = data;
    this.offset = offset;
    this.length = length;
    this.ordered = options.ordered();
    this.maxRetransmits =
        options.maxRetransmits() == SendOptions.UNLIMITED
            ? Integer.MAX_VALUE
            : options.maxRetransmits();
    this.expiresAt =
        options.lifetimeNanos() == SendOptions.UNLIMITED
            ? Long.MAX_VALUE
            : Deadline.after(now, options.lifetimeNanos());
  }

  boolean isExpired(long now) {
    return expiresAt != Long.MAX_VALUE && now - expiresAt > 0;
  }

  /** Whether it is the application's: not a channel's opening, nor the byte of an empty message. */
  boolean isCounted() {
    return ppid != Ppid.DCEP.value()
        && ppid != Ppid.STRING_EMPTY.value()
        && ppid != Ppid.BINARY_EMPTY.value();
  }

  /** What it costs of the send buffer. */
  long cost() {
    return length + SendQueue.MESSAGE_COST;
  }
}

package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.util.Optional;

/** The pair in use, and the change to another. On the loop, but for the getters. */
final class Selection {
  private final PairBook book;
  private volatile PairRecord current;

  /** The best pair that has answered, while none is selected. */
  private volatile PairRecord valid;

  private volatile long changes;

  Selection(PairBook book) {
    this.book = book;
  }

  /** Null without a pair; any thread. */
  PairRecord current() {
    return current;
  }

  /** The pair to send on: before one is selected any valid one (RFC 8445 section 12.1). */
  PairRecord sendable() {
    PairRecord selected = current;
    return selected == null ? valid : selected;
  }

  /** Any thread. */
  Optional<IceCandidatePair> pair() {
    PairRecord pair = current;
    return pair == null
        ? Optional.empty()
        : Optional.of(new IceCandidatePair(pair.local(), pair.remote(), pair.roundTrip()));
  }

  /** Any thread. */
  IceReport report(IceRole role, boolean inUse) {
    return book.report(inUse ? current : null, role, changes);
  }

  /** A check was answered; true when it is the first, so that sending works from now on. */
  boolean answered(LocalPath path, InetSocketAddress from, IceRole role) {
    PairRecord pair = book.of(path, from);
    boolean first = valid == null;
    if (current != null) {
      return false;
    }
    if (first || priority(role, pair) > priority(role, valid)) {
      valid = pair;
    }
    return first;
  }

  void select(LocalPath path, InetSocketAddress to, InetSocketAddress mapped) {
    PairRecord pair = book.mapped(path, to, mapped);
    pair.nominated();
    if (pair != current) {
      changes = changes + 1;
    }
    current = pair;
    valid = null;
    path.selected(to);
  }

  void clear() {
    current = null;
    valid = null;
  }

  /** Whether a pair would be better than the current one; we are controlled. */
  boolean improvedBy(LocalPath path, InetSocketAddress remote) {
    PairRecord now = current;
    return priority(IceRole.CONTROLLED, book.of(path, remote)) > priority(IceRole.CONTROLLED, now);
  }

  /** By the priority of the path, as signalled, not of what the other side sees of it. */
  private static long priority(IceRole role, PairRecord pair) {
    return Candidates.pairPriority(role, pair.path().candidate(), pair.remote());
  }
}

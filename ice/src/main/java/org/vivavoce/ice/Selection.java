package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.util.Optional;

/** The pair in use, and the change to another. On the loop, but for the getters. */
final class Selection {
  private final PairBook book;
  private volatile PairRecord current;
  private volatile long changes;

  Selection(PairBook book) {
    this.book = book;
  }

  /** Null without a pair; any thread. */
  PairRecord current() {
    return current;
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

  void select(LocalPath path, InetSocketAddress to, InetSocketAddress mapped) {
    PairRecord pair = book.mapped(path, to, mapped);
    pair.nominated();
    if (pair != current) {
      changes = changes + 1;
    }
    current = pair;
    path.selected(to);
  }

  void clear() {
    current = null;
  }

  /** Whether a pair would be better than the current one; we are controlled. */
  boolean improvedBy(LocalPath path, InetSocketAddress remote) {
    PairRecord now = current;
    return priority(book.of(path, remote)) > priority(now);
  }

  /** By the priority of the path, as signalled, not of what the other side sees of it. */
  private static long priority(PairRecord pair) {
    return Candidates.pairPriority(IceRole.CONTROLLED, pair.path().candidate(), pair.remote());
  }
}

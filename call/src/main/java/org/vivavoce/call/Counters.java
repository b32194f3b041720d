package org.vivavoce.call;

import java.util.concurrent.atomic.AtomicLong;

/** The live form of {@link SignalCounters}. */
final class Counters {
  final AtomicLong malformed = new AtomicLong();
  final AtomicLong forged = new AtomicLong();
  final AtomicLong replayed = new AtomicLong();
  final AtomicLong outOfTime = new AtomicLong();
  final AtomicLong unknownCall = new AtomicLong();
  final AtomicLong notInCall = new AtomicLong();
  final AtomicLong wrongTopic = new AtomicLong();
  final AtomicLong wrongDialer = new AtomicLong();
  final AtomicLong outOfOrder = new AtomicLong();
  final AtomicLong repeated = new AtomicLong();
  final AtomicLong flooded = new AtomicLong();
  final AtomicLong tracksRefused = new AtomicLong();

  SignalCounters snapshot() {
    return new SignalCounters(
        malformed.get(),
        forged.get(),
        replayed.get(),
        outOfTime.get(),
        unknownCall.get(),
        notInCall.get(),
        wrongTopic.get(),
        wrongDialer.get(),
        outOfOrder.get(),
        repeated.get(),
        flooded.get(),
        tracksRefused.get());
  }
}

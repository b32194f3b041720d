package org.vivavoce.call;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Round trips over a data channel: each side asks now and then, and the other answers at once.
 * Sans-IO.
 *
 * <pre>
 *  0        1                                5
 * +--------+--------------------------------+
 * | 0 or 1 |             number             |   0: asks, 1: answers with the same number
 * +--------+--------------------------------+
 * </pre>
 *
 * <p>Whatever else comes is passed over and counted, as are answers to nothing, and questions
 * beyond ten at once and four a second.
 */
final class RoundTrips {
  static final int LENGTH = 5;

  /** So old a measure is none. */
  static final long FRESH_NANOS = 5_000_000_000L;

  private static final byte ASKS = 0;
  private static final byte ANSWERS = 1;
  private static final int MAX_OPEN = 8;
  private static final int BURST = 10;
  private static final long INTERVAL_NANOS = 250_000_000L;

  private final Map<Integer, Long> open = new LinkedHashMap<>();
  private final Allowance answers = new Allowance(BURST, INTERVAL_NANOS);
  private int number;
  private long measured;
  private long measuredAt;
  private boolean any;
  private long ignored;

  /** The next question. */
  byte[] ask(long now) {
    open.put(++number, now);
    if (open.size() > MAX_OPEN) {
      open.remove(open.keySet().iterator().next());
    }
    return message(ASKS, number);
  }

  private static byte[] message(byte kind, int number) {
    return ByteBuffer.allocate(LENGTH).put(kind).putInt(number).array();
  }

  /** Something came; the answer, if it wants one. */
  Optional<byte[]> receive(byte[] message, long now) {
    if (message.length == LENGTH) {
      ByteBuffer in = ByteBuffer.wrap(message);
      byte kind = in.get();
      int which = in.getInt();
      if (kind == ASKS && answers.take(now)) {
        return Optional.of(message(ANSWERS, which));
      }
      Long askedAt = kind == ANSWERS ? open.remove(which) : null;
      if (askedAt != null) {
        any = true;
        measured = now - askedAt;
        measuredAt = now;
        return Optional.empty();
      }
    }
    ignored++;
    return Optional.empty();
  }

  /** Something came that is none of ours. */
  void ignore() {
    ignored++;
  }

  /** The last one in nanoseconds, if it is fresh. */
  OptionalLong latest(long now) {
    return any && now - measuredAt <= FRESH_NANOS
        ? OptionalLong.of(measured)
        : OptionalLong.empty();
  }

  /** Messages that were passed over. */
  long ignored() {
    return ignored;
  }
}

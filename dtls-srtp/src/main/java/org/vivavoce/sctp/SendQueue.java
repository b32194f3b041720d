package org.vivavoce.sctp;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Messages that wait for a TSN, stream by stream, and whose turn it is.
 *
 * <p>Streams share the path by weighted fair queueing (RFC 8260 section 3.6, RFC 8831 section 6.4):
 * each has a virtual time that moves on by the bytes it sent divided by its weight, and the one
 * that is furthest behind goes next. With interleaving that is settled chunk by chunk, otherwise
 * message by message.
 */
final class SendQueue {
  /** What a message costs besides its bytes: its objects here. */
  static final int MESSAGE_COST = 64;

  private final StreamTable<OutStream> streams = new StreamTable<>();
  private final ArrayDeque<SctpEvent> events;
  private final Counters counters;
  private final long limit;

  /** A heap of the streams that have something to send, by virtual time. */
  private OutStream[] heap = new OutStream[4];

  private int active;
  private double virtualTime;

  /** The message that was begun and must be ended first, without interleaving. */
  private OutMessage begun;

  private boolean interleaving;

  /** Bytes and costs of all messages that are not yet acknowledged to their end. */
  private long held;

  SendQueue(long limit, Counters counters, ArrayDeque<SctpEvent> events) {
    this.limit = limit;
    this.counters = counters;
    this.events = events;
  }

  void interleave(boolean on) {
    interleaving = on;
  }

  OutStream stream(StreamId id) {
    OutStream stream = streams.get(id.value());
    if (stream == null) {
      stream = new OutStream(id);
      streams.put(id.value(), stream);
    }
    return stream;
  }

  /** Returns a stream that was used before, or null. */
  OutStream existing(int id) {
    return streams.get(id);
  }

  StreamTable<OutStream> streams() {
    return streams;
  }

  /** Whether a message of this length finds room. One finds room in an empty queue, always. */
  boolean hasRoom(int length) {
    return held == 0 || held + length + MESSAGE_COST <= limit;
  }

  long held() {
    return held;
  }

  boolean isEmpty() {
    return active == 0;
  }

  void add(OutMessage message) {
    OutStream stream = message.stream;
    held += message.cost();
    stream.add(message);
    if (stream.heapIndex < 0 && stream.state != OutStream.State.RESETTING) {
      activate(stream);
    }
  }

  /**
   * The message whose turn it is, or null. It may have expired: then the caller {@linkplain #drop
   * drops} it.
   */
  OutMessage peek() {
    if (begun != null) {
      return begun;
    }
    return active == 0 ? null : heap[0].head;
  }

  /** Notes that so many bytes of the message whose turn it is were taken. */
  void taken(OutMessage message, int bytes) {
    OutStream stream = message.stream;
    virtualTime = Math.max(virtualTime, stream.virtualTime);
    stream.virtualTime += (double) bytes / stream.weight;
    message.taken += bytes;
    lower(message, bytes);
    boolean whole = message.taken == message.length;
    if (whole) {
      stream.removeHead();
      counters.messagesSent++;
    }
    begun = whole || interleaving ? null : message;
    if (stream.head == null) {
      deactivate(stream);
    } else {
      siftDown(stream.heapIndex);
    }
  }

  /** Throws away what was not taken of the message at its stream's head. */
  void drop(OutMessage message) {
    OutStream stream = message.stream;
    if (begun == message) {
      begun = null;
    }
    stream.removeHead();
    lower(message, message.length - message.taken);
    if (stream.head == null) {
      deactivate(stream);
    }
    if (message.pending == 0) {
      release(message);
    }
  }

  /** Gives back what a message cost: nothing of it is needed any more. */
  void release(OutMessage message) {
    held -= message.cost();
  }

  /** Throws away everything that waits on a stream. */
  void clear(OutStream stream) {
    while (stream.head != null) {
      drop(stream.head);
    }
  }

  /** Lets a stream send again after its reset. */
  void resume(OutStream stream) {
    stream.reset();
    if (stream.head != null) {
      activate(stream);
    }
  }

  private void lower(OutMessage message, int bytes) {
    if (!message.isCounted()) {
      return;
    }
    OutStream stream = message.stream;
    boolean wasAbove = stream.buffered > stream.lowThreshold;
    stream.buffered -= bytes;
    if (wasAbove && stream.buffered <= stream.lowThreshold) {
      events.add(new SctpEvent.BufferedAmountLow(stream.id));
    }
  }

  private void activate(OutStream stream) {
    stream.virtualTime = Math.max(stream.virtualTime, virtualTime);
    if (active == heap.length) {
      heap = Arrays.copyOf(heap, 2 * active);
    }
    place(stream, active++);
    siftUp(stream.heapIndex);
  }

  private void deactivate(OutStream stream) {
    int index = stream.heapIndex;
    stream.heapIndex = -1;
    OutStream last = heap[--active];
    heap[active] = null;
    if (last != stream) {
      place(last, index);
      siftUp(index);
      siftDown(last.heapIndex);
    }
  }

  private void siftUp(int from) {
    int index = from;
    while (index > 0 && comesBefore(heap[index], heap[(index - 1) / 2])) {
      index = swap(index, (index - 1) / 2);
    }
  }

  private void siftDown(int from) {
    int index = from;
    while (true) {
      int child = 2 * index + 1;
      if (child + 1 < active && comesBefore(heap[child + 1], heap[child])) {
        child++;
      }
      if (child >= active || !comesBefore(heap[child], heap[index])) {
        return;
      }
      index = swap(index, child);
    }
  }

  private int swap(int a, int b) {
    OutStream moved = heap[a];
    place(heap[b], a);
    place(moved, b);
    return b;
  }

  private void place(OutStream stream, int index) {
    heap[index] = stream;
    stream.heapIndex = index;
  }

  private static boolean comesBefore(OutStream a, OutStream b) {
    return a.virtualTime != b.virtualTime
        ? a.virtualTime < b.virtualTime
        : a.id.value() < b.id.value();
  }
}

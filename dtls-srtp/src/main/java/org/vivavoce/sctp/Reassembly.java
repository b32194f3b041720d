package org.vivavoce.sctp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Makes messages of fragments, and puts ordered ones in order (RFC 9260 sections 6.5, 6.6 and 6.9;
 * RFC 8260 section 2.2).
 *
 * <pre>
 *   fragment -> is a message waiting for it? -> append -> and what was stored behind it
 *            -> begins it a message?         -> begin one, the same
 *            -> store it
 *   message whole -> its turn, or unordered? -> an event, and what waited behind it
 *                 -> keep it until its turn
 * </pre>
 *
 * <p>A DATA fragment is waited for by its TSN, an I-DATA fragment by stream, MID and FSN; all else
 * is the same. Each fragment is looked up once, or not at all if it goes on with the same message
 * as the one before.
 */
final class Reassembly {
  private final boolean interleaving;
  private final int maxMessageSize;
  private final int pieceSize;
  private final long limit;
  private final Counters counters;
  private final ArrayDeque<SctpEvent> events;

  private final StreamTable<InStream> streams = new StreamTable<>();
  private final Lookup<Fragment> fragments;
  private final Lookup<Assembly> waiting;
  private final Lookup<Assembly> unsorted;

  /** The message that got the latest fragment and is not whole: not in {@link #waiting}. */
  private Assembly latest;

  private long messages;

  /** Bytes and costs of the fragments that are stored. */
  private long stored;

  /** Bytes and costs of the messages in the making. */
  private long assembling;

  /** Bytes and costs of the messages that are whole and wait for their turn. */
  private long queued;

  /** Bytes and costs of the messages that were handed up and not polled yet. */
  private long ready;

  Reassembly(
      SctpConfig config,
      boolean interleaving,
      long secret,
      Counters counters,
      ArrayDeque<SctpEvent> events) {
    this.interleaving = interleaving;
    this.maxMessageSize = config.maxMessageSize;
    this.pieceSize = config.pieceSize;
    this.limit = config.reassemblyBuffer;
    this.counters = counters;
    this.events = events;
    this.fragments = new Lookup<>(secret);
    this.waiting = new Lookup<>(secret);
    this.unsorted = new Lookup<>(secret);
  }

  /** What counts against the receive window. */
  long held() {
    return stored + queued + ready;
  }

  /** Whether something is held that the next TSN may let go of. */
  boolean isBlocked() {
    return stored + queued > 0;
  }

  /** Whether the other side has begun more messages than there is room for. */
  boolean isOverLimit() {
    return assembling > limit;
  }

  /** An event was polled. */
  void polled(SctpEvent event) {
    if (event instanceof SctpEvent.Message message) {
      ready -= message.length() + Assembly.COST;
    } else if (event instanceof SctpEvent.MessageTooLarge
        || event instanceof SctpEvent.MessageAborted) {
      ready -= Assembly.COST;
    }
  }

  /**
   * Takes a fragment.
   *
   * @param id SSN or MID
   * @param index TSN or FSN
   */
  void add(
      int tsn, int stream, int id, int index, int flags, int ppid, byte[] buf, int at, int length) {
    counters.bytesReceived += length;
    boolean begins = (flags & DataChunk.BEGIN) != 0;
    boolean ends = (flags & DataChunk.END) != 0;
    if (begins && ends) {
      addWhole(stream, id, flags, ppid, buf, at, length);
      return;
    }
    long group = group(stream, id, flags);
    if (begins) {
      Assembly assembly = begin(stream, id, flags, ppid, group, index, length);
      append(assembly, ends, buf, at, length);
      goOn(assembly);
      return;
    }
    Assembly assembly = awaited(group, index);
    if (assembly != null && fits(assembly, stream, id, flags)) {
      append(assembly, ends, buf, at, length);
      goOn(assembly);
      return;
    }
    if (assembly != null) {
      waiting.add(assembly);
    }
    byte[] copy = Arrays.copyOfRange(buf, at, at + length);
    fragments.add(new Fragment(group, index, tsn, stream, id, flags, ppid, copy));
    stored += length + Fragment.COST;
  }

  private long group(int stream, int id, int flags) {
    if (!interleaving) {
      return 0;
    }
    return (long) id << 32
        | (long) stream << 1
        | (flags & DataChunk.UNORDERED) / DataChunk.UNORDERED;
  }

  private InStream stream(int number) {
    InStream stream = streams.get(number);
    if (stream == null) {
      stream = new InStream(new StreamId(number));
      streams.put(number, stream);
    }
    return stream;
  }

  /** A message of one fragment: it needs no assembly if it is its turn. */
  private void addWhole(int number, int id, int flags, int ppid, byte[] buf, int at, int length) {
    InStream stream = stream(number);
    boolean ordered = (flags & DataChunk.UNORDERED) == 0;
    byte[] data = Arrays.copyOfRange(buf, at, at + length);
    if (length > maxMessageSize || ordered && id != stream.next) {
      Assembly assembly = new Assembly(stream, id, ordered, ppid, messages++, 0);
      assembly.tooLarge = length > maxMessageSize;
      assembly.data = assembly.tooLarge ? new byte[0] : data;
      assembly.length = assembly.data.length;
      assembly.total = length;
      assembling += assembly.length + Assembly.COST;
      finish(assembly);
      return;
    }
    emit(stream, ppid, ordered, data, length, true, true, messages++);
    if (ordered) {
      stream.next = following(id);
      deliverFollowing(stream);
    }
  }

  private Assembly begin(
      int number, int id, int flags, int ppid, long group, int index, int length) {
    InStream stream = stream(number);
    boolean roomToGuess = assembling < limit / 4;
    int capacity = Math.max(2 * length, roomToGuess ? stream.lastLength : 0);
    boolean ordered = (flags & DataChunk.UNORDERED) == 0;
    Assembly assembly = new Assembly(stream, id, ordered, ppid, messages++, capacity);
    assembly.group = group;
    assembly.index = index;
    assembling += capacity + Assembly.COST;
    if (latest != null) {
      waiting.add(latest);
      latest = null;
    }
    return assembly;
  }

  /** The message that waits for a fragment, taken out of where it was. */
  private Assembly awaited(long group, int index) {
    if (latest != null) {
      Assembly candidate = latest;
      latest = null;
      if (candidate.index == index && candidate.group == group) {
        return candidate;
      }
      waiting.add(candidate);
    }
    return waiting.remove(group, index);
  }

  private static boolean fits(Assembly assembly, int stream, int id, int flags) {
    return assembly.stream.id.value() == stream
        && assembly.id == id
        && assembly.ordered == ((flags & DataChunk.UNORDERED) == 0);
  }

  private void append(Assembly assembly, boolean ends, byte[] buf, int at, int length) {
    assembly.index++;
    assembly.whole = ends;
    if (assembly.tooLarge || assembly.total + length > maxMessageSize) {
      if (!assembly.tooLarge) {
        assembly.tooLarge = true;
        assembling -= assembly.data.length;
        assembly.take();
      }
      assembly.total += length;
      return;
    }
    assembling += assembly.append(buf, at, length);
  }

  /** Appends what was stored behind; then the message is whole, or waits again. */
  private void goOn(Assembly assembly) {
    while (!assembly.whole && stored > 0) {
      Fragment next = fragments.remove(assembly.group, assembly.index);
      if (next == null) {
        break;
      }
      if (!fits(assembly, next.stream, next.id, next.flags)) {
        fragments.add(next);
        break;
      }
      stored -= next.data.length + Fragment.COST;
      append(assembly, (next.flags & DataChunk.END) != 0, next.data, 0, next.data.length);
    }
    if (assembly.whole) {
      finish(assembly);
      return;
    }
    if (pieceSize > 0 && assembly.length >= pieceSize && isItsTurn(assembly)) {
      handUp(assembly);
    }
    latest = assembly;
  }

  private boolean isItsTurn(Assembly assembly) {
    return !assembly.ordered || assembly.id == assembly.stream.next;
  }

  private void finish(Assembly assembly) {
    assembly.whole = true;
    InStream stream = assembly.stream;
    if (!assembly.ordered) {
      handUp(assembly);
    } else if (assembly.id == stream.next) {
      handUp(assembly);
      stream.next = following(assembly.id);
      deliverFollowing(stream);
    } else {
      assembly.group = stream.id.value();
      assembly.index = assembly.id;
      assembling -= assembly.cost();
      queued += assembly.cost();
      unsorted.add(assembly);
    }
  }

  private void deliverFollowing(InStream stream) {
    if (unsorted.size() == 0) {
      return;
    }
    Assembly next = unsorted.remove(stream.id.value(), stream.next);
    while (next != null) {
      unqueue(next);
      handUp(next);
      stream.next = following(stream.next);
      next = unsorted.remove(stream.id.value(), stream.next);
    }
  }

  /** A message that waited for its turn is like any other now. */
  private void unqueue(Assembly assembly) {
    queued -= assembly.cost();
    assembling += assembly.cost();
  }

  private int following(int id) {
    return interleaving ? id + 1 : id + 1 & 0xFFFF;
  }

  /** Hands up what there is of a message. */
  private void handUp(Assembly assembly) {
    InStream stream = assembly.stream;
    if (assembly.tooLarge) {
      if (assembly.whole) {
        forget(assembly);
        ready += Assembly.COST;
        events.add(new SctpEvent.MessageTooLarge(stream.id, assembly.total));
      }
      return;
    }
    if (assembly.whole && !assembly.begun) {
      stream.lastLength = assembly.length;
    }
    int length = assembly.length;
    assembling -= assembly.data.length;
    byte[] data = assembly.take();
    boolean first = !assembly.begun;
    assembly.begun = true;
    if (assembly.whole) {
      assembling -= Assembly.COST;
    }
    emit(
        stream,
        assembly.ppid,
        assembly.ordered,
        data,
        length,
        first,
        assembly.whole,
        assembly.number);
  }

  private void emit(
      InStream stream,
      int ppid,
      boolean ordered,
      byte[] data,
      int length,
      boolean first,
      boolean last,
      long number) {
    ready += length + Assembly.COST;
    if (last) {
      counters.messagesReceived++;
    }
    events.add(
        new SctpEvent.Message(
            stream.id, Ppid.of(ppid), ordered, data, length, first, last, number));
  }

  private void forget(Assembly assembly) {
    assembling -= assembly.data.length + Assembly.COST;
    if (assembly.begun) {
      ready += Assembly.COST;
      events.add(new SctpEvent.MessageAborted(assembly.stream.id, assembly.number));
    }
  }

  private void park() {
    if (latest != null) {
      waiting.add(latest);
      latest = null;
    }
  }

  /**
   * Without interleaving: what waits for a TSN that will not come any more is thrown away (RFC 3758
   * section 3.6).
   */
  void forward(int cumulativeTsn) {
    park();
    fragments.removeIf(
        fragment -> {
          boolean gone = !Serial.after(fragment.tsn, cumulativeTsn);
          stored -= gone ? fragment.data.length + Fragment.COST : 0;
          return gone;
        });
    waiting.removeIf(
        assembly -> {
          boolean gone = !Serial.after(assembly.index, cumulativeTsn);
          if (gone) {
            forget(assembly);
          }
          return gone;
        });
  }

  /**
   * With interleaving: messages of streams, up to one of each, are thrown away if they are not
   * whole.
   *
   * @param last the MID for each {@linkplain #key stream and order}
   */
  void forward(Map<Integer, Integer> last) {
    park();
    fragments.removeIf(
        fragment -> {
          boolean gone =
              isPassed(last.get(key(fragment.stream, (fragment.group & 1) != 0)), fragment.id);
          stored -= gone ? fragment.data.length + Fragment.COST : 0;
          return gone;
        });
    waiting.removeIf(
        assembly -> {
          boolean gone =
              isPassed(last.get(key(assembly.stream.id.value(), !assembly.ordered)), assembly.id);
          if (gone) {
            forget(assembly);
          }
          return gone;
        });
  }

  static int key(int stream, boolean unordered) {
    return stream << 1 | (unordered ? 1 : 0);
  }

  /** How far a number is behind one that it is not after: less than half of all numbers. */
  private int behind(int last, int id) {
    return interleaving ? last - id : last - id & 0xFFFF;
  }

  private boolean isPassed(Integer last, int id) {
    return last != null && !isAfter(id, last);
  }

  /**
   * Ordered messages of streams, up to one of each, come no more: those that came are handed up.
   * What is stored is gone through once, however many streams there are.
   *
   * @param last the SSN or MID for each stream
   */
  void skip(Map<Integer, Integer> last) {
    last.entrySet().removeIf(it -> isAfter(stream(it.getKey()).next, it.getValue()));
    List<Assembly> whole = new ArrayList<>();
    unsorted.removeIf(
        assembly -> {
          boolean passed = isPassed(last.get(assembly.stream.id.value()), assembly.id);
          if (passed) {
            whole.add(assembly);
          }
          return passed;
        });
    // By how far they are behind the last: unlike their numbers, that has an order across streams.
    whole.sort(Comparator.comparingInt(it -> -behind(last.get(it.stream.id.value()), it.id)));
    for (Assembly next : whole) {
      unqueue(next);
      handUp(next);
    }
    last.forEach(
        (number, id) -> {
          InStream stream = stream(number);
          stream.next = following(id);
          deliverFollowing(stream);
        });
  }

  private boolean isAfter(int a, int b) {
    return interleaving ? Serial.after(a, b) : Serial.before16(b, a);
  }

  /**
   * Begins streams anew; what was left of them is thrown away (RFC 6525 section 5.2.2). What is
   * stored is gone through once, however many streams there are.
   */
  void reset(BitSet numbers) {
    park();
    numbers.stream()
        .mapToObj(streams::get)
        .filter(Objects::nonNull)
        .forEach(
            stream -> {
              stream.next = 0;
              stream.lastLength = 0;
            });
    fragments.removeIf(
        fragment -> {
          boolean gone = numbers.get(fragment.stream);
          stored -= gone ? fragment.data.length + Fragment.COST : 0;
          return gone;
        });
    waiting.removeIf(
        assembly -> {
          boolean gone = numbers.get(assembly.stream.id.value());
          if (gone) {
            forget(assembly);
          }
          return gone;
        });
    unsorted.removeIf(
        assembly -> {
          boolean gone = numbers.get(assembly.stream.id.value());
          queued -= gone ? assembly.cost() : 0;
          return gone;
        });
  }

  /** The streams that something has come on. */
  StreamTable<InStream> streams() {
    return streams;
  }
}

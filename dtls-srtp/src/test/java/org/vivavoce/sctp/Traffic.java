package org.vivavoce.sctp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Messages from one side to the other on several streams, each with a number and a checksum, and
 * what the receiver must hold about them: none is changed, none comes twice, ordered ones come in
 * order, and reliable ones come.
 */
final class Traffic {
  private static final int HEADER = 16;

  /** How the messages of a stream are sent. */
  record Kind(StreamId stream, SendOptions options) {}

  private final Random random;
  private final Side from;
  private final List<Kind> kinds;
  private final int count;
  private final int maxLength;
  private final Map<StreamId, Integer> highest = new HashMap<>();
  private final Map<StreamId, boolean[]> seen = new HashMap<>();
  private final Map<StreamId, Integer> sentOn = new HashMap<>();
  private final Map<StreamId, Integer> receivedOn = new HashMap<>();
  private final Map<Long, ByteBuffer> pieces = new HashMap<>();
  private int sent;
  private byte[] next;
  private int nextKind;
  int refused;

  Traffic(Side from, Side to, List<Kind> kinds, int count, int maxLength, long seed) {
    this.from = from;
    this.kinds = kinds;
    this.count = count;
    this.maxLength = maxLength;
    this.random = new Random(seed);
    for (Kind kind : kinds) {
      highest.put(kind.stream(), -1);
      seen.put(kind.stream(), new boolean[count]);
      sentOn.put(kind.stream(), 0);
      receivedOn.put(kind.stream(), 0);
    }
    to.listener(this::onEvent);
  }

  static List<Kind> reliable(int ordered, int unordered) {
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < ordered + unordered; i++) {
      kinds.add(
          new Kind(
              new StreamId(i * 7), i < ordered ? SendOptions.RELIABLE : SendOptions.UNORDERED));
    }
    return kinds;
  }

  /** Sends as much as is taken. */
  void send(long now) {
    while (sent < count) {
      if (next == null) {
        nextKind = random.nextInt(kinds.size());
        next = message(sentOn.get(kinds.get(nextKind).stream()));
      }
      Kind kind = kinds.get(nextKind);
      SendResult result =
          from.association.send(
              kind.stream(), Ppid.BINARY, next, 0, next.length, kind.options(), now);
      if (result == SendResult.BUFFER_FULL) {
        refused++;
        return;
      }
      if (result != SendResult.QUEUED) {
        throw new AssertionError(result);
      }
      sentOn.merge(kind.stream(), 1, Integer::sum);
      sent++;
      next = null;
    }
  }

  private byte[] message(int number) {
    int length =
        HEADER + (random.nextInt(4) == 0 ? random.nextInt(maxLength) : random.nextInt(200));
    byte[] message = new byte[length];
    random.nextBytes(message);
    ByteBuffer.wrap(message).putInt(number).putInt(length).putLong(0);
    CRC32 crc = new CRC32();
    crc.update(message);
    ByteBuffer.wrap(message).putLong(8, crc.getValue());
    return message;
  }

  private void onEvent(SctpEvent event) {
    if (event instanceof SctpEvent.Message part) {
      byte[] data = java.util.Arrays.copyOf(part.data(), part.length());
      if (!part.first() || !part.last()) {
        ByteBuffer whole =
            pieces.computeIfAbsent(part.message(), n -> ByteBuffer.allocate(1 << 21));
        whole.put(data);
        if (!part.last()) {
          return;
        }
        data = java.util.Arrays.copyOf(whole.array(), whole.position());
        pieces.remove(part.message());
      }
      onMessage(part.stream(), part.ordered(), data);
    }
  }

  private void onMessage(StreamId stream, boolean ordered, byte[] data) {
    ByteBuffer in = ByteBuffer.wrap(data);
    final int number = in.getInt();
    final int length = in.getInt();
    final long checksum = in.getLong();
    in.putLong(8, 0);
    CRC32 crc = new CRC32();
    crc.update(data);
    check(length == data.length && checksum == crc.getValue(), "changed", stream, number);
    check(!seen.get(stream)[number], "repeated", stream, number);
    check(!ordered || number > highest.get(stream), "out of order", stream, number);
    seen.get(stream)[number] = true;
    highest.put(stream, Math.max(number, highest.get(stream)));
    receivedOn.merge(stream, 1, Integer::sum);
  }

  private static void check(boolean good, String wrong, StreamId stream, int number) {
    if (!good) {
      throw new AssertionError(wrong + ": message " + number + " on stream " + stream);
    }
  }

  boolean isAllSent() {
    return sent == count;
  }

  /** Whether all messages have come. */
  boolean isAllReceived() {
    return isAllSent() && received() == count;
  }

  int received() {
    return receivedOn.values().stream().mapToInt(Integer::intValue).sum();
  }

  int sentOn(StreamId stream) {
    return sentOn.get(stream);
  }

  int receivedOn(StreamId stream) {
    return receivedOn.get(stream);
  }

  @Override
  public String toString() {
    return "sent " + sentOn + ", received " + receivedOn + " of " + count;
  }
}

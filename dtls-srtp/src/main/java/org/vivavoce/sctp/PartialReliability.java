package org.vivavoce.sctp;

import java.util.Arrays;

/**
 * Gives messages up when their limits are reached, and tells the other side to pass over their TSNs
 * (RFC 3758 section 3.5, RFC 7496 section 3, RFC 8260 section 2.3).
 */
final class PartialReliability {
  private final InFlight inFlight;
  private final SendQueue queue;
  private final Counters counters;
  private final boolean enabled;
  private final boolean interleaving;

  /** Up to here the other side may go: Advanced.Peer.Ack.Point. */
  private int advanced;

  private boolean due;

  /** Streams and numbers of the chunk that is being written; the streams have the U bit on top. */
  private int[] streams = new int[8];

  private int[] ids = new int[8];

  PartialReliability(InFlight inFlight, SendQueue queue, Counters counters, Features features) {
    this.inFlight = inFlight;
    this.queue = queue;
    this.counters = counters;
    this.enabled = features.forwardTsn();
    this.interleaving = features.interleaving();
    this.advanced = inFlight.first() - 1;
  }

  /** Whether a message whose fragment is to be sent again has reached its limit. */
  boolean isOver(OutMessage message, int tsn, long now) {
    return enabled && (message.isExpired(now) || inFlight.sends(tsn) > message.maxRetransmits);
  }

  /** Whether a message of which no byte, or not every byte, was taken has reached its limit. */
  boolean isOver(OutMessage message, long now) {
    return message.isExpired(now) && (enabled || message.taken == 0);
  }

  void abandon(OutMessage message) {
    message.abandoned = true;
    counters.messagesAbandoned++;
    if (message.taken > 0) {
      int from = Serial.later(message.firstTsn, inFlight.first());
      for (int tsn = from; !Serial.after(tsn, message.lastTsn); tsn++) {
        if (inFlight.message(tsn) == message
            && !inFlight.isAcked(tsn)
            && !inFlight.isAbandoned(tsn)) {
          inFlight.abandon(tsn);
        }
      }
    }
    if (message.taken < message.length) {
      if (message.taken > 0) {
        abandonRest(message);
      }
      queue.drop(message);
    }
    advance();
  }

  /**
   * Gives what was not sent of a message a TSN that is never sent: what was sent may arrive after
   * all, and then FORWARD-TSN must still lead beyond it, or the other side waits for the rest.
   */
  private void abandonRest(OutMessage message) {
    int tsn = inFlight.add(message, message.taken, 0, message.nextFsn, 0);
    message.lastTsn = tsn;
    message.pending++;
    inFlight.abandon(tsn);
  }

  /** An acknowledgement has moved the cumulative TSN, or not: the other side may lag behind. */
  void onAck() {
    advance();
  }

  /** Nothing was heard for long: says it again. */
  void onTimeout() {
    advance();
  }

  boolean isDue() {
    return due;
  }

  private void advance() {
    advanced = Serial.later(advanced, inFlight.first() - 1);
    while (advanced + 1 != inFlight.next() && inFlight.isAbandoned(advanced + 1)) {
      advanced++;
    }
    due = Serial.after(advanced, inFlight.first() - 1);
  }

  /** Writes FORWARD-TSN or I-FORWARD-TSN, as far as there is room for the streams it names. */
  void write(PacketWriter packet) {
    int entry = interleaving ? IForwardTsnChunk.ENTRY : ForwardTsnChunk.ENTRY;
    int max = (packet.room() - ForwardTsnChunk.HEADER) / entry;
    if (max < 1) {
      return;
    }
    due = false;
    int count = 0;
    int to = inFlight.first() - 1;
    while (to != advanced) {
      OutMessage message = inFlight.message(to + 1);
      if (message.ordered || interleaving) {
        int index = indexOf(message, count);
        if (index == count) {
          if (count == max) {
            break;
          }
          count = append(message, count);
        } else {
          ids[index] = message.id;
        }
      }
      to++;
    }
    if (interleaving) {
      IForwardTsnChunk.writeHeader(packet.buf, packet.at, to, count);
      for (int i = 0; i < count; i++) {
        boolean unordered = streams[i] > 0xFFFF;
        IForwardTsnChunk.writeEntry(
            packet.buf, packet.at, i, streams[i] & 0xFFFF, unordered, ids[i]);
      }
      packet.advance(IForwardTsnChunk.HEADER + count * IForwardTsnChunk.ENTRY);
    } else {
      ForwardTsnChunk.writeHeader(packet.buf, packet.at, to, count);
      for (int i = 0; i < count; i++) {
        ForwardTsnChunk.writeEntry(packet.buf, packet.at, i, streams[i], ids[i]);
      }
      packet.advance(ForwardTsnChunk.HEADER + count * ForwardTsnChunk.ENTRY);
    }
  }

  private int indexOf(OutMessage message, int count) {
    int key = key(message);
    for (int i = 0; i < count; i++) {
      if (streams[i] == key) {
        return i;
      }
    }
    return count;
  }

  private int append(OutMessage message, int count) {
    if (count == streams.length) {
      streams = Arrays.copyOf(streams, 2 * count);
      ids = Arrays.copyOf(ids, 2 * count);
    }
    streams[count] = key(message);
    ids[count] = message.id;
    return count + 1;
  }

  private static int key(OutMessage message) {
    return message.stream.id.value() | (message.ordered ? 0 : 1 << 16);
  }
}

package org.vivavoce.sctp;

/**
 * Puts messages into packets: what was lost first, then what waits, as far as the congestion window
 * and the other side's window reach (RFC 9260 sections 6.1 and 7.2).
 */
final class Transmission {
  /** A message is not torn for less room than this at the end of a packet. */
  private static final int MIN_FRAGMENT = 256;

  final SendQueue queue;
  final RttEstimator rtt;
  final CongestionControl congestion;

  private final Counters counters;
  private final InFlight inFlight;
  private final PartialReliability partial;
  private final LossRecovery recovery;
  private final boolean interleaving;
  private final int header;
  private final int maxBurst;
  private int packetSize;

  /**
   * Bytes that may still go out before the next acknowledgement, against bursts (section 6.1 D).
   */
  private long burst;

  /** Whether the congestion window, and nothing else, stopped us. */
  private boolean limited;

  Transmission(
      SctpConfig config,
      SendQueue queue,
      Counters counters,
      Features features,
      int initialTsn,
      long peerWindow) {
    this.queue = queue;
    this.counters = counters;
    this.packetSize = config.packetSize;
    this.interleaving = features.interleaving();
    this.header = interleaving ? IDataChunk.HEADER : DataChunk.HEADER;
    this.maxBurst = config.maxBurstPackets;
    this.inFlight = new InFlight(initialTsn, header);
    this.rtt = new RttEstimator(config);
    this.congestion = new CongestionControl(config);
    this.partial = new PartialReliability(inFlight, queue, counters, features);
    this.recovery =
        new LossRecovery(inFlight, queue, partial, congestion, rtt, counters, peerWindow);
    this.burst = congestion.window();
    queue.interleave(interleaving);
  }

  /** The TSN before the next one. */
  int lastTsn() {
    return inFlight.next() - 1;
  }

  /** Whether all that was handed over has been acknowledged or given up. */
  boolean isDone() {
    return queue.isEmpty() && inFlight.isEmpty();
  }

  long bytesInFlight() {
    return inFlight.bytes();
  }

  long peerWindow() {
    return recovery.peerWindow();
  }

  /** Whether something may go out now, as far as the congestion window says. */
  boolean maySend() {
    return partial.isDue() || mayGrow() && (inFlight.hasLost() || !queue.isEmpty());
  }

  void packetSize(int bytes) {
    packetSize = bytes;
    congestion.packetSize(bytes);
  }

  /** How often T3-rtx has expired since something was acknowledged. */
  int timeoutsInARow() {
    return recovery.timeoutsInARow();
  }

  /**
   * The size of a packet that the next chunk to be sent again needs, if that is above the usual: it
   * was sent when packets were larger. Otherwise 0.
   */
  int oversize() {
    if (!inFlight.hasLost()) {
      return 0;
    }
    int needed = CommonHeader.LENGTH + Bytes.padded(header + inFlight.length(inFlight.firstLost()));
    return needed > packetSize ? needed : 0;
  }

  long deadline() {
    return recovery.deadline();
  }

  /** Says whether T3-rtx expired. */
  boolean onTimeout(long now) {
    burst = Math.max(burst, packetSize);
    return recovery.onTimeout(now);
  }

  /** Takes a SACK; says whether it was acceptable. */
  boolean onSack(byte[] buf, int at, int length, long now) {
    long acked = recovery.onSack(buf, at, length, limited, now);
    if (acked < 0) {
      return false;
    }
    burst = (long) maxBurst * packetSize + 2 * acked;
    return true;
  }

  void onCumulativeTsn(int cumulative, long now) {
    recovery.onCumulativeTsn(cumulative, now);
    burst = (long) maxBurst * packetSize;
  }

  /** Fills a packet with FORWARD-TSN and DATA. */
  void write(PacketWriter packet, long now) {
    if (partial.isDue()) {
      partial.write(packet);
      recovery.onSent(now);
    }
    boolean immediately = inFlight.hasLost() && recovery.takeImmediateRetransmit();
    boolean full = false;
    while (inFlight.hasLost() && !full) {
      full = !resend(packet, immediately, now);
    }
    if (!full && packet.size() <= packetSize) {
      writeNew(packet, now);
    }
  }

  /** Sends the first lost chunk again, or gives it up; says whether there was room for it. */
  private boolean resend(PacketWriter packet, boolean immediately, long now) {
    int tsn = inFlight.firstLost();
    OutMessage message = inFlight.message(tsn);
    if (partial.isOver(message, tsn, now)) {
      partial.abandon(message);
      return true;
    }
    int length = inFlight.length(tsn);
    if (header + length > packet.room()) {
      return false;
    }
    if (!immediately && !mayGrow()) {
      limited = isWindowFull();
      return false;
    }
    boolean begins = inFlight.offset(tsn) == 0;
    boolean ends = inFlight.offset(tsn) + length == message.length;
    int flags = flags(message, begins, ends) | DataChunk.IMMEDIATE;
    put(packet, message, tsn, flags, inFlight.offset(tsn), length, inFlight.fsn(tsn));
    inFlight.resend(tsn, now);
    counters.chunksRetransmitted++;
    sent(header + length, now);
    return true;
  }

  private void writeNew(PacketWriter packet, long now) {
    boolean probe = recovery.takeProbe();
    OutMessage message = next(now);
    limited = false;
    while (message != null && !inFlight.isFull()) {
      if (!probe && !mayGrow()) {
        limited = isWindowFull();
        return;
      }
      int length = fragmentLength(message, packet);
      if (length == 0) {
        return;
      }
      boolean fits = header + length <= recovery.peerWindow();
      if (!fits && !(inFlight.isEmpty() && packet.room() > 0)) {
        return;
      }
      if (inFlight.isEmpty()) {
        congestion.onSend(now, true, rtt.rto());
      }
      takeAndPut(packet, message, length, now);
      message = next(now);
      if (!fits) {
        return;
      }
    }
  }

  private boolean mayGrow() {
    return inFlight.bytes() == 0 || burst > 0 && !isWindowFull();
  }

  private boolean isWindowFull() {
    return inFlight.bytes() >= congestion.window();
  }

  /** The message whose turn it is, after those that expired were dropped. */
  private OutMessage next(long now) {
    OutMessage message = queue.peek();
    while (message != null && partial.isOver(message, now)) {
      partial.abandon(message);
      message = queue.peek();
    }
    return message;
  }

  /** How much of a message goes into the packet, or 0 if it begins better in the next one. */
  private int fragmentLength(OutMessage message, PacketWriter packet) {
    int left = message.length - message.taken;
    int room = packet.room() - header;
    if (left <= room) {
      return left;
    }
    int most = packetSize - CommonHeader.LENGTH - header;
    boolean tear = room >= most || left > most && room >= MIN_FRAGMENT;
    return tear ? room : 0;
  }

  private void takeAndPut(PacketWriter packet, OutMessage message, int length, long now) {
    int offset = message.taken;
    int fsn = message.nextFsn++;
    int tsn = inFlight.add(message, offset, length, fsn, now);
    if (offset == 0) {
      message.id = message.stream.nextId(message.ordered, interleaving);
      message.firstTsn = tsn;
    }
    message.lastTsn = tsn;
    message.pending++;
    queue.taken(message, length);
    int flags = flags(message, offset == 0, message.taken == message.length);
    if (queue.isEmpty() || congestion.window() < 2L * packetSize) {
      // Nothing follows that would make the other side answer sooner.
      flags |= DataChunk.IMMEDIATE;
    }
    put(packet, message, tsn, flags, offset, length, fsn);
    sent(header + length, now);
  }

  private void put(
      PacketWriter packet,
      OutMessage message,
      int tsn,
      int flags,
      int offset,
      int length,
      int fsn) {
    byte[] buf = packet.buf;
    int at = packet.at;
    int stream = message.stream.id.value();
    if (interleaving) {
      int ppidOrFsn = fsn == 0 ? message.ppid : fsn;
      IDataChunk.writeHeader(buf, at, flags, tsn, stream, message.id, ppidOrFsn, length);
    } else {
      DataChunk.writeHeader(buf, at, flags, tsn, stream, message.id, message.ppid, length);
    }
    System.arraycopy(message.data, message.offset + offset, buf, at + header, length);
    packet.advance(header + length);
    counters.bytesSent += length;
  }

  private void sent(int bytes, long now) {
    burst -= bytes;
    congestion.onSend(now, false, 0);
    recovery.onSent(now);
  }

  private static int flags(OutMessage message, boolean begins, boolean ends) {
    return (message.ordered ? 0 : DataChunk.UNORDERED)
        | (begins ? DataChunk.BEGIN : 0)
        | (ends ? DataChunk.END : 0);
  }
}

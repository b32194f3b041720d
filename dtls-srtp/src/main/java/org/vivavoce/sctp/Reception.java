package org.vivavoce.sctp;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes DATA and I-DATA, FORWARD-TSN and I-FORWARD-TSN, and acknowledges them (RFC 9260 section
 * 6.2).
 *
 * <p>Every second packet is acknowledged, or at once if something is missing, came twice, finds no
 * room, or asks for it (RFC 7053); otherwise when the delay is over.
 */
final class Reception {
  private static final int MAX_DUPLICATES = 16;
  private static final int PACKETS_PER_SACK = 2;

  /** The window is advertised as closed below this: no silly windows (RFC 9260 section 6.2). */
  private static final int MIN_WINDOW = 1500;

  private final Counters counters;
  private final TsnWindow window;
  private final Reassembly reassembly;
  private final boolean interleaving;
  private final int inboundStreams;
  private final int receiveBuffer;
  private final long sackDelay;

  private final int[] duplicates = new int[MAX_DUPLICATES];
  private int duplicateCount;
  private int unacknowledged;
  private boolean sackNow;
  private boolean packetHasData;
  private long sackAt = Deadline.NONE;
  private int advertised;

  /** Streams that are reset once the cumulative TSN has come so far, or null. */
  private OutgoingResetRequest pendingReset;

  /** Which those are; none means all. */
  private final BitSet pendingStreams = new BitSet();

  private int badStream = -1;
  private int emptyTsn;
  private boolean isEmptyData;

  Reception(
      SctpConfig config,
      Features features,
      int initialTsn,
      int inboundStreams,
      long secret,
      Counters counters,
      ArrayDeque<SctpEvent> events) {
    this.counters = counters;
    this.interleaving = features.interleaving();
    this.inboundStreams = inboundStreams;
    this.receiveBuffer = config.receiveBuffer;
    this.sackDelay = config.sackDelay;
    this.window = new TsnWindow(initialTsn);
    this.reassembly = new Reassembly(config, interleaving, secret, counters, events);
    this.advertised = receiveBuffer;
  }

  int cumulativeTsn() {
    return window.cumulative();
  }

  Reassembly reassembly() {
    return reassembly;
  }

  /** The stream of a chunk since the last call that is none, or -1. */
  int takeBadStream() {
    int bad = badStream;
    badStream = -1;
    return bad;
  }

  /** Whether there was a chunk without data, which the RFC answers by ABORT; its TSN follows. */
  boolean hasEmptyData() {
    return isEmptyData;
  }

  int emptyTsn() {
    return emptyTsn;
  }

  long deadline() {
    return sackAt;
  }

  void onTimeout(long now) {
    if (Deadline.isOver(sackAt, now)) {
      sackNow = true;
      sackAt = Deadline.NONE;
    }
  }

  /** Whether an acknowledgement is to be sent now, or may go along with something else. */
  boolean isSackDue() {
    return sackNow;
  }

  boolean maySack() {
    return sackNow || unacknowledged > 0;
  }

  void requestSack() {
    sackNow = true;
  }

  void delay(OutgoingResetRequest request) {
    pendingReset = request;
    pendingStreams.clear();
    if (request != null) {
      Arrays.stream(request.streams()).forEach(pendingStreams::set);
    }
  }

  /** Takes a DATA or I-DATA chunk of a length that was checked against the packet's. */
  void onData(byte[] buf, int at, int length) {
    boolean isInterleaved = Chunk.type(buf, at) == Chunk.I_DATA;
    int header = isInterleaved ? IDataChunk.HEADER : DataChunk.HEADER;
    if (isInterleaved != interleaving || length < header) {
      counters.drop(isInterleaved == interleaving ? SctpDrop.MALFORMED : SctpDrop.UNEXPECTED);
      return;
    }
    int tsn = DataChunk.tsn(buf, at);
    if (length == header) {
      isEmptyData = true;
      emptyTsn = tsn;
      return;
    }
    packetHasData = true;
    int flags = Chunk.flags(buf, at);
    sackNow |= (flags & DataChunk.IMMEDIATE) != 0;
    if (window.isSeen(tsn)) {
      counters.drop(SctpDrop.DUPLICATE);
      if (duplicateCount < MAX_DUPLICATES) {
        duplicates[duplicateCount++] = tsn;
      }
      sackNow = true;
      return;
    }
    int stream = DataChunk.stream(buf, at);
    if (stream >= inboundStreams) {
      // Acknowledged and not delivered (RFC 9260 section 6.5).
      counters.drop(SctpDrop.BAD_STREAM);
      badStream = stream;
      if (!window.isTooFar(tsn)) {
        window.add(tsn);
      }
      return;
    }
    if (isHeldBack(stream, tsn)) {
      counters.drop(SctpDrop.BAD_STREAM);
      sackNow = true;
      return;
    }
    if (window.isTooFar(tsn) || !hasRoom(tsn, length)) {
      counters.drop(SctpDrop.NO_ROOM);
      sackNow = true;
      return;
    }
    boolean hadGaps = window.hasGaps();
    window.add(tsn);
    sackNow |= hadGaps || window.hasGaps();
    boolean begins = (flags & DataChunk.BEGIN) != 0;
    int dataAt = at + header;
    int dataLength = length - header;
    if (interleaving) {
      int ppidOrFsn = IDataChunk.ppidOrFsn(buf, at);
      int fsn = begins ? 0 : ppidOrFsn;
      int ppid = begins ? ppidOrFsn : 0;
      int mid = IDataChunk.mid(buf, at);
      reassembly.add(tsn, stream, mid, fsn, flags, ppid, buf, dataAt, dataLength);
    } else {
      int ssn = (flags & DataChunk.UNORDERED) != 0 ? 0 : DataChunk.ssn(buf, at);
      int ppid = DataChunk.ppid(buf, at);
      reassembly.add(tsn, stream, ssn, tsn, flags, ppid, buf, dataAt, dataLength);
    }
  }

  /** Data of after a reset comes while what was sent before it is still missing. */
  private boolean isHeldBack(int stream, int tsn) {
    return pendingReset != null
        && Serial.after(tsn, pendingReset.lastTsn())
        && (pendingStreams.isEmpty() || pendingStreams.get(stream));
  }

  /**
   * A chunk that fills a gap is taken even if there is no room: it lets go of what is behind it.
   */
  private boolean hasRoom(int tsn, int length) {
    return reassembly.held() + length <= receiveBuffer
        || tsn == window.cumulative() + 1 && reassembly.isBlocked();
  }

  void onForwardTsn(byte[] buf, int at, int length) {
    if (interleaving || !ForwardTsnChunk.isWhole(length)) {
      counters.drop(interleaving ? SctpDrop.UNEXPECTED : SctpDrop.MALFORMED);
      return;
    }
    if (!forward(ForwardTsnChunk.newCumulativeTsn(buf, at))) {
      return;
    }
    Map<Integer, Integer> skipped = new HashMap<>();
    for (int i = 0; i < ForwardTsnChunk.entries(length); i++) {
      int stream = ForwardTsnChunk.stream(buf, at, i);
      if (stream < inboundStreams) {
        skipped.put(stream, ForwardTsnChunk.ssn(buf, at, i));
      }
    }
    reassembly.skip(skipped);
    reassembly.forward(window.cumulative());
  }

  void onIForwardTsn(byte[] buf, int at, int length) {
    if (!interleaving || !IForwardTsnChunk.isWhole(length)) {
      counters.drop(interleaving ? SctpDrop.MALFORMED : SctpDrop.UNEXPECTED);
      return;
    }
    if (!forward(ForwardTsnChunk.newCumulativeTsn(buf, at))) {
      return;
    }
    Map<Integer, Integer> passed = new HashMap<>();
    Map<Integer, Integer> skipped = new HashMap<>();
    for (int i = 0; i < IForwardTsnChunk.entries(length); i++) {
      int stream = IForwardTsnChunk.stream(buf, at, i);
      boolean unordered = IForwardTsnChunk.unordered(buf, at, i);
      int mid = IForwardTsnChunk.mid(buf, at, i);
      if (stream < inboundStreams) {
        passed.put(Reassembly.key(stream, unordered), mid);
        if (!unordered) {
          skipped.put(stream, mid);
        }
      }
    }
    reassembly.forward(passed);
    reassembly.skip(skipped);
  }

  private boolean forward(int to) {
    packetHasData = true;
    sackNow = true;
    if (!Serial.after(to, window.cumulative())) {
      counters.drop(SctpDrop.DUPLICATE);
      return false;
    }
    window.forward(to);
    return true;
  }

  /** The packet is read to its end. */
  void endPacket(long now) {
    if (!packetHasData) {
      return;
    }
    packetHasData = false;
    unacknowledged++;
    if (unacknowledged >= PACKETS_PER_SACK) {
      sackNow = true;
    }
    if (!sackNow && sackAt == Deadline.NONE) {
      sackAt = Deadline.after(now, sackDelay);
    }
  }

  /** An event was polled: says that there is room again, when it is much more than was told. */
  void polled(SctpEvent event) {
    reassembly.polled(event);
    int open = openWindow();
    if (advertised < receiveBuffer / 2 && open - advertised >= receiveBuffer / 4) {
      sackNow = true;
    }
  }

  private int openWindow() {
    int open = (int) Math.max(0, receiveBuffer - reassembly.held());
    return open < MIN_WINDOW ? 0 : open;
  }

  /** Writes a SACK if there is room for one. */
  void writeSack(PacketWriter packet) {
    int room = packet.room() - SackChunk.HEADER;
    if (room < 0) {
      return;
    }
    int at = packet.at;
    int gaps = 0;
    if (window.hasGaps()) {
      int max = Math.min(room / SackChunk.BLOCK, 0xFFFF);
      int missing = window.cumulative();
      while (gaps < max && missing != window.highest() + 1) {
        int start = window.nextSeen(missing);
        missing = window.nextMissing(start);
        int base = window.cumulative();
        SackChunk.writeGap(packet.buf, at, gaps++, start - base, missing - 1 - base);
      }
    }
    int from = at + SackChunk.HEADER + gaps * SackChunk.BLOCK;
    int told = Math.min(duplicateCount, (room - gaps * SackChunk.BLOCK) / SackChunk.DUPLICATE);
    for (int i = 0; i < told; i++) {
      Bytes.put32(packet.buf, from + i * SackChunk.DUPLICATE, duplicates[i]);
    }
    advertised = openWindow();
    SackChunk.writeHeader(packet.buf, at, window.cumulative(), advertised, gaps, told);
    packet.advance(SackChunk.HEADER + gaps * SackChunk.BLOCK + told * SackChunk.DUPLICATE);
    duplicateCount = 0;
    unacknowledged = 0;
    sackNow = false;
    sackAt = Deadline.NONE;
  }
}

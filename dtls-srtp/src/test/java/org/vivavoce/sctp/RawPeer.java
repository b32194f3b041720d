package org.vivavoce.sctp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * The other side of an association, made by hand: sends what nobody should, and reads the answers.
 */
final class RawPeer {
  static final int TAG = 0x0A0B0C0D;
  static final int TSN = 1000;
  static final int PORT = 5000;

  final Association association;
  final List<SctpEvent> events = new ArrayList<>();
  long now = 1_000_000_000L;

  /** The association's tag and first TSN, as its INIT ACK says. */
  int tag;

  int tsn;
  byte[] cookie;

  private final CommonHeader header = new CommonHeader();
  private final byte[] buffer = new byte[1 << 16];

  RawPeer(SctpConfig config) {
    association = Association.create(config.withPorts(PORT, PORT), new Random(8261));
  }

  /** A peer that is connected, without interleaving unless the features say so. */
  static RawPeer connected(SctpConfig config, Features features) {
    RawPeer peer = new RawPeer(config);
    peer.init(features);
    peer.send(peer.tag, Chunk.of(Chunk.COOKIE_ECHO, 0, peer.cookie));
    List<byte[]> answers = peer.chunks();
    if (Chunk.type(answers.get(0), 0) != Chunk.COOKIE_ACK) {
      throw new AssertionError("no COOKIE ACK: " + hex(answers.get(0)));
    }
    return peer;
  }

  static RawPeer connected() {
    return connected(SctpConfig.defaults(), new Features(true, true, false, false));
  }

  static InitChunk initChunk(Features features) {
    return new InitChunk(Chunk.INIT, TAG, 1 << 20, 65_535, 65_535, TSN, features.toParameters());
  }

  /** Sends INIT, and keeps what INIT ACK says. */
  void init(Features features) {
    send(0, initChunk(features).toBytes());
    byte[] answer = chunks().get(0);
    InitChunk ack = InitChunk.parse(answer, 0, Chunk.length(answer, 0));
    tag = ack.tag();
    tsn = ack.initialTsn();
    cookie = ack.value(Parameter.STATE_COOKIE);
  }

  /** Sends a packet. */
  void send(int packetTag, byte[]... chunks) {
    byte[] packet = packet(packetTag, chunks);
    association.receive(packet, 0, packet.length, now);
    poll();
  }

  byte[] packet(int packetTag, byte[]... chunks) {
    PacketWriter writer = new PacketWriter();
    byte[] packet = new byte[1 << 16];
    writer.begin(packet, 0, packet.length);
    for (byte[] chunk : chunks) {
      writer.put(Arrays.copyOf(chunk, Bytes.padded(chunk.length)));
    }
    CommonHeader.write(packet, 0, PORT, PORT, packetTag);
    header.seal(packet, 0, writer.length());
    return Arrays.copyOf(packet, writer.length());
  }

  void poll() {
    for (SctpEvent event = association.pollEvent(); event != null; ) {
      events.add(event);
      event = association.pollEvent();
    }
  }

  /** The chunks of all packets that the association has to send now. */
  List<byte[]> chunks() {
    List<byte[]> chunks = new ArrayList<>();
    int length = association.nextPacket(buffer, 0, now);
    while (length > 0) {
      int at = CommonHeader.LENGTH;
      while (at < length) {
        int chunkLength = Chunk.checkedLength(buffer, at, length);
        chunks.add(Arrays.copyOfRange(buffer, at, at + chunkLength));
        at += Bytes.padded(chunkLength);
      }
      length = association.nextPacket(buffer, 0, now);
    }
    return chunks;
  }

  /** The types of the chunks that the association has to send now. */
  List<Integer> types() {
    return chunks().stream().map(chunk -> Chunk.type(chunk, 0)).toList();
  }

  /** Lets time pass, deadline by deadline. */
  void pass(long nanos) {
    long end = now + nanos;
    while (association.nextDeadline() <= end) {
      now = Math.max(now, association.nextDeadline());
      association.onTimeout(now);
      poll();
      if (association.nextDeadline() <= now) {
        throw new AssertionError("a deadline that stays");
      }
    }
    now = end;
  }

  static byte[] data(int tsn, int stream, int ssn, int flags, int length) {
    byte[] chunk = new byte[DataChunk.HEADER + length];
    DataChunk.writeHeader(chunk, 0, flags, tsn, stream, ssn, Ppid.BINARY.value(), length);
    Arrays.fill(chunk, DataChunk.HEADER, chunk.length, (byte) tsn);
    return chunk;
  }

  static byte[] whole(int tsn, int stream, int ssn, int length) {
    return data(tsn, stream, ssn, DataChunk.BEGIN | DataChunk.END, length);
  }

  static byte[] sack(int cumulative, long window, int... gaps) {
    byte[] chunk = new byte[SackChunk.HEADER + gaps.length * 2];
    SackChunk.writeHeader(chunk, 0, cumulative, (int) window, gaps.length / 2, 0);
    for (int i = 0; i < gaps.length / 2; i++) {
      SackChunk.writeGap(chunk, 0, i, gaps[2 * i], gaps[2 * i + 1]);
    }
    return chunk;
  }

  long dropped(SctpDrop reason) {
    return association.stats().dropped().getOrDefault(reason, 0L);
  }

  /** The messages that came, by their lengths. */
  List<Integer> messages() {
    return events.stream()
        .filter(SctpEvent.Message.class::isInstance)
        .map(event -> ((SctpEvent.Message) event).length())
        .toList();
  }

  CloseReason closed() {
    return events.stream()
        .filter(SctpEvent.Closed.class::isInstance)
        .map(event -> ((SctpEvent.Closed) event).reason())
        .findFirst()
        .orElse(null);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}

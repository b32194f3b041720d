package org.vivavoce.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A peer that does not keep to the protocol: what it costs is bounded, what it breaks is its own.
 */
class HostilePeerTest {
  private static final StreamId STREAM = new StreamId(0);
  private static final Features PLAIN = new Features(true, true, false, false);
  private static final Features INTERLEAVED = new Features(true, true, true, false);

  private static void send(RawPeer peer, int length) {
    byte[] data = new byte[length];
    assertThat(
            peer.association.send(
                STREAM, Ppid.BINARY, data, 0, length, SendOptions.RELIABLE, peer.now))
        .isEqualTo(SendResult.QUEUED);
  }

  @Test
  void aFloodOfInitsIsAnsweredFourAtATimeAndRemembersNothing() {
    RawPeer peer = new RawPeer(SctpConfig.defaults());
    for (int i = 0; i < 10_000; i++) {
      peer.send(0, RawPeer.initChunk(PLAIN).toBytes());
    }
    assertThat(peer.types()).hasSize(4).containsOnly(Chunk.INIT_ACK);
    assertThat(peer.dropped(SctpDrop.FLOOD)).isEqualTo(9996);
    assertThat(peer.association.state()).isEqualTo(SctpState.CLOSED);
    assertThat(peer.association.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void cookiesFromElsewhereChangedOrStaleAreRefused() {
    RawPeer peer = new RawPeer(SctpConfig.defaults());
    peer.init(PLAIN);
    RawPeer other = new RawPeer(SctpConfig.defaults());
    byte[] changed = peer.cookie.clone();
    changed[10] ^= 1;
    peer.send(peer.tag, Chunk.of(Chunk.COOKIE_ECHO, 0, changed));
    peer.send(peer.tag, Chunk.of(Chunk.COOKIE_ECHO, 0, new byte[0]));
    Association foreign = Association.create(SctpConfig.defaults(), new Random(99));
    byte[] init = peer.packet(0, RawPeer.initChunk(PLAIN).toBytes());
    foreign.receive(init, 0, init.length, peer.now);
    byte[] answer = new byte[2000];
    int length = foreign.nextPacket(answer, 0, peer.now);
    InitChunk ack = InitChunk.parse(answer, 12, length - 12);
    peer.send(ack.tag(), Chunk.of(Chunk.COOKIE_ECHO, 0, ack.value(Parameter.STATE_COOKIE)));
    assertThat(peer.dropped(SctpDrop.FORGED_COOKIE)).isEqualTo(3);
    peer.send(peer.tag + 1, Chunk.of(Chunk.COOKIE_ECHO, 0, peer.cookie));
    assertThat(peer.dropped(SctpDrop.BAD_TAG)).isEqualTo(1);
    peer.now += 61_000_000_000L;
    peer.send(peer.tag, Chunk.of(Chunk.COOKIE_ECHO, 0, peer.cookie));
    assertThat(peer.dropped(SctpDrop.STALE_COOKIE)).isEqualTo(1);
    assertThat(peer.types()).containsExactly(Chunk.ERROR);
    assertThat(peer.association.state()).isEqualTo(SctpState.CLOSED);
    assertThat(other.association.state()).isEqualTo(SctpState.CLOSED);
  }

  @Test
  void packetsWithForgedTagsOrPortsOrChecksumsChangeNothing() {
    RawPeer peer = RawPeer.connected(SctpConfig.defaults().withZeroChecksum(false), PLAIN);
    byte[] data = RawPeer.whole(RawPeer.TSN, 0, 0, 10);
    byte[] abort = ErrorCause.abort(12, "go away");
    byte[] reflected = Chunk.of(Chunk.ABORT, Chunk.TAG_REFLECTED, new byte[0]);
    for (byte[] chunk : List.of(data, abort, Chunk.of(Chunk.SHUTDOWN_COMPLETE, 0, new byte[0]))) {
      peer.send(peer.tag ^ 1, chunk);
      peer.send(0, chunk);
    }
    peer.send(RawPeer.TAG ^ 1, reflected);
    peer.send(peer.tag, reflected);
    assertThat(peer.dropped(SctpDrop.BAD_TAG)).isEqualTo(8);
    byte[] packet = peer.packet(peer.tag, data);
    packet[packet.length - 5] ^= 1;
    peer.association.receive(packet, 0, packet.length, peer.now);
    Arrays.fill(packet, 8, 12, (byte) 0);
    peer.association.receive(packet, 0, packet.length, peer.now);
    assertThat(peer.dropped(SctpDrop.BAD_CHECKSUM)).isEqualTo(2);
    packet[1] ^= 1;
    peer.association.receive(packet, 0, packet.length, peer.now);
    assertThat(peer.dropped(SctpDrop.WRONG_PORT)).isEqualTo(1);
    peer.poll();
    assertThat(peer.messages()).isEmpty();
    assertThat(peer.association.state()).isEqualTo(SctpState.ESTABLISHED);
    peer.send(RawPeer.TAG, reflected);
    assertThat(peer.closed()).isInstanceOf(CloseReason.AbortedByPeer.class);
  }

  @Test
  void anAbortSaysWhy() {
    RawPeer peer = RawPeer.connected();
    peer.send(peer.tag, ErrorCause.abort(ErrorCause.USER_INITIATED, "enough"));
    assertThat(peer.closed())
        .isEqualTo(new CloseReason.AbortedByPeer(List.of(new ErrorCause(12, "enough"))));
    assertThat(peer.types()).isEmpty();
  }

  @Test
  void gapsByTheThousandAreReadInTimeAndThoseThatOverlapAreNot() {
    RawPeer peer = RawPeer.connected();
    send(peer, 60_000);
    int sent = peer.types().size();
    int[] gaps = new int[2 * 16_000];
    for (int i = 0; i < gaps.length / 2; i++) {
      gaps[2 * i] = 2;
      gaps[2 * i + 1] = 65_535;
    }
    for (int i = 0; i < 1000; i++) {
      peer.send(peer.tag, RawPeer.sack(peer.tsn - 1, 1 << 20, gaps));
    }
    assertThat(peer.dropped(SctpDrop.BAD_ACK)).isEqualTo(1000);
    for (int i = 0; i < gaps.length / 2; i++) {
      gaps[2 * i] = 2 + i * 2;
      gaps[2 * i + 1] = 2 + i * 2;
    }
    for (int i = 0; i < 1000; i++) {
      peer.send(peer.tag, RawPeer.sack(peer.tsn - 1, 1 << 20, gaps));
    }
    assertThat(peer.association.state()).isEqualTo(SctpState.ESTABLISHED);
    assertThat(sent).isEqualTo(11);
    // And it goes on when the acknowledgement makes sense.
    peer.send(peer.tag, RawPeer.sack(peer.tsn + sent - 1, 1 << 20));
    assertThat(peer.types()).contains(Chunk.DATA);
  }

  @Test
  void acknowledgementsOfWhatWasNotSentAreDropped() {
    RawPeer peer = RawPeer.connected();
    send(peer, 5_000);
    peer.chunks();
    peer.send(peer.tag, RawPeer.sack(peer.tsn + 5, 1 << 20));
    peer.send(peer.tag, RawPeer.sack(peer.tsn - 2, 1 << 20));
    peer.send(peer.tag, RawPeer.sack(peer.tsn + 0x7FFF_FFFF, 1 << 20));
    byte[] lies = RawPeer.sack(peer.tsn, 1 << 20);
    Bytes.put16(lies, 12, 100);
    peer.send(peer.tag, lies);
    assertThat(peer.dropped(SctpDrop.BAD_ACK)).isEqualTo(3);
    assertThat(peer.dropped(SctpDrop.MALFORMED)).isEqualTo(1);
    assertThat(peer.association.heldBytes()).isEqualTo(5_064);
  }

  @Test
  void aGapAcknowledgementThatIsTakenBackDoesNotStrandTheMessage() {
    RawPeer peer = RawPeer.connected();
    send(peer, 3_000);
    assertThat(peer.types()).hasSize(3);
    peer.send(peer.tag, RawPeer.sack(peer.tsn - 1, 1 << 20, 2, 3));
    peer.pass(2_000_000_000L);
    peer.chunks();
    // The first arrives; of the others the peer knows nothing any more.
    peer.send(peer.tag, RawPeer.sack(peer.tsn, 1 << 20));
    peer.pass(5_000_000_000L);
    List<byte[]> again = peer.chunks();
    assertThat(again).isNotEmpty();
    assertThat(DataChunk.tsn(again.get(0), 0)).isEqualTo(peer.tsn + 1);
  }

  @Test
  void streamsPastTheLimitAreReportedAndNotDelivered() {
    RawPeer peer = RawPeer.connected(SctpConfig.defaults().withStreams(10, 10), PLAIN);
    peer.send(peer.tag, RawPeer.whole(RawPeer.TSN, 10, 0, 5));
    peer.send(peer.tag, RawPeer.whole(RawPeer.TSN + 1, 9, 0, 6));
    assertThat(peer.messages()).containsExactly(6);
    List<byte[]> answers = peer.chunks();
    assertThat(RawPeer.hex(answers.get(0))).isEqualTo("0900000c" + "00010008" + "000a0000");
    assertThat(SackChunk.cumulativeTsn(answers.get(1), 0)).isEqualTo(RawPeer.TSN + 1);
    assertThat(
            peer.association.send(
                new StreamId(10), Ppid.BINARY, new byte[1], 0, 1, SendOptions.RELIABLE, peer.now))
        .isEqualTo(SendResult.NO_SUCH_STREAM);
  }

  @Test
  void aDataChunkWithoutDataIsAnsweredByAbort() {
    RawPeer peer = RawPeer.connected();
    peer.send(peer.tag, RawPeer.data(RawPeer.TSN, 0, 0, 3, 0));
    assertThat(peer.closed()).isInstanceOf(CloseReason.PeerMisbehaved.class);
    assertThat(RawPeer.hex(peer.chunks().get(0))).isEqualTo("0600000c" + "00090008" + "000003e8");
  }

  @Test
  void unknownChunksArePassedOverOrEndThePacketAsTheirTypeSays() {
    RawPeer peer = RawPeer.connected();
    byte[] data = RawPeer.whole(RawPeer.TSN, 0, 0, 5);
    byte[] more = RawPeer.whole(RawPeer.TSN + 1, 0, 1, 6);
    peer.send(peer.tag, Chunk.of(0x3F, 0, new byte[4]), data);
    assertThat(peer.types()).isEmpty();
    peer.send(peer.tag, Chunk.of(0x7F, 0, new byte[4]), data);
    assertThat(peer.types()).containsExactly(Chunk.ERROR);
    peer.send(peer.tag, Chunk.of(0xBF, 0, new byte[4]), data);
    assertThat(peer.messages()).containsExactly(5);
    peer.send(peer.tag, Chunk.of(0xFF, 0, new byte[4]), more);
    assertThat(peer.messages()).containsExactly(5, 6);
    assertThat(peer.types()).contains(Chunk.ERROR, Chunk.SACK);
    assertThat(peer.dropped(SctpDrop.UNKNOWN_CHUNK)).isEqualTo(4);
  }

  @Test
  void chunksThatDoNotEndInThePacketAreDroppedAndWhatWasBeforeThemIsNot() {
    RawPeer peer = RawPeer.connected();
    byte[] data = RawPeer.whole(RawPeer.TSN, 0, 0, 4);
    for (int length : new int[] {0, 1, 3, 9, 65_535}) {
      byte[] broken = new byte[8];
      Chunk.writeHeader(broken, 0, Chunk.DATA, 3, length);
      peer.send(peer.tag, data, broken);
    }
    assertThat(peer.messages()).containsExactly(4);
    assertThat(peer.dropped(SctpDrop.MALFORMED)).isEqualTo(5);
  }

  @Test
  void aMessageOverTheLimitIsCountedAndNotHeld() {
    RawPeer peer = RawPeer.connected(SctpConfig.defaults().withMaxMessageSize(10_000), PLAIN);
    for (int i = 0; i < 2000; i++) {
      int flags = i == 0 ? DataChunk.BEGIN : i == 1999 ? DataChunk.END : 0;
      peer.send(peer.tag, RawPeer.data(RawPeer.TSN + i, 0, 0, flags, 1000));
    }
    peer.send(peer.tag, RawPeer.whole(RawPeer.TSN + 2000, 0, 1, 7));
    peer.send(peer.tag, RawPeer.whole(RawPeer.TSN + 2001, 0, 2, 10_001));
    peer.send(peer.tag, RawPeer.whole(RawPeer.TSN + 2002, 0, 3, 8));
    assertThat(peer.events)
        .contains(
            new SctpEvent.MessageTooLarge(STREAM, 2_000_000),
            new SctpEvent.MessageTooLarge(STREAM, 10_001));
    assertThat(peer.messages()).containsExactly(7, 8);
  }

  @Test
  void aPeerThatIgnoresTheClosedWindowIsNotHeardAndCostsNoMoreThanTheWindow() {
    SctpConfig config = SctpConfig.defaults().withReceiveBuffer(100_000);
    RawPeer peer = RawPeer.connected(config, PLAIN);
    int tsn = RawPeer.TSN;
    for (int i = 0; i < 10_000; i++) {
      byte[] packet =
          peer.packet(
              peer.tag, RawPeer.whole(tsn + i, 0, i, 1000), RawPeer.whole(tsn + i + 7, 1, i, 1000));
      peer.association.receive(packet, 0, packet.length, peer.now);
    }
    List<byte[]> sacks = peer.chunks();
    assertThat(SackChunk.window(sacks.get(0), 0)).isZero();
    assertThat(peer.dropped(SctpDrop.NO_ROOM)).isGreaterThan(9_000);
    peer.poll();
    int held = peer.messages().stream().mapToInt(Integer::intValue).sum();
    assertThat(held).isLessThanOrEqualTo(100_000);
    // Polling makes room, which is told at once.
    assertThat(SackChunk.window(peer.chunks().get(0), 0)).isGreaterThan(90_000);
  }

  @Test
  void moreMessagesBegunThanThereIsRoomForEndTheAssociation() {
    RawPeer peer = RawPeer.connected(SctpConfig.defaults(), INTERLEAVED);
    byte[] chunk = new byte[IDataChunk.HEADER + 1000];
    int tsn = RawPeer.TSN;
    for (int i = 0; i < 200_000 && peer.closed() == null; i++) {
      IDataChunk.writeHeader(chunk, 0, DataChunk.BEGIN, tsn++, i % 60_000, i / 60_000, 53, 1000);
      peer.send(peer.tag, chunk);
    }
    assertThat(peer.closed()).isInstanceOf(CloseReason.PeerMisbehaved.class);
    assertThat(RawPeer.hex(peer.chunks().get(0))).isEqualTo("06000008" + "00040004");
  }

  @Test
  void forwardTsnsOfEveryKindAreTakenInTime() {
    RawPeer peer = RawPeer.connected();
    byte[] forward = new byte[8 + 4 * 10_000];
    ForwardTsnChunk.writeHeader(forward, 0, RawPeer.TSN + 0x7FFF_0000, 10_000);
    for (int i = 0; i < 10_000; i++) {
      ForwardTsnChunk.writeEntry(forward, 0, i, i, 30_000);
    }
    peer.send(peer.tag, forward);
    peer.send(peer.tag, forward);
    byte[] cut = new byte[10];
    ForwardTsnChunk.writeHeader(cut, 0, RawPeer.TSN, 0);
    Bytes.put16(cut, 2, 10);
    peer.send(peer.tag, cut);
    byte[] other = new byte[8];
    IForwardTsnChunk.writeHeader(other, 0, RawPeer.TSN, 0);
    peer.send(peer.tag, other);
    assertThat(peer.dropped(SctpDrop.MALFORMED)).isEqualTo(1);
    assertThat(peer.dropped(SctpDrop.UNEXPECTED)).isEqualTo(1);
    peer.send(peer.tag, RawPeer.whole(RawPeer.TSN + 0x7FFF_0001, 5, 30_001, 9));
    assertThat(peer.messages()).containsExactly(9);
  }

  @Test
  void manyQuestionsAreNotAnsweredAllAtOnce() {
    RawPeer peer = RawPeer.connected();
    for (int i = 0; i < 1000; i++) {
      peer.send(peer.tag, Chunk.of(Chunk.HEARTBEAT, 0, new byte[500]));
      peer.send(
          peer.tag,
          Chunk.of(
              Chunk.RE_CONFIG,
              0,
              Parameter.toBytes(
                  List.of(new AddStreamsRequest(17, RawPeer.TSN + i, 1).toParameter()))));
    }
    assertThat(peer.types().size()).isEqualTo(32);
    assertThat(peer.dropped(SctpDrop.FLOOD)).isEqualTo(2000 - 32);
  }

  @Test
  void whatIsMutatedNeverThrowsAndNeverGrows() {
    Random random = new Random(20260);
    for (int round = 0; round < 300; round++) {
      boolean interleaved = random.nextBoolean();
      RawPeer peer =
          RawPeer.connected(
              SctpConfig.defaults(), new Features(true, true, interleaved, random.nextBoolean()));
      send(peer, 20_000);
      for (int i = 0; i < 300; i++) {
        peer.chunks();
        peer.pass(random.nextInt(100_000_000));
        byte[] packet = peer.packet(peer.tag, randomChunk(random, interleaved, peer.tsn));
        for (int n = random.nextInt(4); n > 0; n--) {
          packet[12 + random.nextInt(packet.length - 12)] = (byte) random.nextInt();
        }
        Bytes.put32(packet, 8, 0);
        int length = random.nextInt(8) == 0 ? random.nextInt(packet.length) : packet.length;
        peer.association.receive(packet, 0, length, peer.now);
        peer.poll();
      }
      assertThat(peer.association.nextDeadline()).isGreaterThan(peer.now);
    }
  }

  private static byte[] randomChunk(Random random, boolean interleaved, int tsn) {
    int theirs = RawPeer.TSN + random.nextInt(30);
    return switch (random.nextInt(9)) {
      case 0 -> RawPeer.sack(tsn + random.nextInt(20) - 1, random.nextInt(1 << 20), 2, 4, 7, 9);
      case 1 -> ErrorCause.chunk(Chunk.ERROR, 0, 1, new byte[4]);
      case 2 -> new HeartbeatChunk(random.nextLong(), 0).toBytes();
      case 3 ->
          Chunk.of(
              Chunk.RE_CONFIG,
              0,
              Parameter.toBytes(
                  List.of(
                      new OutgoingResetRequest(
                              RawPeer.TSN + random.nextInt(3), tsn, theirs, new int[] {0, 1, 2})
                          .toParameter())));
      case 4 -> {
        byte[] forward = new byte[16];
        if (interleaved) {
          IForwardTsnChunk.writeHeader(forward, 0, theirs, 1);
          IForwardTsnChunk.writeEntry(
              forward, 0, 0, random.nextInt(3), random.nextBoolean(), random.nextInt(9));
        } else {
          ForwardTsnChunk.writeHeader(forward, 0, theirs, 2);
          ForwardTsnChunk.writeEntry(forward, 0, 0, random.nextInt(3), random.nextInt(9));
        }
        yield forward;
      }
      default -> {
        int flags = random.nextInt(8);
        if (!interleaved) {
          yield RawPeer.data(theirs, random.nextInt(3), random.nextInt(9), flags, 20);
        }
        byte[] chunk = new byte[40];
        IDataChunk.writeHeader(
            chunk, 0, flags, theirs, random.nextInt(3), random.nextInt(9), random.nextInt(5), 20);
        yield chunk;
      }
    };
  }
}

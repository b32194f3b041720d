package org.vivavoce.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 6525: streams begin anew, and what was sent before comes before. */
class StreamResetTest {
  private static final long SEEDS = Long.getLong("vivavoce.sctp.seeds", 300) / 3;
  private static final StreamId ONE = new StreamId(1);
  private static final StreamId TWO = new StreamId(2);

  static LongStream seeds() {
    return LongStream.range(1, SEEDS + 1);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void streamsAreUsedAgainAfterTheirResetOverABadPath(long seed) {
    Random random = new Random(seed);
    SctpConfig config =
        SctpConfig.defaults()
            .withZeroChecksum(false)
            .withInterleaving(random.nextBoolean())
            .withMaxRetransmissions(1000, 1000);
    Simulation simulation = new Simulation(seed, config, Conditions.random(random)).connect();
    List<String> heard = new ArrayList<>();
    simulation.b.listener(event -> heard.add(word(event)));
    List<String> answers = new ArrayList<>();
    simulation.a.listener(event -> answers.add(word(event)));
    List<String> expected = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      int messages = random.nextInt(20);
      for (int i = 0; i < messages; i++) {
        byte[] data = new byte[1 + random.nextInt(4000)];
        simulation.a.association.send(
            ONE, Ppid.BINARY, data, 0, data.length, SendOptions.RELIABLE, simulation.now());
        expected.add("message " + data.length);
      }
      simulation.a.association.resetStreams(Set.of(ONE));
      expected.add("reset [1]");
      int resets = round + 1;
      boolean done =
          simulation.runUntil(
              () ->
                  answers.stream().filter("own reset [1]"::equals).count() == resets
                      && heard.size() == expected.size(),
              3600 * Simulation.SECOND);
      assertThat(done).as(() -> heard + " " + answers + simulation.a + simulation.b).isTrue();
    }
    assertThat(heard).isEqualTo(expected);
  }

  private static String word(SctpEvent event) {
    if (event instanceof SctpEvent.Message message) {
      return "message " + message.length();
    } else if (event instanceof SctpEvent.IncomingStreamsReset reset) {
      return "reset " + reset.streams();
    } else if (event instanceof SctpEvent.OutgoingStreamsReset reset) {
      return "own reset " + reset.streams();
    }
    return event.toString();
  }

  private static byte[] request(int sequence, int lastTsn, int... streams) {
    Parameter parameter = new OutgoingResetRequest(sequence, 0, lastTsn, streams).toParameter();
    return Chunk.of(Chunk.RE_CONFIG, 0, Parameter.toBytes(List.of(parameter)));
  }

  private static int result(RawPeer peer) {
    byte[] chunk =
        peer.chunks().stream()
            .filter(c -> Chunk.type(c, 0) == Chunk.RE_CONFIG)
            .findFirst()
            .orElseThrow();
    List<Parameter> parameters = Parameter.parseAll(chunk, 4, chunk.length);
    return ReconfigResponse.parse(parameters.get(0).value()).result();
  }

  @Test
  void aResetWaitsForWhatWasSentBeforeItAndHoldsBackWhatComesAfter() {
    RawPeer peer = RawPeer.connected();
    int tsn = RawPeer.TSN;
    peer.send(peer.tag, RawPeer.whole(tsn, 1, 0, 10));
    peer.send(peer.tag, request(tsn, tsn + 1, 1));
    assertThat(result(peer)).isEqualTo(ReconfigResponse.IN_PROGRESS);
    peer.send(peer.tag, RawPeer.whole(tsn + 2, 1, 0, 30));
    assertThat(peer.dropped(SctpDrop.BAD_STREAM)).isEqualTo(1);
    peer.send(peer.tag, RawPeer.whole(tsn + 1, 1, 1, 20));
    assertThat(result(peer)).isEqualTo(ReconfigResponse.PERFORMED);
    peer.send(peer.tag, request(tsn, tsn + 1, 1));
    assertThat(result(peer)).isEqualTo(ReconfigResponse.PERFORMED);
    peer.send(peer.tag, RawPeer.whole(tsn + 2, 1, 0, 30));
    assertThat(peer.messages()).containsExactly(10, 20, 30);
    assertThat(peer.events).contains(new SctpEvent.IncomingStreamsReset(List.of(ONE)));
    assertThat(peer.events.stream().filter(SctpEvent.IncomingStreamsReset.class::isInstance))
        .hasSize(1);
  }

  @Test
  void requestsOutOfTurnOrForStreamsThatAreNotThereAreRefused() {
    RawPeer peer =
        RawPeer.connected(
            SctpConfig.defaults().withStreams(10, 10), new Features(true, true, false, false));
    peer.send(peer.tag, request(RawPeer.TSN + 1, RawPeer.TSN - 1, 1));
    assertThat(result(peer)).isEqualTo(ReconfigResponse.BAD_SEQUENCE);
    peer.send(peer.tag, request(RawPeer.TSN, RawPeer.TSN - 1, 10));
    assertThat(result(peer)).isEqualTo(ReconfigResponse.WRONG_SSN);
    byte[] tsnReset =
        Chunk.of(
            Chunk.RE_CONFIG,
            0,
            Parameter.toBytes(
                List.of(new Parameter(15, RawPeer.bytes("000003e9"))))); // the next number
    peer.send(peer.tag, tsnReset);
    assertThat(result(peer)).isEqualTo(ReconfigResponse.DENIED);
    peer.send(peer.tag, Chunk.of(Chunk.RE_CONFIG, 0, new byte[3]));
    peer.send(peer.tag, Chunk.of(Chunk.RE_CONFIG, 0, RawPeer.bytes("000d0004")));
    assertThat(peer.dropped(SctpDrop.MALFORMED)).isEqualTo(2);
    assertThat(peer.events).noneMatch(SctpEvent.IncomingStreamsReset.class::isInstance);
  }

  @Test
  void whatAPeerWantsResetIsReset() {
    RawPeer peer = RawPeer.connected();
    byte[] data = new byte[5];
    peer.association.send(TWO, Ppid.BINARY, data, 0, 5, SendOptions.RELIABLE, peer.now);
    peer.chunks();
    Parameter wish = new IncomingResetRequest(RawPeer.TSN, new int[] {2, 9}).toParameter();
    peer.send(peer.tag, Chunk.of(Chunk.RE_CONFIG, 0, Parameter.toBytes(List.of(wish))));
    assertThat(peer.association.send(TWO, Ppid.BINARY, data, 0, 5, SendOptions.RELIABLE, peer.now))
        .isEqualTo(SendResult.STREAM_CLOSING);
    List<byte[]> chunks = peer.chunks();
    byte[] request = chunks.get(1);
    OutgoingResetRequest asked =
        OutgoingResetRequest.parse(Parameter.parseAll(request, 4, request.length).get(0).value());
    assertThat(asked.streams()).containsExactly(2);
    assertThat(asked.lastTsn()).isEqualTo(peer.tsn);
    Parameter answer = new ReconfigResponse(asked.sequence(), 1).toParameter();
    peer.send(peer.tag, Chunk.of(Chunk.RE_CONFIG, 0, Parameter.toBytes(List.of(answer))));
    assertThat(peer.events).contains(new SctpEvent.OutgoingStreamsReset(List.of(TWO)));
    assertThat(peer.association.send(TWO, Ppid.BINARY, data, 0, 5, SendOptions.RELIABLE, peer.now))
        .isEqualTo(SendResult.QUEUED);
  }

  @Test
  void aPeerThatCannotResetRefuses() {
    RawPeer peer =
        RawPeer.connected(SctpConfig.defaults(), new Features(true, false, false, false));
    peer.association.resetStreams(Set.of(ONE));
    peer.poll();
    assertThat(peer.events).contains(new SctpEvent.StreamResetRefused(List.of(ONE)));
    assertThat(peer.types()).isEmpty();
  }
}

package org.vivavoce.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RFC 9653, and stacks that do not know it. */
class ZeroChecksumTest {
  private static final SctpConfig WITHOUT = SctpConfig.defaults().withZeroChecksum(false);
  private static final Conditions PATH = Conditions.perfect(5_000_000);

  private static boolean offers(byte[] chunk) {
    InitChunk init = InitChunk.parse(chunk, 0, Chunk.length(chunk, 0));
    return init.value(Parameter.ZERO_CHECKSUM) != null;
  }

  /** Drops packets with an INIT or INIT ACK that has the parameter, as pion 3.1 does. */
  private static boolean isKnownToOldStacks(byte[] packet) {
    int type = Chunk.type(packet, CommonHeader.LENGTH);
    InitChunk init =
        type == Chunk.INIT || type == Chunk.INIT_ACK
            ? InitChunk.parse(
                packet, CommonHeader.LENGTH, Chunk.length(packet, CommonHeader.LENGTH))
            : null;
    return init == null || init.value(Parameter.ZERO_CHECKSUM) == null;
  }

  private static Simulation withAnOldStack() {
    Simulation simulation = new Simulation(9653, SctpConfig.defaults(), WITHOUT, PATH);
    simulation.toB.filter(ZeroChecksumTest::isKnownToOldStacks);
    return simulation;
  }

  @Test
  void the_first_init_offers_it_and_those_that_are_repeated_do_not() {
    RawPeer peer = new RawPeer(SctpConfig.defaults());
    peer.association.connect(peer.now);
    assertThat(offers(peer.chunks().get(0))).isTrue();
    for (int i = 0; i < 3; i++) {
      peer.now = peer.association.nextDeadline();
      peer.association.onTimeout(peer.now);
      byte[] again = peer.chunks().get(0);
      assertThat(Chunk.type(again, 0)).isEqualTo(Chunk.INIT);
      assertThat(offers(again)).isFalse();
    }
  }

  @Test
  void an_init_ack_offers_it_only_to_who_offered_it() {
    for (boolean offered : new boolean[] {true, false}) {
      RawPeer peer = new RawPeer(SctpConfig.defaults());
      peer.send(0, RawPeer.initChunk(new Features(true, true, false, offered)).toBytes());
      byte[] answer = peer.chunks().get(0);
      assertThat(Chunk.type(answer, 0)).isEqualTo(Chunk.INIT_ACK);
      assertThat(offers(answer)).isEqualTo(offered);
    }
  }

  @Test
  void a_stack_that_drops_such_an_init_is_met_by_its_own_without_a_timeout() {
    Simulation simulation = withAnOldStack();
    simulation.a.association.connect(simulation.now());
    simulation.b.association.connect(simulation.now());
    assertThat(
            simulation.runUntil(
                () -> simulation.a.isConnected() && simulation.b.isConnected(), 25_000_000))
        .isTrue();
  }

  @Test
  void a_stack_that_drops_such_an_init_and_sends_none_is_met_by_the_second() {
    Simulation simulation = withAnOldStack();
    simulation.a.association.connect(simulation.now());
    assertThat(simulation.runUntil(simulation.a::isConnected, 530_000_000)).isTrue();
  }

  @Test
  void both_leave_checksums_out_if_both_offer_it_and_neither_if_one_does_not() {
    for (SctpConfig other : new SctpConfig[] {SctpConfig.defaults(), WITHOUT}) {
      Simulation simulation = new Simulation(1, SctpConfig.defaults(), other, PATH);
      simulation.connect();
      int[] zero = {0};
      int[] sealed = {0};
      for (Link link : new Link[] {simulation.toA, simulation.toB}) {
        link.filter(
            packet -> {
              (CommonHeader.hasZeroChecksum(packet, 0) ? zero : sealed)[0]++;
              return true;
            });
      }
      byte[] data = new byte[200_000];
      simulation.a.association.send(
          new StreamId(0),
          Ppid.BINARY,
          data,
          0,
          data.length,
          SendOptions.RELIABLE,
          simulation.now());
      simulation.run(Simulation.SECOND);
      int[] expected = other == WITHOUT ? sealed : zero;
      assertThat(expected[0]).isGreaterThan(100).isEqualTo(zero[0] + sealed[0]);
    }
  }
}

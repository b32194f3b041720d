package org.vivavoce.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A peer that has begun everything on every stream, and names them all in one chunk: what is stored
 * is gone through once, not once for each stream. The timeouts are a hundred times what it takes.
 */
class ManyStreamsTest {
  private static final int STREAMS = 60_000;
  private static final int STORED = 16_000;

  private int tsn = RawPeer.TSN;

  private void sendAll(RawPeer peer, List<byte[]> chunks) {
    for (int from = 0; from < chunks.size(); from += 500) {
      int to = Math.min(chunks.size(), from + 500);
      peer.send(peer.tag, chunks.subList(from, to).toArray(byte[][]::new));
      peer.chunks();
    }
  }

  /** A whole message on each stream, then a gap, and parts that wait on many. */
  private RawPeer withMuchStored(int flags, int ssn) {
    RawPeer peer = RawPeer.connected();
    List<byte[]> chunks = new ArrayList<>();
    for (int stream = 0; stream < STREAMS; stream++) {
      chunks.add(RawPeer.whole(tsn++, stream, 0, 1));
    }
    sendAll(peer, chunks);
    assertThat(peer.messages()).hasSize(STREAMS);
    peer.events.clear();
    tsn++;
    chunks.clear();
    for (int i = 0; i < STORED; i++) {
      chunks.add(RawPeer.data(tsn++, i % STREAMS, ssn, flags, 1));
    }
    sendAll(peer, chunks);
    assertThat(peer.messages()).isEmpty();
    return peer;
  }

  @Test
  @Timeout(60)
  void resetting_all_streams_again_and_again_takes_a_moment() {
    RawPeer peer = withMuchStored(0, 1);
    for (int i = 0; i < 20; i++) {
      Parameter reset =
          new OutgoingResetRequest(RawPeer.TSN + i, 0, RawPeer.TSN, new int[0]).toParameter();
      peer.send(peer.tag, Chunk.of(Chunk.RE_CONFIG, 0, Parameter.toBytes(List.of(reset))));
      peer.chunks();
    }
    assertThat(peer.events.stream().filter(SctpEvent.IncomingStreamsReset.class::isInstance))
        .hasSize(20);
  }

  @Test
  @Timeout(60)
  void passing_over_many_streams_hands_up_what_waited_on_each_in_order() {
    RawPeer peer = withMuchStored(DataChunk.BEGIN | DataChunk.END, 2);
    int first = RawPeer.TSN + STREAMS;
    byte[] chunk = new byte[8 + 4 * STORED];
    ByteBuffer out = ByteBuffer.wrap(chunk);
    out.put((byte) Chunk.FORWARD_TSN).put((byte) 0).putShort((short) chunk.length).putInt(first);
    for (int stream = 0; stream < STORED; stream++) {
      out.putShort((short) stream).putShort((short) 1);
    }
    peer.send(peer.tag, chunk);
    // SSN 1 was passed over everywhere, and 2 had come.
    assertThat(peer.messages()).hasSize(STORED);
    assertThat(peer.closed()).isNull();
  }

  @Test
  void several_that_waited_on_a_stream_come_in_order_across_the_wrap_of_their_numbers() {
    RawPeer peer = RawPeer.connected();
    List<byte[]> chunks = new ArrayList<>();
    for (int ssn = 0; ssn < 0xFFFE; ssn++) {
      chunks.add(RawPeer.whole(tsn++, 3, ssn, 1));
    }
    sendAll(peer, chunks);
    peer.events.clear();
    int missing = tsn++;
    int[] order = {0, 0xFFFF, 2, 1};
    for (int ssn : order) {
      peer.send(peer.tag, RawPeer.whole(tsn++, 3, ssn, 10 + (ssn + 1 & 0xFFFF)));
      peer.send(peer.tag, RawPeer.whole(tsn++, 4, ssn + 30_000 & 0xFFFF, 5));
    }
    byte[] chunk = new byte[16];
    ByteBuffer.wrap(chunk)
        .put((byte) Chunk.FORWARD_TSN)
        .put((byte) 0)
        .putShort((short) 16)
        .putInt(missing)
        .putShort((short) 3)
        .putShort((short) 1)
        .putShort((short) 4)
        .putShort((short) 30_002);
    peer.send(peer.tag, chunk);
    assertThat(peer.messages()).containsExactlyInAnyOrder(10, 11, 12, 13, 5, 5, 5, 5);
    assertThat(peer.messages().stream().filter(it -> it >= 10)).containsExactly(10, 11, 12, 13);
  }
}

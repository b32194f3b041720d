package org.vivavoce.signaling.libp2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

class YamuxSessionTest {
  private static final long SECOND = 1_000_000_000L;

  /** One side, with all that it heard. */
  private static final class Side implements YamuxListener {
    final YamuxSession session;
    final List<YamuxStream> streams = new ArrayList<>();
    final Map<YamuxStream, ByteArrayOutputStream> data = new HashMap<>();
    final List<String> events = new ArrayList<>();
    boolean echo;

    Side(boolean initiator, YamuxLimits limits) {
      session = new YamuxSession(initiator, limits, this, 0);
    }

    @Override
    public void onStream(YamuxStream stream) {
      streams.add(stream);
    }

    @Override
    public void onData(YamuxStream stream, ByteBuffer in) {
      byte[] bytes = new byte[in.remaining()];
      in.get(bytes);
      data.computeIfAbsent(stream, key -> new ByteArrayOutputStream()).writeBytes(bytes);
      if (echo) {
        stream.write(bytes);
      }
    }

    @Override
    public void onReadClosed(YamuxStream stream) {
      events.add("read closed " + stream.id());
      if (echo) {
        stream.closeWrite();
      }
    }

    @Override
    public void onWritable(YamuxStream stream) {
      events.add("writable " + stream.id());
    }

    @Override
    public void onClosed(YamuxStream stream, boolean reset) {
      events.add((reset ? "reset " : "closed ") + stream.id());
    }

    @Override
    public void onPong(long nanos) {
      events.add("pong " + nanos);
    }

    @Override
    public void onGoAway(long code) {
      events.add("go away " + code);
    }

    byte[] received(YamuxStream stream) {
      return data.getOrDefault(stream, new ByteArrayOutputStream()).toByteArray();
    }
  }

  private final Side client = new Side(true, YamuxLimits.defaults());
  private final Side server = new Side(false, YamuxLimits.defaults());
  private final Random random = new Random(6);

  /** Moves bytes both ways in pieces of any size until nothing moves. */
  private void exchange(long now) throws MalformedException {
    boolean moved = true;
    while (moved) {
      moved = move(client, server, now) | move(server, client, now);
    }
  }

  private boolean move(Side from, Side to, long now) throws MalformedException {
    if (!from.session.hasOutput()) {
      return false;
    }
    ByteBuffer out = ByteBuffer.allocate(YamuxSession.MIN_PULL + random.nextInt(40_000));
    from.session.pull(out);
    out.flip();
    while (out.hasRemaining()) {
      int part = 1 + random.nextInt(out.remaining());
      to.session.receive(out.slice(out.position(), part), now);
      out.position(out.position() + part);
    }
    return true;
  }

  private static ByteBuffer frame(int type, int flags, int id, long length, byte... data) {
    ByteBuffer out = ByteBuffer.allocate(YamuxHeader.LENGTH + data.length);
    new YamuxHeader(type, flags, id, length).write(out);
    return out.put(data).flip();
  }

  @Test
  void the_header_is_as_the_specification_draws_it() throws MalformedException {
    ByteBuffer out = frame(YamuxHeader.DATA, YamuxHeader.SYN | YamuxHeader.FIN, 0x01020304, 5);
    assertThat(out.array()).isEqualTo(new byte[] {0, 0, 0, 5, 1, 2, 3, 4, 0, 0, 0, 5});
    assertThat(
            YamuxHeader.read(ByteBuffer.wrap(new byte[] {0, 1, 0, 8, 0, 0, 0, 2, -1, -1, -1, -1})))
        .isEqualTo(new YamuxHeader(YamuxHeader.WINDOW_UPDATE, YamuxHeader.RST, 2, 0xffff_ffffL));
  }

  @Test
  void a_megabyte_comes_back_from_an_echo_and_the_stream_closes() throws MalformedException {
    server.echo = true;
    byte[] message = new byte[1_000_000];
    random.nextBytes(message);
    YamuxStream stream = client.session.open();
    assertThat(stream.write(message)).isTrue();
    stream.closeWrite();

    exchange(0);

    assertThat(client.received(stream)).isEqualTo(message);
    assertThat(client.events).containsExactly("read closed 1", "closed 1");
    assertThat(server.events).containsExactly("read closed 1", "closed 1");
    assertThat(client.session.streamCount() + server.session.streamCount()).isZero();
  }

  @Test
  void many_streams_share_the_connection_and_keep_their_own_bytes() throws MalformedException {
    server.echo = true;
    client.echo = false;
    Map<YamuxStream, byte[]> sent = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      byte[] message = new byte[random.nextInt(60_000)];
      random.nextBytes(message);
      YamuxStream stream = client.session.open();
      stream.write(message);
      stream.closeWrite();
      sent.put(stream, message);
    }
    exchange(0);
    sent.forEach((stream, message) -> assertThat(client.received(stream)).isEqualTo(message));
    assertThat(client.session.streamCount()).isZero();
  }

  @Test
  void streams_of_both_sides_have_numbers_of_their_own() throws MalformedException {
    YamuxStream ours = client.session.open();
    YamuxStream theirs = server.session.open();
    ours.write(new byte[1]);
    theirs.write(new byte[2]);
    exchange(0);
    assertThat(ours.id()).isEqualTo(1);
    assertThat(theirs.id()).isEqualTo(2);
    assertThat(client.received(client.streams.get(0))).hasSize(2);
    assertThat(server.received(server.streams.get(0))).hasSize(1);
  }

  @Test
  void no_more_is_sent_than_the_peers_window_takes() throws MalformedException {
    YamuxStream stream = client.session.open();
    stream.write(new byte[1_000_000]);
    long sent = 0;
    ByteBuffer out = ByteBuffer.allocate(2_000_000);
    client.session.pull(out);
    out.flip();
    while (out.hasRemaining()) {
      YamuxHeader header = YamuxHeader.read(out);
      if (header.type() == YamuxHeader.DATA) {
        sent += header.length();
        out.position(out.position() + (int) header.length());
      }
    }
    assertThat(sent).isEqualTo(YamuxSession.INITIAL_WINDOW);
    assertThat(client.session.hasOutput()).isFalse();

    client.session.receive(frame(YamuxHeader.WINDOW_UPDATE, YamuxHeader.ACK, 1, 1000), 0);
    ByteBuffer more = ByteBuffer.allocate(5000);
    client.session.pull(more);
    assertThat(more.position()).isEqualTo(1000 + YamuxHeader.LENGTH);
  }

  @Test
  void a_peer_that_ignores_its_window_is_refused() {
    assertThatThrownBy(
            () -> {
              server.session.receive(frame(YamuxHeader.WINDOW_UPDATE, YamuxHeader.SYN, 1, 0), 0);
              server.session.receive(
                  frame(YamuxHeader.DATA, 0, 1, YamuxSession.INITIAL_WINDOW + 1), 0);
            })
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("window");
  }

  @Test
  void a_full_stream_refuses_and_tells_when_there_is_room_again() throws MalformedException {
    YamuxStream stream = client.session.open();
    int max = YamuxLimits.defaults().maxPendingBytes();
    assertThat(stream.write(new byte[max])).isTrue();
    assertThat(stream.write(new byte[1])).isFalse();
    assertThat(stream.pendingBytes()).isEqualTo(max);
    exchange(0);
    assertThat(client.events).containsExactly("writable 1");
    assertThat(stream.write(new byte[1])).isTrue();
  }

  @Test
  void a_million_streams_are_reset_and_their_opener_is_cut_off_unless_it_reads()
      throws MalformedException {
    int accepted = YamuxLimits.defaults().maxInbound();
    ByteBuffer scrap = ByteBuffer.allocate(1 << 17);
    for (int i = 0; i < 1_000_000; i++) {
      server.session.receive(frame(YamuxHeader.WINDOW_UPDATE, YamuxHeader.SYN, 2 * i + 1, 0), 0);
      if (i % 1000 == 0) {
        server.session.pull(scrap.clear());
      }
    }
    assertThat(server.session.streamCount()).isEqualTo(accepted);
    assertThat(server.session.resetStreams()).isEqualTo(1_000_000 - accepted);

    assertThatThrownBy(
            () -> {
              for (int i = 1_000_000; i < 1_010_000; i++) {
                server.session.receive(
                    frame(YamuxHeader.WINDOW_UPDATE, YamuxHeader.SYN, 2 * i + 1, 0), 0);
              }
            })
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("does not read");
  }

  @Test
  void a_peer_that_pings_and_never_reads_is_cut_off() {
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                server.session.receive(frame(YamuxHeader.PING, YamuxHeader.SYN, 0, i), 0);
              }
            })
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void either_side_can_reset_and_late_data_of_the_stream_passes_by() throws MalformedException {
    YamuxStream stream = client.session.open();
    stream.write(new byte[100]);
    exchange(0);
    stream.write(new byte[1000]); // on its way
    server.streams.get(0).reset();
    exchange(0);
    assertThat(client.events).containsExactly("reset 1");
    assertThat(server.events).containsExactly("reset 1");
    assertThat(stream.write(new byte[1])).isFalse();
    assertThat(server.session.strayFrames()).isPositive();
  }

  @Test
  void what_breaks_the_protocol_is_refused() {
    List<ByteBuffer> wrong =
        List.of(
            ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}),
            ByteBuffer.wrap(new byte[] {0, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}),
            frame(YamuxHeader.PING, YamuxHeader.SYN, 1, 0),
            frame(YamuxHeader.DATA, 0, 0, 0),
            frame(YamuxHeader.DATA, YamuxHeader.SYN, 2, 0));
    for (ByteBuffer frame : wrong) {
      Side side = new Side(false, YamuxLimits.defaults());
      assertThatThrownBy(() -> side.session.receive(frame, 0))
          .isInstanceOf(MalformedException.class);
    }
    Side side = new Side(false, YamuxLimits.defaults());
    assertThatThrownBy(
            () -> {
              side.session.receive(frame(YamuxHeader.DATA, YamuxHeader.SYN, 1, 0), 0);
              side.session.receive(frame(YamuxHeader.DATA, YamuxHeader.SYN, 1, 0), 0);
            })
        .isInstanceOf(MalformedException.class);
    Side growing = new Side(false, YamuxLimits.defaults());
    assertThatThrownBy(
            () -> {
              growing.session.receive(frame(YamuxHeader.DATA, YamuxHeader.SYN, 1, 0), 0);
              growing.session.receive(frame(YamuxHeader.WINDOW_UPDATE, 0, 1, 0xffff_ffffL), 0);
            })
        .isInstanceOf(MalformedException.class);
    Side ended = new Side(false, YamuxLimits.defaults());
    assertThatThrownBy(
            () -> {
              ended.session.receive(
                  frame(YamuxHeader.DATA, YamuxHeader.SYN | YamuxHeader.FIN, 1, 0), 0);
              ended.session.receive(frame(YamuxHeader.DATA, 0, 1, 1, (byte) 1), 0);
            })
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void a_silent_peer_is_pinged_and_given_up_if_it_stays_silent() throws MalformedException {
    long first = client.session.deadline();
    assertThat(client.session.tick(first)).isTrue();
    exchange(first + 3);
    assertThat(client.events).containsExactly("pong 3");

    long second = client.session.deadline();
    assertThat(second - first).isBetween(29 * SECOND, 31 * SECOND);
    assertThat(client.session.tick(second)).isTrue();
    assertThat(client.session.tick(client.session.deadline() - 1)).isTrue();
    assertThat(client.session.tick(client.session.deadline())).isFalse();
  }

  @Test
  void after_go_away_no_stream_is_opened_but_those_that_are_go_on() throws MalformedException {
    server.echo = true;
    YamuxStream open = client.session.open();
    exchange(0);
    server.session.goAway(0);
    open.write(new byte[10]);
    exchange(0);
    assertThat(client.events).containsExactly("go away 0");
    assertThat(client.session.open()).isNull();
    assertThat(client.received(open)).hasSize(10);
    assertThat(server.session.open()).isNull();
  }

  @Test
  void closing_the_session_ends_all_streams() throws MalformedException {
    client.session.open();
    client.session.open();
    exchange(0);
    client.session.close();
    assertThat(client.events).containsExactly("reset 1", "reset 3");
    assertThat(client.session.hasOutput()).isFalse();
  }

  @Test
  void random_and_mutated_frames_are_taken_or_refused_and_memory_stays_bounded() {
    int refused = 0;
    for (int seed = 0; seed < 2_000; seed++) {
      Random fuzz = new Random(seed);
      Side side = new Side(false, new YamuxLimits(8, 8, 1000, 64));
      side.echo = true;
      try {
        for (int i = 0; i < 100; i++) {
          byte[] data = new byte[fuzz.nextInt(50)];
          fuzz.nextBytes(data);
          ByteBuffer frame =
              fuzz.nextInt(10) == 0
                  ? ByteBuffer.wrap(data)
                  : frame(
                      fuzz.nextInt(4),
                      fuzz.nextInt(3) == 0 ? fuzz.nextInt(16) : 0,
                      fuzz.nextInt(8),
                      fuzz.nextInt(10) == 0 ? fuzz.nextInt() & 0xffff_ffffL : data.length,
                      data);
          side.session.receive(frame, i);
          assertThat(side.session.streamCount()).isLessThanOrEqualTo(8);
        }
      } catch (MalformedException e) {
        refused++;
      }
      side.session.close();
      assertThat(side.session.streamCount()).isZero();
    }
    assertThat(refused).isBetween(1, 2_000);
  }
}

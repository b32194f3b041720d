package org.vivavoce.signaling.libp2p.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.libp2p.connection.CloseReason.Kind;
import org.vivavoce.signaling.libp2p.multiformats.PeerId;

class ConnectionTest {

  /** Sends back what comes. */
  private static final class Echo implements StreamHandler {
    @Override
    public void onData(PeerStream stream, ByteBuffer data) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      if (!stream.write(bytes)) {
        stream.reset();
      }
    }
  }

  /** Keeps what comes. */
  private static final class Inbox implements StreamHandler {
    final ByteArrayOutputStream data = new ByteArrayOutputStream();
    final List<String> events = new ArrayList<>();
    byte[] firstWords = {};

    @Override
    public void onOpen(PeerStream stream) {
      events.add("open " + stream.protocol());
      stream.write(firstWords);
      stream.closeWrite();
    }

    @Override
    public void onData(PeerStream stream, ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      data.writeBytes(copy);
    }

    @Override
    public void onClosed(PeerStream stream, StreamEnd end) {
      events.add(end.name());
    }
  }

  @Test
  void both_ends_are_established_and_know_each_other_however_the_bytes_are_cut() {
    for (int seed = 0; seed < 50; seed++) {
      Ends ends = new Ends(seed).open().exchange();
      assertThat(ends.dialer.events).containsExactly("established");
      assertThat(ends.listener.events).containsExactly("established");
      assertThat(ends.dialer.connection.remotePeer()).isEqualTo(ends.listener.id);
      assertThat(ends.listener.connection.remotePeer()).isEqualTo(ends.dialer.id);
    }
  }

  @Test
  void a_stream_is_opened_for_the_first_protocol_that_the_peer_has() {
    Ends ends = new Ends(1).open();
    ends.listener.protocols.put("/echo/1", stream -> new Echo());
    ends.exchange();
    Inbox inbox = new Inbox();
    inbox.firstWords = "hello".repeat(100_000).getBytes(StandardCharsets.US_ASCII);

    assertThat(ends.dialer.connection.open(List.of("/echo/2", "/echo/1"), inbox, 0)).isPresent();
    ends.exchange();

    assertThat(inbox.data.toByteArray()).isEqualTo(inbox.firstWords);
    assertThat(inbox.events).containsExactly("open /echo/1", "CLOSED");
    assertThat(ends.dialer.connection.streamCount()).isZero();
    assertThat(ends.listener.connection.streamCount()).isZero();
  }

  @Test
  void the_listener_can_open_streams_too() {
    Ends ends = new Ends(2).open();
    ends.dialer.protocols.put("/echo/1", stream -> new Echo());
    ends.exchange();
    Inbox inbox = new Inbox();
    inbox.firstWords = new byte[] {1, 2, 3};
    ends.listener.connection.open(List.of("/echo/1"), inbox, 0);
    ends.exchange();
    assertThat(inbox.data.toByteArray()).containsExactly(1, 2, 3);
  }

  @Test
  void a_protocol_that_the_peer_does_not_have_is_told_apart() {
    Ends ends = new Ends(3).open().exchange();
    Inbox inbox = new Inbox();
    ends.dialer.connection.open(List.of("/none"), inbox, 0);
    ends.exchange();
    assertThat(inbox.events).containsExactly("NOT_SUPPORTED");
  }

  @Test
  void a_handler_that_throws_loses_its_stream_and_nothing_else() {
    Ends ends = new Ends(4).open();
    ends.listener.protocols.put(
        "/bad",
        stream ->
            (on, data) -> {
              throw new IllegalStateException("thrown by the test");
            });
    ends.listener.protocols.put("/echo/1", stream -> new Echo());
    ends.exchange();
    Inbox bad = new Inbox();
    bad.firstWords = new byte[1];
    Inbox good = new Inbox();
    good.firstWords = new byte[2];
    ends.dialer.connection.open(List.of("/bad"), bad, 0);
    ends.dialer.connection.open(List.of("/echo/1"), good, 0);
    ends.exchange();
    assertThat(bad.events).containsExactly("open /bad", "RESET");
    assertThat(good.data.size()).isEqualTo(2);
  }

  @Test
  void another_peer_than_the_wanted_one_is_left_before_it_learns_who_we_are() {
    Ends ends = new Ends(5).open(Optional.of(PeerId.of(Identity.generate().did()))).exchange();
    assertThat(ends.dialer.events).containsExactly("closed WRONG_PEER");
    assertThat(ends.listener.events).isEmpty();
    assertThat(ends.listener.connection.isEstablished()).isFalse();
  }

  @Test
  void an_end_that_does_not_speak_is_given_up_in_time() {
    Ends ends = new Ends(6).open();
    assertThat(ends.listener.connection.deadline()).isEqualTo(Ends.TIMEOUT);
    ends.listener.connection.tick(Ends.TIMEOUT - 1);
    assertThat(ends.listener.events).isEmpty();
    ends.listener.connection.tick(Ends.TIMEOUT);
    assertThat(ends.listener.events).containsExactly("closed HANDSHAKE_TIMEOUT");
  }

  @Test
  void a_stream_whose_protocol_is_never_agreed_upon_is_reset_in_time() {
    Ends ends = new Ends(7).open().exchange();
    Inbox inbox = new Inbox();
    ends.dialer.connection.open(List.of("/slow"), inbox, 5);
    assertThat(ends.dialer.connection.deadline()).isEqualTo(5 + Ends.TIMEOUT);
    ends.dialer.connection.tick(5 + Ends.TIMEOUT);
    assertThat(inbox.events).containsExactly("RESET");
    assertThat(ends.dialer.connection.isEstablished()).isTrue();
  }

  @Test
  void closing_tells_the_peer_and_ends_the_streams_of_both() {
    Ends ends = new Ends(8).open();
    ends.listener.protocols.put("/echo/1", stream -> new Echo());
    ends.exchange();
    Inbox inbox = new Inbox();
    ends.dialer.connection.open(List.of("/echo/1"), inbox, 0);
    ends.dialer.connection.close(new CloseReason(Kind.LOCAL, "by the test"));
    assertThat(inbox.events).containsExactly("RESET");
    assertThat(ends.dialer.connection.hasOutput()).isTrue();
    ends.exchange();
    assertThat(ends.dialer.events).containsExactly("established", "closed LOCAL");
    assertThat(ends.listener.connection.open(List.of("/echo/1"), inbox, 0)).isEmpty();
  }

  @Test
  void a_bit_changed_on_the_way_closes_the_connection_wherever_it_is() {
    int violations = 0;
    for (int seed = 0; seed < 300; seed++) {
      Ends ends = new Ends(seed).open();
      ends.listener.protocols.put("/echo/1", stream -> new Echo());
      long[] count = {0};
      long target = new Random(seed).nextInt(900);
      Inbox inbox = new Inbox();
      inbox.firstWords = new byte[500];
      boolean[] opened = {false};
      for (int i = 0; i < 2; i++) {
        ends.exchange(
            bytes -> {
              for (int at = 0; at < bytes.length; at++) {
                if (count[0]++ == target) {
                  bytes[at] ^= (byte) (1 << (int) (target % 8));
                }
              }
              return bytes;
            });
        if (i == 0 && ends.dialer.connection.isEstablished()) {
          opened[0] = ends.dialer.connection.open(List.of("/echo/1"), inbox, 0).isPresent();
        }
      }
      boolean whole = inbox.data.size() == 500;
      if (count[0] > target) {
        assertThat(whole).as("seed %s: a changed byte went unnoticed", seed).isFalse();
      }
      violations += ends.listener.events.contains("closed PROTOCOL_VIOLATION") ? 1 : 0;
    }
    assertThat(violations).isGreaterThan(200);
  }

  @Test
  void random_bytes_close_the_connection_and_throw_nothing() {
    int closed = 0;
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      Ends ends = new Ends(seed).open();
      byte[] bytes = new byte[random.nextInt(5_000)];
      random.nextBytes(bytes);
      byte[] prefix = new byte[0];
      if (seed % 2 == 0) { // up to where Noise begins
        prefix = "\u0013/multistream/1.0.0\n\u0007/noise\n".getBytes(StandardCharsets.US_ASCII);
      }
      ends.listener.connection.receive(ByteBuffer.wrap(prefix), 0);
      ends.listener.connection.receive(ByteBuffer.wrap(bytes), 0);
      closed += ends.listener.connection.closeReason().isPresent() ? 1 : 0;
      ends.listener.connection.tick(Ends.TIMEOUT);
      assertThat(ends.listener.connection.closeReason()).isPresent();
    }
    assertThat(closed).isGreaterThan(900);
  }
}

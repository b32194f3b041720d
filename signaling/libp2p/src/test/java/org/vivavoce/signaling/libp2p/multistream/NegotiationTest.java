package org.vivavoce.signaling.libp2p.multistream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vivavoce.signaling.libp2p.wire.MalformedException;

class NegotiationTest {

  private static ByteBuffer lines(String... lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String line : lines) {
      out.write(line.length() + 1);
      out.writeBytes((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @Test
  void the_dialer_sends_its_header_and_first_proposal_at_once() {
    assertThat(text(Negotiation.dialing(List.of("/noise")).output()))
        .isEqualTo("\u0013/multistream/1.0.0\n\u0007/noise\n");
  }

  @Test
  void proposals_are_made_until_one_is_accepted() throws MalformedException {
    Negotiation dialer = Negotiation.dialing(List.of("/a", "/b", "/c"));
    Negotiation listener = Negotiation.listening("/b"::equals);
    for (int i = 0; i < 3; i++) {
      listener.receive(ByteBuffer.wrap(dialer.output()));
      dialer.receive(ByteBuffer.wrap(listener.output()));
    }
    assertThat(dialer.protocol()).contains("/b");
    assertThat(listener.protocol()).contains("/b");
    assertThat(dialer.output()).isEmpty();
  }

  @Test
  void nothing_in_common_ends_the_dialers_side() throws MalformedException {
    Negotiation dialer = Negotiation.dialing(List.of("/a", "/b"));
    dialer.receive(lines(Negotiation.VERSION, "na", "na"));
    assertThat(dialer.isDone()).isTrue();
    assertThat(dialer.protocol()).isEmpty();
  }

  @Test
  void what_follows_the_agreement_is_left_in_the_buffer() throws MalformedException {
    Negotiation listener = Negotiation.listening("/a"::equals);
    ByteBuffer in = lines(Negotiation.VERSION, "/a", "data");
    listener.receive(in);
    assertThat(listener.protocol()).contains("/a");
    assertThat(in.remaining()).isEqualTo(6);
  }

  @Test
  void messages_may_come_byte_by_byte() throws MalformedException {
    Negotiation listener = Negotiation.listening("/a"::equals);
    ByteBuffer all = lines(Negotiation.VERSION, "ls", "/a");
    ByteBuffer so = ByteBuffer.allocate(100);
    while (all.hasRemaining()) {
      so.put(all.get()).flip();
      listener.receive(so);
      so.compact();
    }
    assertThat(listener.protocol()).contains("/a");
    assertThat(text(listener.output())).endsWith("\u0003na\n\u0003/a\n");
  }

  @Test
  void what_is_no_multistream_select_is_refused() {
    for (ByteBuffer wrong :
        List.of(
            lines("/multistream/2.0.0"),
            ByteBuffer.wrap(new byte[] {0}),
            ByteBuffer.wrap(new byte[] {1, 'x'}),
            ByteBuffer.wrap(new byte[] {(byte) 0xff, 0x7f}),
            ByteBuffer.wrap(
                "GET / HTTP/1.1\r\n\r\n".repeat(9).getBytes(StandardCharsets.US_ASCII)))) {
      assertThatThrownBy(() -> Negotiation.listening(name -> true).receive(wrong))
          .isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(
            () -> Negotiation.dialing(List.of("/a")).receive(lines(Negotiation.VERSION, "/b")))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void a_dialer_that_proposes_without_end_is_cut_off() throws MalformedException {
    Negotiation listener = Negotiation.listening(name -> false);
    listener.receive(lines(Negotiation.VERSION));
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                listener.receive(lines("/x" + i));
                listener.output();
              }
            })
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void random_bytes_are_taken_or_refused_and_nothing_else_happens() {
    Random random = new Random(4);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      try {
        Negotiation.listening(name -> false).receive(ByteBuffer.wrap(bytes));
      } catch (MalformedException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}

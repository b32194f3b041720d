package org.vivavoce.signaling.libp2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DelimitedReaderTest {

  @Test
  void messages_come_out_whole_however_the_stream_is_cut() throws MalformedException {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<byte[]> sent = new ArrayList<>();
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      for (int i = 0; i < 20; i++) {
        byte[] message = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(1000)];
        random.nextBytes(message);
        sent.add(message);
        stream.writeBytes(DelimitedReader.delimit(message));
      }
      DelimitedReader reader = new DelimitedReader(1000);
      List<byte[]> got = new ArrayList<>();
      ByteBuffer in = ByteBuffer.wrap(stream.toByteArray());
      while (in.hasRemaining()) {
        int part = 1 + random.nextInt(Math.min(in.remaining(), 50));
        got.addAll(reader.receive(in.slice(in.position(), part)));
        in.position(in.position() + part);
      }
      assertThat(got).hasSameSizeAs(sent);
      for (int i = 0; i < sent.size(); i++) {
        assertThat(got.get(i)).isEqualTo(sent.get(i));
      }
      assertThat(reader.isAtBoundary()).isTrue();
    }
  }

  @Test
  void a_message_that_is_too_long_or_has_no_length_is_refused_at_once() {
    for (byte[] wrong :
        List.of(
            new byte[] {(byte) 0xe9, 0x07},
            new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1},
            new byte[] {(byte) 0x80, 0})) {
      assertThatThrownBy(() -> new DelimitedReader(1000).receive(ByteBuffer.wrap(wrong)))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void a_message_that_has_begun_is_no_boundary() throws MalformedException {
    DelimitedReader reader = new DelimitedReader(1000);
    assertThat(reader.receive(ByteBuffer.wrap(new byte[] {(byte) 0x80}))).isEmpty();
    assertThat(reader.isAtBoundary()).isFalse();
    assertThat(reader.receive(ByteBuffer.wrap(new byte[] {1, 5}))).isEmpty();
    assertThat(reader.isAtBoundary()).isFalse();
  }
}

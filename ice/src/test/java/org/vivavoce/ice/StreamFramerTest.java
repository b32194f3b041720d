package org.vivavoce.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamFramerTest {
  private static byte[] channelData(int channel, byte[] data) {
    int padding = -data.length & 3;
    ByteBuffer out = ByteBuffer.allocate(4 + data.length + padding);
    return out.putShort((short) channel).putShort((short) data.length).put(data).array();
  }

  private static byte[] stun(int dataBytes) {
    StunWriter writer = new StunWriter(0x0017, TransactionId.random(), dataBytes + 128);
    ByteBuffer message = writer.bytes(StunMessage.DATA, new byte[dataBytes]).finish();
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    return bytes;
  }

  private static byte[] bytes(ByteBuffer message) {
    byte[] copy = new byte[message.remaining()];
    message.get(copy);
    return copy;
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Messages as they are handed on, that is, without padding; and the stream that holds them. */
  private static final class Scene {
    final List<byte[]> messages = new ArrayList<>();
    final ByteArrayOutputStream stream = new ByteArrayOutputStream();

    Scene(long seed) {
      Random random = new Random(seed);
      for (int i = 0; i < 12; i++) {
        if (random.nextBoolean()) {
          byte[] message = stun(random.nextInt(300));
          messages.add(message);
          stream.writeBytes(message);
        } else {
          byte[] data = random(random, random.nextInt(300));
          byte[] framed = channelData(0x4000 + random.nextInt(0x1000), data);
          messages.add(Arrays.copyOf(framed, 4 + data.length));
          stream.writeBytes(framed);
        }
      }
    }
  }

  @Test
  void a_stream_that_is_split_at_every_byte_gives_the_same_messages() {
    Scene scene = new Scene(1);
    byte[] stream = scene.stream.toByteArray();
    for (int at = 0; at <= stream.length; at++) {
      List<byte[]> seen = new ArrayList<>();
      StreamFramer framer = new StreamFramer(it -> seen.add(bytes(it)));
      assertThat(framer.receive(ByteBuffer.wrap(stream, 0, at))).isTrue();
      assertThat(framer.receive(ByteBuffer.wrap(stream, at, stream.length - at))).isTrue();
      assertThat(seen.toArray(byte[][]::new)).isDeepEqualTo(scene.messages.toArray(byte[][]::new));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4, 5, 6, 7, 8, 9})
  void a_stream_in_pieces_of_any_size_gives_the_same_messages(long seed) {
    Scene scene = new Scene(seed);
    Random random = new Random(seed);
    ByteBuffer stream = ByteBuffer.wrap(scene.stream.toByteArray());
    List<byte[]> seen = new ArrayList<>();
    StreamFramer framer = new StreamFramer(it -> seen.add(bytes(it)));
    int most = 1 + random.nextInt(100);
    while (stream.hasRemaining()) {
      int piece = Math.min(stream.remaining(), 1 + random.nextInt(most));
      ByteBuffer in = stream.slice(stream.position(), piece);
      assertThat(framer.receive(in)).isTrue();
      assertThat(in.hasRemaining()).isFalse();
      stream.position(stream.position() + piece);
    }
    assertThat(seen.toArray(byte[][]::new)).isDeepEqualTo(scene.messages.toArray(byte[][]::new));
  }

  @Test
  void the_largest_messages_there_are_come_through_in_one_piece_and_byte_by_byte() {
    byte[] data = random(new Random(3), 65_535);
    byte[] stream = channelData(0x4001, data);
    List<Integer> lengths = new ArrayList<>();
    StreamFramer framer = new StreamFramer(it -> lengths.add(it.remaining()));
    assertThat(framer.receive(ByteBuffer.wrap(stream))).isTrue();
    for (int i = 0; i < stream.length; i++) {
      assertThat(framer.receive(ByteBuffer.wrap(stream, i, 1))).isTrue();
    }
    assertThat(lengths).containsExactly(4 + 65_535, 4 + 65_535);
  }

  @Test
  void a_truncated_message_is_not_handed_on() {
    byte[] message = stun(100);
    StreamFramer framer =
        new StreamFramer(
            it -> {
              throw new AssertionError("handed on");
            });
    assertThat(framer.receive(ByteBuffer.wrap(message, 0, message.length - 1))).isTrue();
  }

  @Test
  void the_receiver_may_change_what_it_is_given_and_move_in_it() {
    byte[] one = channelData(0x4000, new byte[] {1, 2, 3});
    ByteBuffer stream = ByteBuffer.allocate(2 * one.length).put(one).put(one).flip();
    List<Byte> seen = new ArrayList<>();
    StreamFramer framer =
        new StreamFramer(
            it -> {
              seen.add(it.get(it.position() + 4));
              it.put(it.position() + 4, (byte) 99).limit(it.position() + 1).position(0);
              return true;
            });
    assertThat(framer.receive(stream)).isTrue();
    assertThat(seen).containsExactly((byte) 1, (byte) 1);
  }

  @Test
  void nothing_is_handed_on_to_a_receiver_that_has_had_enough() {
    byte[] one = channelData(0x4000, new byte[] {1});
    ByteBuffer stream = ByteBuffer.allocate(2 * one.length).put(one).put(one).flip();
    List<byte[]> seen = new ArrayList<>();
    StreamFramer framer =
        new StreamFramer(
            it -> {
              seen.add(bytes(it));
              return false;
            });
    assertThat(framer.receive(stream)).isTrue();
    assertThat(seen).hasSize(1);
  }

  @Test
  void what_is_neither_stun_nor_channel_data_breaks_the_stream_wherever_it_begins() {
    for (int first = 0; first < 256; first++) {
      boolean known = first < 80;
      byte[] bytes = {(byte) first, 0, 0, 0};
      assertThat(new StreamFramer(it -> true).receive(ByteBuffer.wrap(bytes))).isEqualTo(known);
      StreamFramer slow = new StreamFramer(it -> true);
      boolean ok = true;
      for (int i = 0; i < 5; i++) {
        ok &= slow.receive(ByteBuffer.wrap(bytes, Math.min(i, 3), 1));
      }
      assertThat(ok).isEqualTo(known);
    }
  }

  @Test
  void random_streams_neither_throw_nor_grow() {
    Random random = new Random(11);
    int broken = 0;
    for (int i = 0; i < 2000; i++) {
      StreamFramer framer = new StreamFramer(it -> it.remaining() <= 65_555);
      ByteBuffer in = ByteBuffer.wrap(random(random, random.nextInt(200)));
      broken += framer.receive(in) ? 0 : 1;
    }
    assertThat(broken).isBetween(100, 1999);
  }
}

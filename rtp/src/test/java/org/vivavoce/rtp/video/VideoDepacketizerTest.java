package org.vivavoce.rtp.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.vivavoce.rtp.video.Payloads.bytes;
import static org.vivavoce.rtp.video.Payloads.join;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class VideoDepacketizerTest {
  /** A key frame of VP8, 320 by 240 (RFC 6386 section 9.1). */
  private static final byte[] VP8_KEY =
      bytes(0x10, 0, 0, 0x9D, 0x01, 0x2A, 0x40, 0x01, 0xF0, 0x00, 1, 2, 3);

  private static final byte[] VP8_DELTA = bytes(0x11, 0, 0, 4, 5, 6);

  /** A key frame of VP9, profile 0, 640 by 360 (VP9 bitstream, section 6.2). */
  private static final byte[] VP9_KEY =
      bytes(0x82, 0x49, 0x83, 0x42, 0x20, 0x27, 0xF0, 0x16, 0x70, 9);

  private static final byte[] VP9_DELTA = bytes(0x86, 1, 2, 3);

  @Test
  void rfc7741_section_4_2_descriptors_of_every_length_are_taken_off() {
    byte[][] descriptors = {
      {0x10},
      {(byte) 0x90, 0x00},
      {(byte) 0x90, (byte) 0x80, 0x11},
      {(byte) 0x90, (byte) 0x80, (byte) 0x91, 0x11},
      {(byte) 0x90, (byte) 0xC0, 0x11, 0x22},
      {(byte) 0x90, (byte) 0xE0, (byte) 0x91, 0x11, 0x22, 0x33},
      {(byte) 0x90, 0x20, 0x33},
      {(byte) 0x90, 0x10, 0x33},
      {(byte) 0x90, 0x30, 0x33},
    };
    for (byte[] descriptor : descriptors) {
      Payloads p = new Payloads(VideoDepacketizer.vp8());
      p.packet(true, join(descriptor, VP8_KEY));
      assertThat(p.frames).hasSize(1);
      assertThat(p.frames.get(0).data()).isEqualTo(VP8_KEY);
      assertThat(p.frames.get(0).key()).isTrue();
      assertThat(p.frames.get(0).width()).isEqualTo(320);
      assertThat(p.frames.get(0).height()).isEqualTo(240);
    }
  }

  @Test
  void a_vp8_picture_in_several_packets_and_partitions_is_put_together() {
    Payloads p = new Payloads(VideoDepacketizer.vp8());
    p.packet(false, join(bytes(0x10), java.util.Arrays.copyOf(VP8_KEY, 11)));
    p.packet(false, join(bytes(0x00), bytes(VP8_KEY[11])));
    p.packet(true, join(bytes(0x11), bytes(VP8_KEY[12])));
    p.packet(true, join(bytes(0x10), VP8_DELTA));
    assertThat(p.frames).extracting(VideoFrame::key).containsExactly(true, false);
    assertThat(p.frames.get(0).data()).isEqualTo(VP8_KEY);
    assertThat(p.frames.get(1).data()).isEqualTo(VP8_DELTA);
    assertThat(p.frames)
        .extracting(VideoFrame::timestamp)
        .containsExactly(0xFFFF_0000L, 0xFFFF_0BB8L);
  }

  @Test
  void a_loss_costs_its_picture_and_those_after_it_up_to_the_next_key_frame() {
    VideoDepacketizer vp8 = VideoDepacketizer.vp8();
    Payloads p = new Payloads(vp8);
    assertThat(vp8.waitsForKey()).isTrue();
    p.packet(true, join(bytes(0x10), VP8_DELTA));
    assertThat(p.frames).as("before any key frame").isEmpty();
    p.packet(true, join(bytes(0x10), VP8_KEY));
    p.packet(false, join(bytes(0x10), VP8_DELTA));
    p.number++;
    p.packet(true, join(bytes(0x00), bytes(1)));
    assertThat(vp8.waitsForKey()).isTrue();
    p.packet(true, join(bytes(0x10), VP8_DELTA));
    assertThat(p.frames).hasSize(1);
    p.packet(true, join(bytes(0x10), VP8_KEY));
    assertThat(p.frames).hasSize(2);
    assertThat(vp8.waitsForKey()).isFalse();
    assertThat(vp8.droppedFrames()).isEqualTo(3);
    // Whole pictures that are missing are a loss too.
    p.number += 2;
    p.packet(true, join(bytes(0x10), VP8_DELTA));
    assertThat(p.frames).hasSize(2);
  }

  @Test
  void a_picture_without_its_end_does_not_run_into_the_next() {
    Payloads p = new Payloads(VideoDepacketizer.vp8());
    p.packet(false, join(bytes(0x10), VP8_KEY));
    p.number++;
    p.timestamp += 3_000;
    p.packet(true, join(bytes(0x10), VP8_KEY));
    assertThat(p.frames).isEmpty();
    p.packet(true, join(bytes(0x10), VP8_KEY));
    assertThat(p.frames).hasSize(1);
  }

  @Test
  void padding_packets_change_nothing() {
    Payloads p = new Payloads(VideoDepacketizer.vp8());
    p.packet(false, join(bytes(0x10), java.util.Arrays.copyOf(VP8_KEY, 11)));
    p.packet(false, new byte[0]);
    p.packet(true, join(bytes(0x00), bytes(VP8_KEY[11], VP8_KEY[12])));
    assertThat(p.frames).hasSize(1);
  }

  @Test
  void rfc9628_section_4_2_descriptors_of_every_form_are_taken_off() {
    byte[][] descriptors = {
      {0x0C},
      {(byte) 0x8C, 0x11},
      {(byte) 0x8C, (byte) 0x91, 0x11},
      {0x2C, 0x00, 0x05}, // layers, not flexible: TL0PICIDX
      {0x3C, 0x00}, // layers, flexible
      {0x0E, 0x00}, // a structure of one layer without sizes
      {0x0E, 0x18, 0x02, (byte) 0x80, 0x01, 0x68, 0x01, 0x04, 0x01}, // with size and pictures
    };
    descriptors[6] = bytes(0x0E, 0x18, 0x02, 0x80, 0x01, 0x68, 2, 0x04, 0x01, 0x00);
    for (byte[] descriptor : descriptors) {
      Payloads p = new Payloads(VideoDepacketizer.vp9());
      p.packet(true, join(descriptor, VP9_KEY));
      assertThat(p.frames).as(java.util.Arrays.toString(descriptor)).hasSize(1);
      assertThat(p.frames.get(0).data()).isEqualTo(VP9_KEY);
      assertThat(p.frames.get(0).width()).isEqualTo(640);
      assertThat(p.frames.get(0).height()).isEqualTo(360);
    }
    Payloads p = new Payloads(VideoDepacketizer.vp9());
    p.packet(true, join(bytes(0x0C), VP9_KEY));
    // Flexible, with three references.
    p.packet(true, join(bytes(0x5C, 0x03, 0x05, 0x06), VP9_DELTA));
    assertThat(p.frames.get(1).data()).isEqualTo(VP9_DELTA);
    assertThat(p.frames.get(1).key()).isFalse();
    // Four are one too many.
    p.packet(true, join(bytes(0x5C, 0x03, 0x05, 0x07, 0x08), VP9_DELTA));
    assertThat(p.frames).hasSize(2);
  }

  @Test
  void spatial_layers_of_one_picture_become_a_superframe() {
    Payloads p = new Payloads(VideoDepacketizer.vp9());
    p.packet(false, join(bytes(0x28, 0x00, 0x01), VP9_KEY));
    p.packet(false, join(bytes(0x24, 0x00, 0x01), bytes(7)));
    p.packet(true, join(bytes(0x2C, 0x03, 0x01), VP9_DELTA));
    int first = VP9_KEY.length + 1;
    assertThat(p.frames).hasSize(1);
    assertThat(p.frames.get(0).data())
        .isEqualTo(
            join(
                VP9_KEY,
                bytes(7),
                VP9_DELTA,
                bytes(0xD9, first, 0, 0, 0, VP9_DELTA.length, 0, 0, 0, 0xD9)));
  }

  @Test
  void rfc6184_single_units_aggregates_and_fragments_become_annex_b() {
    Payloads p = new Payloads(VideoDepacketizer.h264());
    p.packet(false, bytes(24, 0, 2, 0x67, 1, 0, 3, 0x68, 2, 3));
    p.packet(false, bytes(0x7C, 0x85, 10, 11));
    p.packet(false, bytes(0x7C, 0x05, 12));
    p.packet(true, bytes(0x7C, 0x45, 13));
    p.packet(true, bytes(0x41, 20, 21));
    assertThat(p.frames).hasSize(2);
    assertThat(p.frames.get(0).key()).isTrue();
    assertThat(p.frames.get(0).data())
        .isEqualTo(
            bytes(0, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x68, 2, 3, 0, 0, 0, 1, 0x65, 10, 11, 12, 13));
    assertThat(p.frames.get(1).data()).isEqualTo(bytes(0, 0, 0, 1, 0x41, 20, 21));
    assertThat(p.frames.get(1).key()).isFalse();
  }

  @Test
  void h264_that_is_broken_is_not_given_out() {
    byte[][] broken = {
      {0x1C, (byte) 0x85}, // a fragment without anything
      {0x1C, 0x05, 1, 2}, // the middle of nothing
      {24, 0, 9, 0x65, 1}, // an aggregate that ends early
      {24, 0, 0}, // a unit of no length
      {24}, // no unit
      {24, 0}, // half a length
      {25, 0, 0, 0x65}, // interleaved
      {0, 1},
      {30, 1},
    };
    for (byte[] payload : broken) {
      Payloads p = new Payloads(VideoDepacketizer.h264());
      p.packet(true, payload);
      p.packet(true, bytes(0x65, 1));
      assertThat(p.frames).as(java.util.Arrays.toString(payload)).hasSize(1);
      assertThat(p.frames.get(0).data()).isEqualTo(bytes(0, 0, 0, 1, 0x65, 1));
    }
    Payloads p = new Payloads(VideoDepacketizer.h264());
    p.packet(false, bytes(0x7C, 0x85, 1));
    p.packet(true, bytes(0x65, 2)); // a unit within a fragmented one
    assertThat(p.frames).isEmpty();
    p.packet(true, bytes(0x7C, 0x85, 1)); // never ended
    assertThat(p.frames).isEmpty();
  }

  @Test
  void a_picture_without_end_takes_bounded_memory() {
    VideoDepacketizer vp8 = VideoDepacketizer.vp8();
    byte[] payload = new byte[1_200];
    payload[0] = 0x10;
    for (int i = 0; i < 10_000; i++) {
      assertThat(vp8.packet(payload, 0, payload.length, i, 0, false)).isEmpty();
      payload[0] = 0;
    }
    assertThat(vp8.packet(payload, 0, payload.length, 10_000, 0, true)).isEmpty();
    byte[] key = join(bytes(0x10), VP8_KEY);
    assertThat(vp8.packet(key, 0, key.length, 10_001, 3_000, true)).isPresent();
  }

  @Test
  void whatever_comes_nothing_throws_and_a_key_frame_is_given_out_after_it() {
    Random random = new Random(6184);
    List<Supplier<VideoDepacketizer>> all =
        List.of(VideoDepacketizer::vp8, VideoDepacketizer::vp9, VideoDepacketizer::h264);
    List<byte[]> keys =
        List.of(join(bytes(0x10), VP8_KEY), join(bytes(0x0C), VP9_KEY), bytes(0x65, 1, 2));
    for (int kind = 0; kind < 3; kind++) {
      VideoDepacketizer d = all.get(kind).get();
      long number = 0;
      for (int i = 0; i < 100_000; i++) {
        byte[] payload = new byte[random.nextInt(12)];
        random.nextBytes(payload);
        number += 1 + random.nextInt(50) / 49;
        Optional<VideoFrame> frame =
            d.packet(payload, 0, payload.length, number, random.nextInt(3), random.nextInt(3) == 0);
        frame.ifPresent(f -> assertThat(f.data()).isNotEmpty());
      }
      byte[] key = keys.get(kind);
      d.packet(new byte[1], 0, 1, ++number, 77, true);
      assertThat(d.packet(key, 0, key.length, ++number, 78, true)).isPresent();
    }
    assertThatThrownBy(() -> VideoDepacketizer.vp8().packet(new byte[3], 2, 2, 0, 0, true))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}

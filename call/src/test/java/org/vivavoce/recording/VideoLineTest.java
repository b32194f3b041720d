package org.vivavoce.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Video into files, by pictures of one packet of VP8 each. */
class VideoLineTest {
  private static final byte[] KEY = {
    0x10, 0x10, 0, 0, (byte) 0x9D, 0x01, 0x2A, 0x40, 0x01, (byte) 0xF0, 0x00, 1
  };

  private static final byte[] DELTA = {0x10, 0x11, 0, 0, 4};

  /** 25 pictures a second, in samples of the timeline. */
  private static final int PICTURE = 1_920;

  @TempDir Path folder;
  private FileMaker files;
  private VideoLine line;

  @BeforeEach
  void open() {
    files = new FileMaker(folder, FileMaker.NEW_FILES, new Random(1));
    line = new VideoLine(files, "screen", VideoCodec.VP8);
  }

  private void send(int picture, byte[] payload, long place) throws IOException {
    line.packet(payload, picture + 65_500 & 0xFFFF, picture * 3_600L & 0xFFFF_FFFFL, true, place);
  }

  /** The times in milliseconds of the pictures in the file. */
  private List<Long> times() throws IOException {
    line.finish();
    ByteBuffer in =
        ByteBuffer.wrap(Files.readAllBytes(files.files().get(0))).order(ByteOrder.LITTLE_ENDIAN);
    List<Long> times = new ArrayList<>();
    in.position(32);
    while (in.hasRemaining()) {
      int length = in.getInt();
      times.add(in.getLong() / 90);
      in.position(in.position() + length);
    }
    return times;
  }

  @Test
  void pictures_are_put_in_order_across_the_wrap_of_their_numbers() throws Exception {
    long start = 48_000;
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int picture = i == 0 || i == 99 ? i : i % 2 == 1 && i < 98 ? i + 1 : i - 1;
      send(picture, picture == 0 ? KEY : DELTA, start + (long) i * PICTURE);
      expected.add(1_000L + 40 * i);
    }
    assertThat(times()).isEqualTo(expected);
  }

  @Test
  void what_is_missing_is_waited_for_half_a_second_and_then_a_key_frame_is_wanted()
      throws Exception {
    send(0, KEY, 0);
    assertThat(line.wantsKeyFrame()).isFalse();
    send(2, DELTA, 2 * PICTURE);
    send(3, DELTA, 3 * PICTURE);
    line.advance(2 * PICTURE + 23_000);
    assertThat(line.wantsKeyFrame()).isFalse();
    line.advance(2 * PICTURE + 24_000);
    assertThat(line.wantsKeyFrame()).isTrue();
    send(1, DELTA, 20 * PICTURE);
    send(4, KEY, 21 * PICTURE);
    assertThat(line.wantsKeyFrame()).isFalse();
    assertThat(times()).containsExactly(0L, 160L);
  }

  @Test
  void another_source_goes_on_in_the_same_file_at_its_time() throws Exception {
    send(0, KEY, 0);
    send(1, DELTA, PICTURE);
    line.restart();
    line.packet(KEY, 9, 123_456_789L, true, 48_000);
    line.packet(DELTA, 10, 123_460_389L, true, 48_000 + PICTURE);
    // A jump of the numbers without being told.
    line.packet(KEY, 30_000, 5, true, 96_000);
    assertThat(times()).containsExactly(0L, 40L, 1_000L, 1_040L, 2_000L);
  }

  @Test
  void whatever_comes_times_only_grow_and_nothing_throws() throws Exception {
    Random random = new Random(3);
    send(0, KEY, 0);
    for (int i = 0; i < 20_000; i++) {
      byte[] payload = random.nextInt(3) == 0 ? KEY : new byte[random.nextInt(20)];
      int number = random.nextInt(100) == 0 ? random.nextInt(65_536) : i & 0xFFFF;
      line.packet(
          payload,
          number,
          random.nextInt(50) == 0 ? random.nextLong() : i * 3_600L,
          true,
          i * 100L);
      if (i % 50 == 0) {
        line.advance(i * 100L);
      }
    }
    List<Long> times = times();
    assertThat(times).hasSizeGreaterThan(100).isSorted();
  }

  @Test
  void a_recorder_asks_for_a_key_frame_and_writes_from_it_on() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    RecorderConfig config = new RecorderConfig(false, 1 << 20, Duration.ofHours(1));
    Recorder recorder = Recorder.start(folder, config);
    VideoRecording video = recorder.video("Bob's screen", VideoCodec.VP8, asked::incrementAndGet);
    long now = System.nanoTime();
    video.packet(DELTA, 0, DELTA.length, 7, 0, true, now);
    video.packet(DELTA, 0, DELTA.length, 8, 3_600, true, now + 1);
    video.packet(KEY, 0, KEY.length, 9, 7_200, true, now + 2);
    video.packet(DELTA, 0, DELTA.length, 10, 10_800, true, now + 3);
    video.close();
    video.packet(KEY, 0, KEY.length, 11, 14_400, true, now + 4);
    recorder.stop().get(20, TimeUnit.SECONDS);
    assertThat(asked).hasValue(1);
    Path file = recorder.stats().files().get(0);
    assertThat(file.getFileName()).hasToString("bob_s_screen.ivf");
    assertThat(Files.size(file)).isEqualTo(32 + 12 + KEY.length - 1 + 12 + DELTA.length - 1);
  }
}

package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavWriterTest {
  @TempDir Path folder;

  private static short[] ramp(int samples) {
    short[] pcm = new short[samples];
    for (int i = 0; i < samples; i++) {
      pcm[i] = (short) (i * 7);
    }
    return pcm;
  }

  private static int[] sizes(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    return new int[] {buffer.getInt(4), buffer.getInt(40)};
  }

  @Test
  void the_header_is_the_44_bytes_that_everything_reads() throws Exception {
    Path path = folder.resolve("a.wav");
    try (PcmOutput out = OutputDevices.wav(path).open(PcmFormat.STEREO_48K, 960)) {
      out.write(new short[] {1, -1, 0x1234, 2}, 0, 2);
    }
    assertThat(Files.readAllBytes(path))
        .asHexString()
        .isEqualTo(
            "52494646"
                + "2C000000"
                + "57415645"
                + "666D7420"
                + "10000000"
                + "0100"
                + "0200"
                + "80BB0000"
                + "00EE0200"
                + "0400"
                + "1000"
                + "64617461"
                + "08000000"
                + "0100"
                + "FFFF"
                + "3412"
                + "0200");
  }

  @Test
  void what_was_written_is_read_back() throws Exception {
    Path path = folder.resolve("a.wav");
    short[] pcm = ramp(100_000);
    InputDevice back;
    try (PcmOutput out = OutputDevices.wav(path).open(new PcmFormat(44_100, 2), 100)) {
      for (int i = 0; i < 50_000; i += 100) {
        out.write(pcm, 2 * i, 100);
      }
    }
    back = InputDevices.wav(path, false);
    short[] got = new short[100_001];
    try (PcmInput in = back.open(new PcmFormat(44_100, 2), 100)) {
      assertThat(in.read(got, 0, 50_000)).isEqualTo(50_000);
      assertThat(in.read(got, 0, 1)).isZero();
    }
    assertThat(Arrays.copyOf(got, 100_000)).isEqualTo(pcm);
  }

  @Test
  void a_killed_process_leaves_a_file_that_lacks_at_most_half_a_second() throws Exception {
    Path path = folder.resolve("a.wav");
    PcmOutput out = OutputDevices.wav(path).open(PcmFormat.MONO_48K, 960);
    short[] pcm = ramp(960);
    for (int buffer = 1; buffer <= 500; buffer++) {
      out.write(pcm, 0, 960);
      // As a kill at this moment would leave it: nothing was closed.
      byte[] file = Files.readAllBytes(path);
      int[] sizes = sizes(file);
      assertThat(sizes[1]).isEqualTo(file.length - 44).isGreaterThan(buffer * 1920 - 48_000 - 1920);
      assertThat(sizes[0]).isEqualTo(file.length - 8);
    }
    out.close();
  }

  @Test
  void a_buffer_larger_than_the_writers_own_is_written_whole() throws Exception {
    Path path = folder.resolve("a.wav");
    try (PcmOutput out = OutputDevices.wav(path).open(PcmFormat.MONO_48K, 48_000)) {
      for (int i = 0; i < 5; i++) {
        out.write(ramp(300_000), 0, 300_000);
      }
    }
    assertThat(sizes(Files.readAllBytes(path))[1]).isEqualTo(3_000_000);
  }

  @Test
  void an_existing_file_is_replaced() throws Exception {
    Path path = Files.write(folder.resolve("a.wav"), new byte[100_000]);
    OutputDevices.wav(path).open(PcmFormat.MONO_48K, 960).close();
    assertThat(Files.size(path)).isEqualTo(44);
  }

  @Test
  void a_full_file_stays_whole_and_says_so() throws Exception {
    Path path = folder.resolve("a.wav");
    WavWriter out = WavWriter.create(path, PcmFormat.MONO_48K, 10_001);
    out.write(ramp(4_000), 0, 4_000);
    assertThatThrownBy(() -> out.write(ramp(4_000), 0, 4_000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a.wav")
        .hasMessageContaining("full");
    out.close();
    assertThat(Files.size(path)).isEqualTo(10_044);
    assertThat(sizes(Files.readAllBytes(path))).containsExactly(10_036, 10_000);
  }

  @Test
  void a_place_that_cannot_be_written_is_told_at_once() throws Exception {
    Path absent = folder.resolve("absent").resolve("a.wav");
    assertThatThrownBy(() -> OutputDevices.wav(absent).open(PcmFormat.MONO_48K, 960))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(absent.toString())
        .hasMessageContaining("there is no folder");
    assertThatThrownBy(() -> OutputDevices.wav(folder).open(PcmFormat.MONO_48K, 960))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it is a directory");
  }

  @Test
  void closing_twice_is_harmless_and_writing_after_it_is_an_exception() throws Exception {
    PcmOutput out = OutputDevices.wav(folder.resolve("a.wav")).open(PcmFormat.MONO_48K, 960);
    out.close();
    out.close();
    assertThatThrownBy(() -> out.write(new short[960], 0, 960)).isInstanceOf(IOException.class);
  }
}

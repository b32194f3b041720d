package org.vivavoce.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavReaderTest {
  @TempDir Path folder;

  private static byte[] fmt(int encoding, int channels, long rate, int frame, int bits) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) encoding)
        .putShort((short) channels)
        .putInt((int) rate)
        .putInt((int) rate * frame)
        .putShort((short) frame)
        .putShort((short) bits)
        .array();
  }

  private static byte[] extensible(int encoding, int channels, int rate, int frame, int bits) {
    byte[] plain = Arrays.copyOf(fmt(0xfffe, channels, rate, frame, bits), 40);
    ByteBuffer buffer = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN).position(16);
    buffer.putShort((short) 22).putShort((short) bits).putInt(3).putShort((short) encoding);
    buffer.put(new byte[] {0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xaa, 0, 0x38});
    buffer.put(new byte[] {(byte) 0x9b, 0x71});
    return plain;
  }

  private static void chunk(ByteArrayOutputStream out, String id, byte[] body, long size) {
    out.writeBytes(id.getBytes());
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) size).array());
    out.writeBytes(body);
    if (body.length % 2 == 1) {
      out.write(0);
    }
  }

  private static byte[] wav(byte[] fmt, byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("RIFF\0\0\0\0WAVE".getBytes());
    chunk(out, "fmt ", fmt, fmt.length);
    chunk(out, "LIST", "odd".getBytes(), 3);
    chunk(out, "data", data, data.length);
    chunk(out, "LIST", new byte[100], 100);
    return out.toByteArray();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("test.wav"), bytes);
  }

  private float[] samples(byte[] fmt, byte[] data) throws IOException {
    try (WavReader reader = WavReader.open(file(wav(fmt, data)))) {
      float[] samples = new float[1000];
      int frames = reader.read(samples, 0, 1000 / reader.channels());
      assertThat(reader.read(samples, 0, 1)).isZero();
      return Arrays.copyOf(samples, frames * reader.channels());
    }
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void all_widths_of_pcm_and_float_are_read() throws Exception {
    assertThat(samples(fmt(1, 1, 8000, 1, 8), new byte[] {0, (byte) 128, (byte) 192}))
        .containsExactly(-1, 0, 0.5f);
    assertThat(
            samples(
                fmt(1, 1, 48000, 2, 16),
                little(6)
                    .putShort(Short.MIN_VALUE)
                    .putShort((short) 0)
                    .putShort((short) 16384)
                    .array()))
        .containsExactly(-1, 0, 0.5f);
    assertThat(
            samples(
                fmt(1, 1, 48000, 3, 24),
                new byte[] {0, 0, (byte) 0x80, 0, 0, 0x40, (byte) 0xff, (byte) 0xff, (byte) 0xff}))
        .containsExactly(-1, 0.5f, -1f / 8388608);
    assertThat(
            samples(
                fmt(1, 2, 96000, 8, 32),
                little(8).putInt(Integer.MIN_VALUE).putInt(1 << 30).array()))
        .containsExactly(-1, 0.5f);
    assertThat(samples(fmt(3, 1, 44100, 4, 32), little(8).putFloat(-0.25f).putFloat(1f).array()))
        .containsExactly(-0.25f, 1);
    assertThat(samples(fmt(3, 1, 44100, 8, 64), little(16).putDouble(-0.25).putDouble(1).array()))
        .containsExactly(-0.25f, 1);
    assertThat(
            samples(
                extensible(1, 2, 48000, 4, 16),
                little(4).putShort((short) -16384).putShort((short) 16384).array()))
        .containsExactly(-0.5f, 0.5f);
    assertThat(samples(extensible(3, 1, 48000, 4, 32), little(4).putFloat(0.125f).array()))
        .containsExactly(0.125f);
    // 12 bits in two bytes, left-justified.
    assertThat(samples(fmt(1, 1, 48000, 2, 12), little(2).putShort((short) 0x4000).array()))
        .containsExactly(0.5f);
  }

  @Test
  void floats_that_are_no_numbers_or_too_large_are_made_harmless() throws Exception {
    assertThat(
            samples(
                fmt(3, 1, 44100, 4, 32),
                little(16)
                    .putFloat(Float.NaN)
                    .putFloat(Float.POSITIVE_INFINITY)
                    .putFloat(Float.NEGATIVE_INFINITY)
                    .putFloat(3)
                    .array()))
        .containsExactly(0, 1, -1, 1);
  }

  @Test
  void a_data_chunk_longer_than_the_file_ends_with_the_file() throws Exception {
    for (long size : new long[] {1000, 0xffff_ffffL, 0x7fff_fffeL}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes("RIFF\0\0\0\0WAVE".getBytes());
      chunk(out, "fmt ", fmt(1, 1, 48000, 2, 16), 16);
      chunk(out, "data", new byte[7], size);
      try (WavReader reader =
          WavReader.open(file(Arrays.copyOf(out.toByteArray(), out.size() - 1)))) {
        assertThat(reader.header().frames()).isEqualTo(3);
        assertThat(reader.read(new float[10], 0, 10)).isEqualTo(3);
      }
    }
  }

  @Test
  void reading_goes_across_the_buffers_and_back_to_the_beginning() throws Exception {
    Random random = new Random(5);
    short[] pcm = new short[100_000 * 3];
    ByteBuffer data = little(pcm.length * 2);
    for (int i = 0; i < pcm.length; i++) {
      pcm[i] = (short) random.nextInt();
      data.putShort(pcm[i]);
    }
    try (WavReader reader = WavReader.open(file(wav(fmt(1, 3, 48000, 6, 16), data.array())))) {
      for (int round = 0; round < 2; round++) {
        float[] samples = new float[3 * 777];
        int at = 0;
        for (int got = reader.read(samples, 0, 777); got > 0; got = reader.read(samples, 0, 777)) {
          for (int i = 0; i < got * 3; i++) {
            assertThat(samples[i]).isEqualTo(pcm[at++] / 32768f);
          }
        }
        assertThat(at).isEqualTo(pcm.length);
        reader.rewind();
      }
    }
  }

  private void refused(byte[] bytes, String... parts) throws IOException {
    Path path = file(bytes);
    assertThatThrownBy(() -> InputDevices.wav(path, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(path.toString())
        .hasMessageContainingAll(parts);
  }

  @Test
  void what_is_no_wav_file_is_refused_with_its_name_and_the_reason() throws Exception {
    refused(new byte[0], "not a WAV file", "too short");
    refused("hello world, hello".getBytes(), "not a WAV file", "does not begin with RIFF");
    refused("OggS\0\0\0\0\0\0\0\0\0".getBytes(), "not a WAV file", "Ogg");
    refused("fLaC\0\0\0\0\0\0\0\0\0".getBytes(), "FLAC");
    refused("ID3\3\0\0\0\0\0\0\0\0\0".getBytes(), "MP3");
    refused("RIFF\0\0\0\0AVI LIST".getBytes(), "not a WAV file", "another kind");
    refused("RIFX\0\0\0\0WAVEfmt ".getBytes(), "RIFX");
    refused("RIFF\0\0\0\0WAVE".getBytes(), "no format chunk");
    assertThatThrownBy(() -> InputDevices.wav(folder.resolve("absent.wav"), false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("absent.wav: no such file");
    assertThatThrownBy(() -> InputDevices.wav(folder, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder + ": is a directory");
  }

  @Test
  void a_format_that_cannot_be_read_is_named() throws Exception {
    byte[] data = new byte[64];
    refused(wav(fmt(7, 1, 8000, 1, 8), data), "mu-law", "can be read");
    refused(wav(fmt(0x55, 2, 44100, 1, 0), data), "MP3");
    refused(wav(fmt(0x1234, 2, 44100, 1, 0), data), "0x1234");
    refused(wav(fmt(1, 0, 8000, 0, 16), data), "0 channels");
    refused(wav(fmt(1, 65, 8000, 130, 16), data), "65 channels");
    refused(wav(fmt(1, 1, 0, 2, 16), data), "sample rate of 0 Hz");
    refused(wav(fmt(1, 1, 4_000_000_000L, 2, 16), data), "4000000000 Hz");
    refused(wav(fmt(1, 1, 48000, 8, 64), data), "64-bit PCM");
    refused(wav(fmt(3, 1, 48000, 2, 16), data), "16-bit floats");
    refused(wav(fmt(1, 2, 48000, 2, 16), data), "frames of 2 bytes");
    refused(wav(fmt(1, 1, 48000, 2, 0), data), "0-bit");
    refused(wav(fmt(0xfffe, 1, 48000, 2, 16), data), "too short");
    byte[] guid = extensible(1, 1, 48000, 2, 16);
    guid[39] ^= 1;
    refused(wav(guid, data), "private");
    refused(wav(fmt(1, 1, 48000, 2, 16), new byte[0]), "no sound");
    refused(wav(Arrays.copyOf(fmt(1, 1, 48000, 2, 16), 10), data), "format chunk has 10 bytes");
  }

  @Test
  void chunks_missing_or_in_the_wrong_order_are_told() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("RIFF\0\0\0\0WAVE".getBytes());
    chunk(out, "data", new byte[8], 8);
    refused(out.toByteArray(), "before its format");
    out.reset();
    out.writeBytes("RIFF\0\0\0\0WAVE".getBytes());
    chunk(out, "fmt ", fmt(1, 1, 48000, 2, 16), 16);
    refused(out.toByteArray(), "no data chunk");
    chunk(out, "LIST", new byte[8], 0xffff_fff0L);
    refused(out.toByteArray(), "no data chunk");
  }

  @Test
  void twenty_thousand_mutants_are_read_or_refused_and_nothing_else() throws Exception {
    Random random = new Random(20261123);
    byte[][] originals = {
      wav(fmt(1, 2, 44100, 4, 16), new byte[40]),
      wav(extensible(3, 1, 48000, 4, 32), new byte[40]),
      wav(fmt(1, 1, 8000, 1, 8), new byte[41])
    };
    Path path = folder.resolve("mutant.wav");
    int read = 0;
    int refused = 0;
    float[] samples = new float[64 * 100];
    for (int i = 0; i < 20_000; i++) {
      byte[] mutant = originals[i % 3].clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        mutant[random.nextInt(Math.min(mutant.length, 90))] =
            (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(4) - 1);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(mutant.length) : mutant.length;
      try (WavReader reader = WavReader.of(new Memory(Arrays.copyOf(mutant, length)), path)) {
        while (reader.read(samples, 0, 100) > 0) {
          read++;
        }
      } catch (IOException e) {
        assertThat(e).hasMessageStartingWith(path + ": ");
        refused++;
      }
    }
    assertThat(read).isGreaterThan(1000);
    assertThat(refused).isGreaterThan(1000);
  }

  /** A file in memory: twenty thousand on disk are what would take the time. */
  private static final class Memory implements SeekableByteChannel {
    private final byte[] bytes;
    private long position;

    Memory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(ByteBuffer to) {
      if (position >= bytes.length) {
        return -1;
      }
      int length = (int) Math.min(to.remaining(), bytes.length - position);
      to.put(bytes, (int) position, length);
      position += length;
      return length;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public SeekableByteChannel position(long to) {
      assertThat(to).isNotNegative();
      position = to;
      return this;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int write(ByteBuffer from) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}

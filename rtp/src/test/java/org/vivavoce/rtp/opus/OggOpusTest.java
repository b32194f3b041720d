package org.vivavoce.rtp.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.gagravarr.ogg.OggFile;
import org.gagravarr.ogg.OggPacket;
import org.gagravarr.ogg.OggPacketWriter;
import org.gagravarr.opus.OpusAudioData;
import org.gagravarr.opus.OpusFile;
import org.gagravarr.opus.OpusInfo;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OggOpusTest {
  private static final OpusTags TAGS = new OpusTags("vivavoce", List.of("TITLE=Prüfung", "X="));

  @TempDir Path folder;

  @Test
  void rfc7845_a_file_of_opusenc_gives_its_headers_and_exactly_its_samples() throws IOException {
    OggOpusReader reader = OggOpusReader.open(new ByteArrayInputStream(Sounds.speechFile()));
    assertThat(reader.head()).isEqualTo(new OpusHead(1, 312, 48_000, 0));
    assertThat(reader.tags().vendor()).startsWith("libopus");
    assertThat(reader.tags().comments()).contains("TITLE=Harvard sentences, by espeak-ng");
    // soxi says that the recording had 496,779 samples before it was encoded.
    assertThat(reader.toPcm(1, 60)).hasSize(496_779);
  }

  @Test
  void what_is_written_is_read_again_packet_by_packet() throws IOException {
    List<byte[]> packets = Sounds.encode(OpusConfig.voice(), Sounds.speech());
    byte[] file = write(packets, 495_500);
    OggOpusReader reader = OggOpusReader.open(new ByteArrayInputStream(file));
    assertThat(reader.tags()).isEqualTo(TAGS);
    List<byte[]> read = new ArrayList<>();
    byte[] packet;
    while ((packet = reader.nextPacket()) != null) {
      read.add(packet);
    }
    assertThat(read).containsExactlyElementsOf(packets);
    assertThat(reader.nextPacket()).isNull();
    assertThat(OggOpusReader.readMono(new ByteArrayInputStream(write(packets, 496_000)), 60))
        .hasSize(496_000);
  }

  @Test
  void packets_of_every_size_survive_the_lacing() throws IOException {
    for (int size : new int[] {1, 2, 254, 255, 256, 509, 510, 511, 1276}) {
      List<byte[]> packets = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        byte[] packet = new byte[size];
        Arrays.fill(packet, (byte) i);
        packet[0] = 0x08;
        packets.add(packet);
      }
      OggOpusReader reader = OggOpusReader.open(new ByteArrayInputStream(write(packets, -1)));
      for (byte[] packet : packets) {
        assertThat(reader.nextPacket()).isEqualTo(packet);
      }
      assertThat(reader.nextPacket()).isNull();
    }
  }

  @Test
  void a_comment_header_of_many_pages_is_put_together_and_a_huge_one_refused() throws IOException {
    String long200k = "X=" + "y".repeat(200_000);
    assertThat(roundTrip(new OpusTags("v", List.of(long200k))).comments())
        .containsExactly(long200k);
    assertThatThrownBy(() -> roundTrip(new OpusTags("v", List.of("y".repeat(2_000_000)))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 1048576 bytes");
  }

  @Test
  void vorbis_java_reads_what_we_write_and_writes_what_we_read() throws IOException {
    List<byte[]> packets = Sounds.encode(OpusConfig.voice(), Sounds.speech());
    try (OpusFile file = new OpusFile(new OggFile(new ByteArrayInputStream(write(packets, -1))))) {
      OpusInfo info = file.getInfo();
      assertThat(info.getNumChannels()).isEqualTo(1);
      assertThat(info.getPreSkip()).isEqualTo(312);
      assertThat(file.getTags().getVendor()).isEqualTo("vivavoce");
      for (byte[] packet : packets) {
        assertThat(file.getNextAudioPacket().getData()).isEqualTo(packet);
      }
      OpusAudioData end = file.getNextAudioPacket();
      assertThat(end).isNull();
    }

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OggFile ogg = new OggFile(out);
    OggPacketWriter writer = ogg.getPacketWriter(7);
    writer.bufferPacket(new OggPacket(new OpusHead(1, 0, 0, 0).toBytes()), true);
    writer.bufferPacket(new OggPacket(TAGS.toBytes()), true);
    for (int i = 0; i < packets.size(); i++) {
      writer.setGranulePosition((i + 1) * 960L);
      writer.bufferPacket(new OggPacket(packets.get(i)), i % 20 == 19);
    }
    writer.close();
    ogg.close();
    OggOpusReader reader = OggOpusReader.open(new ByteArrayInputStream(out.toByteArray()));
    for (byte[] packet : packets) {
      assertThat(reader.nextPacket()).isEqualTo(packet);
    }
    assertThat(reader.nextPacket()).isNull();
  }

  @Test
  void opusinfo_and_opusdec_accept_what_we_write() throws Exception {
    if (!installed("opusinfo") || !installed("opusdec")) {
      if ("true".equals(System.getenv("CI"))) {
        fail("opus-tools is missing: install it, this check must run in CI");
      }
      System.err.println(
          "SKIPPED: opus-tools is not installed, nobody else has read our Ogg Opus file");
      Assumptions.abort("opus-tools is not installed");
    }
    List<byte[]> packets = Sounds.encode(OpusConfig.voice(), Sounds.speech());
    Path file = folder.resolve("ours.opus");
    Files.write(file, write(packets, 495_477));
    String info = run("opusinfo", file.toString());
    assertThat(info)
        .contains("Pre-skip: 312")
        .contains("TITLE=Prüfung")
        .doesNotContain("WARNING")
        .doesNotContain("ERROR");
    Path raw = folder.resolve("ours.raw");
    run("opusdec", "--rate", "48000", "--no-dither", file.toString(), raw.toString());
    // A .raw file is 16-bit PCM without a header.
    byte[] decoded = Files.readAllBytes(raw);
    int header = decoded.length - 2 * 495_477;
    assertThat(header).as("bytes besides the samples").isIn(0, 44);
  }

  @Test
  void other_streams_in_the_file_are_skipped() throws IOException {
    List<byte[]> packets = Sounds.encode(OpusConfig.voice(), Sounds.sine(300, 5_000, 9_600));
    byte[] file = write(packets, -1);
    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    new OggPage(OggPage.FIRST, 0, 99, 0, new byte[] {3}, new byte[] {1, 2, 3}).write(mixed);
    ByteArrayInputStream ours = new ByteArrayInputStream(file);
    OggPage page;
    int n = 1;
    while ((page = OggPage.read(ours)) != null) {
      page.write(mixed);
      new OggPage(0, n, 99, n, new byte[] {2}, new byte[] {5, 6}).write(mixed);
      n++;
    }
    OggOpusReader reader = OggOpusReader.open(new ByteArrayInputStream(mixed.toByteArray()));
    for (byte[] packet : packets) {
      assertThat(reader.nextPacket()).isEqualTo(packet);
    }
    assertThat(reader.nextPacket()).isNull();
  }

  @Test
  void a_file_that_ends_early_says_so() throws IOException {
    byte[] file = Sounds.speechFile();
    for (int length : new int[] {0, 1, 26, 27, 28, 40, 46, 47, 100, 5_000, file.length - 1}) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> OggOpusReader.readMono(new ByteArrayInputStream(cut), 60))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Ogg");
    }
  }

  @Test
  void broken_files_give_a_message_that_names_what_is_wrong() {
    assertThatThrownBy(() -> read("RIFF....WAVEfmt ................".getBytes("US-ASCII")))
        .hasMessageContaining("not an Ogg file");
    byte[] flipped = Sounds.speechFile();
    flipped[3_000] ^= 1;
    assertThatThrownBy(() -> read(flipped)).hasMessageContaining("damaged (CRC)");
    assertThatThrownBy(() -> read(pages(new byte[] {1, 2, 3})))
        .hasMessageContaining("no Opus stream");
    assertThatThrownBy(() -> read(pages(new OpusHead(1, 0, 0, 0).toBytes(), new byte[9])))
        .hasMessageContaining("no OpusTags");
    byte[] surround = new OpusHead(2, 0, 0, 0).toBytes();
    surround[18] = 1;
    assertThatThrownBy(() -> read(pages(surround, TAGS.toBytes())))
        .hasMessageContaining("family 1");
    assertThatThrownBy(
            () ->
                read(pages(new OpusHead(1, 0, 0, 0).toBytes(), TAGS.toBytes(), new byte[] {9, 1})))
        .hasMessageContaining("not Opus");
    byte[] tags = TAGS.toBytes();
    tags[8] = (byte) 0xff;
    tags[11] = (byte) 0xff;
    assertThatThrownBy(() -> read(pages(new OpusHead(1, 0, 0, 0).toBytes(), tags)))
        .hasMessageContaining("ends within a vendor");
    assertThatThrownBy(
            () -> OggOpusReader.readMono(new ByteArrayInputStream(Sounds.speechFile()), 3))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("longer than 3 s");
  }

  @Test
  void twenty_thousand_mutants_give_packets_or_an_io_exception() throws IOException {
    List<byte[]> packets = Sounds.encode(OpusConfig.voice(), Sounds.sine(300, 5_000, 48_000));
    byte[] file = write(packets, -1);
    List<OggPage> pages = new ArrayList<>();
    ByteArrayInputStream in = new ByteArrayInputStream(file);
    OggPage next;
    while ((next = OggPage.read(in)) != null) {
      pages.add(next);
    }
    Random random = new Random(7845);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] mutant = i % 2 == 0 ? mutateBytes(file, random) : mutatePages(pages, random);
      OggOpusReader reader;
      try {
        reader = OggOpusReader.open(new ByteArrayInputStream(mutant));
        int count = 0;
        while (reader.nextPacket() != null) {
          assertThat(++count).isLessThan(10_000);
        }
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isBetween(10_000, 19_990);
  }

  @Test
  void the_output_gain_is_applied() throws IOException {
    List<byte[]> packets = Sounds.encode(OpusConfig.voice(), Sounds.sine(300, 5_000, 48_000));
    short[] plain = OggOpusReader.readMono(new ByteArrayInputStream(write(packets, -1)), 9);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OggOpusWriter w = OggOpusWriter.create(out, new OpusHead(1, 312, 0, -6 * 256), TAGS, 1)) {
      for (byte[] packet : packets) {
        w.write(packet, 0, packet.length);
      }
    }
    short[] quiet = OggOpusReader.readMono(new ByteArrayInputStream(out.toByteArray()), 9);
    assertThat(quiet).hasSameSizeAs(plain);
    assertThat(Sounds.level(plain, 0, plain.length) - Sounds.level(quiet, 0, quiet.length))
        .isBetween(5.9, 6.1);
  }

  @Test
  void the_writer_refuses_what_is_no_packet_and_anything_after_its_end() throws IOException {
    OggOpusWriter w =
        OggOpusWriter.create(new ByteArrayOutputStream(), new OpusHead(1, 0, 0, 0), TAGS, 1);
    assertThatThrownBy(() -> w.write(new byte[] {9, 1}, 0, 2))
        .isInstanceOf(IllegalArgumentException.class);
    w.close();
    w.close();
    assertThatThrownBy(() -> w.write(new byte[] {8, 1}, 0, 2))
        .isInstanceOf(IllegalStateException.class);
  }

  private static byte[] mutateBytes(byte[] file, Random random) {
    byte[] mutant = file.clone();
    for (int k = random.nextInt(3); k >= 0; k--) {
      mutant[random.nextInt(random.nextBoolean() ? 150 : mutant.length)] =
          (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(mutant, random.nextInt(mutant.length)) : mutant;
  }

  /** Breaks what is inside the pages, with checksums that fit. */
  private static byte[] mutatePages(List<OggPage> pages, Random random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (OggPage p : pages) {
      OggPage page = p;
      if (random.nextInt(3) == 0) {
        byte[] segments = p.segments().clone();
        byte[] body = p.body().clone();
        int flags = p.flags();
        int number = p.number();
        switch (random.nextInt(5)) {
          case 0 ->
              body[random.nextInt(Math.min(body.length, 40))] ^= (byte) (1 << random.nextInt(8));
          case 1 -> flags ^= 1 << random.nextInt(3);
          case 2 -> number += random.nextInt(3) - 1;
          case 3 -> {
            segments = new byte[] {(byte) 255, (byte) 255};
            body = new byte[510];
          }
          default -> {
            segments = new byte[0];
            body = new byte[0];
          }
        }
        page =
            new OggPage(flags, p.granule() ^ random.nextInt(2), p.serial(), number, segments, body);
      }
      page.write(out);
      if (random.nextInt(20) == 0) {
        page.write(out);
      }
    }
    return out.toByteArray();
  }

  private static OpusTags roundTrip(OpusTags tags) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OggOpusWriter.create(out, new OpusHead(1, 0, 0, 0), tags, 3).close();
    return OggOpusReader.open(new ByteArrayInputStream(out.toByteArray())).tags();
  }

  private static void read(byte[] file) throws IOException {
    OggOpusReader reader = OggOpusReader.open(new ByteArrayInputStream(file));
    while (reader.nextPacket() != null) {
      // on to the error
    }
  }

  private static byte[] pages(byte[]... packets) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < packets.length; i++) {
      byte[] segments = {(byte) packets[i].length};
      new OggPage(i == 0 ? OggPage.FIRST : 0, 0, 5, i, segments, packets[i]).write(out);
    }
    return out.toByteArray();
  }

  private static byte[] write(List<byte[]> packets, long end) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OggOpusWriter w =
        OggOpusWriter.create(out, new OpusHead(1, 312, 48_000, 0), TAGS, 0x1234)) {
      for (byte[] packet : packets) {
        w.write(packet, 0, packet.length);
      }
      if (end >= 0) {
        w.endAt(end);
      }
    }
    return out.toByteArray();
  }

  private static boolean installed(String tool) {
    return Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), "UTF-8");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}

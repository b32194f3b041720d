package org.vivavoce.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings in virtual time. */
class RecordingSessionTest {
  private static final long MS = 1_000_000;
  private static final long START = 77_000 * MS;

  @TempDir Path folder;
  private FileMaker files;
  private RecordingSession session;
  private long now = START;

  @BeforeEach
  void start() throws IOException {
    session = session(RecorderConfig.defaults());
  }

  private RecordingSession session(RecorderConfig config) throws IOException {
    Path to = Files.createTempDirectory(folder, "recording");
    files = new FileMaker(to, FileMaker.NEW_FILES, new Random(1));
    return new RecordingSession(files, config, now);
  }

  /** Time goes on, and every 100 ms the recorder comes by. */
  private Optional<RecordingEnd> until(long millis) throws IOException {
    while (now < START + millis * MS) {
      now = Math.min(now + 100 * MS, START + millis * MS);
      Optional<RecordingEnd> end = session.advance(now);
      if (end.isPresent()) {
        return end;
      }
    }
    return Optional.empty();
  }

  private final class Talker {
    final RecordingSession.AudioLine line;
    final List<byte[]> packets;
    final double hertz;
    int next;
    long timestamp;

    Talker(String name, double hertz, int frames, long timestamp) {
      line = session.audio(name);
      this.hertz = hertz;
      this.timestamp = timestamp;
      packets = Sound.tone(hertz, frames);
    }

    /** Talks for so many frames; each arrives when it begins. */
    void talk(int frames) throws IOException {
      for (int i = 0; i < frames; i++) {
        line.packet(timestamp & 0xFFFF_FFFFL, packets.get(next++), now);
        timestamp += Sound.FRAME;
        now += Sound.FRAME_NANOS;
        if (i % 5 == 4) {
          assertThat(session.advance(now)).isEmpty();
        }
      }
    }

    /** Says nothing while others do. */
    void quiet(int frames) {
      timestamp += (long) frames * Sound.FRAME;
    }
  }

  private static void assertSpans(short[] pcm, double hertz, int... fromTo) {
    List<int[]> spans = Sound.spans(pcm, hertz);
    assertThat(spans).as("spans of %s Hz", hertz).hasSize(fromTo.length / 2);
    for (int i = 0; i < spans.size(); i++) {
      assertThat(spans.get(i)[0]).as("begin of span %d", i).isCloseTo(fromTo[2 * i], within(8));
      // A decoder that conceals a loss goes on for a while.
      assertThat(spans.get(i)[1])
          .as("end of span %d", i)
          .isBetween(fromTo[2 * i + 1] - 12, fromTo[2 * i + 1] + 70);
    }
  }

  private Path file(String name) {
    return files.files().stream()
        .filter(p -> p.getFileName().toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + files.files()));
  }

  @Test
  void who_joins_later_pauses_and_leaves_is_heard_when_it_was_said_in_all_files() throws Exception {
    Talker alice = new Talker("Alice", 440, 150, 0xFFFF_F000L);
    alice.talk(50);
    until(3_000);
    Talker bob = new Talker("Bob", 1_000, 100, 12);
    bob.talk(50);
    until(5_000);
    alice.quiet(200);
    alice.talk(25);
    until(6_000);
    bob.line.leave(now);
    alice.quiet(25);
    alice.talk(50);
    until(8_000);
    session.finish(now);

    short[] a = Sound.read(file("alice.opus"));
    short[] b = Sound.read(file("bob.opus"));
    short[] all = Sound.read(file("mixed.opus"));
    assertThat(a).hasSize(8 * Sound.RATE);
    assertThat(b).as("ends when he leaves").hasSize(6 * Sound.RATE);
    assertThat(all).hasSize(8 * Sound.RATE);
    assertSpans(a, 440, 0, 1_000, 5_000, 5_500, 6_000, 7_000);
    assertSpans(b, 1_000, 3_000, 4_000);
    assertSpans(all, 440, 0, 1_000, 5_000, 5_500, 6_000, 7_000);
    assertSpans(all, 1_000, 3_000, 4_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 100})
  void what_was_lost_leaves_the_rest_where_it_belongs(int lost) throws Exception {
    Talker alice = new Talker("alice", 440, 100 + lost, 5);
    alice.talk(50);
    alice.next += lost;
    alice.quiet(lost);
    now += lost * Sound.FRAME_NANOS;
    alice.talk(50);
    until(2_100 + 20 * lost);
    session.finish(now);
    short[] pcm = Sound.read(file("alice.opus"));
    List<int[]> spans = Sound.spans(pcm, 440);
    assertThat(spans.get(spans.size() - 1)[1]).isCloseTo(2_000 + 20 * lost, within(75));
    assertThat(pcm).hasSize((2_100 + 20 * lost) * 48);
    if (lost <= 3) {
      double sum = 0;
      for (int i = Sound.RATE; i < Sound.RATE + lost * Sound.FRAME; i++) {
        sum += (double) pcm[i] * pcm[i];
      }
      assertThat(Math.sqrt(sum / lost / Sound.FRAME))
          .as("the decoder conceals it")
          .isGreaterThan(100);
    } else {
      assertThat(spans).hasSize(2);
      assertThat(spans.get(1)[0]).isCloseTo(1_000 + 20 * lost, within(8));
    }
  }

  @Test
  void packets_are_kept_as_they_came_in_order_and_once_whatever_order_they_came_in()
      throws Exception {
    List<byte[]> packets = Sound.tone(700, 200);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      order.add(i);
      if (i % 7 == 0) {
        order.add(i);
      }
    }
    Random random = new Random(9);
    for (int i = 1; i + 8 < order.size(); i += 8) {
      Collections.shuffle(order.subList(i, i + 8), random);
    }
    RecordingSession.AudioLine line = session.audio("a");
    for (int i : order) {
      // By its number, so that what is early or late is so by less than 200 ms.
      now = Math.max(now, START + i * Sound.FRAME_NANOS);
      line.packet(1_000L + i * Sound.FRAME, packets.get(i), now);
      session.advance(now);
    }
    session.finish(now + Sound.FRAME_NANOS);
    try (var in = Files.newInputStream(file("a.opus"))) {
      var reader = org.vivavoce.rtp.opus.OggOpusReader.open(in);
      for (byte[] packet : packets) {
        assertThat(reader.nextPacket()).isEqualTo(packet);
      }
    }
    assertThat(session.stats(now, 0).droppedPackets()).isEqualTo(order.size() - 200);
  }

  @Test
  void a_pause_is_cut_out_of_all_files_alike() throws Exception {
    Talker alice = new Talker("alice", 440, 200, 0);
    Talker bob = new Talker("bob", 1_000, 200, 0);
    alice.talk(50);
    session.pause(now);
    session.pause(now + 5 * MS);
    bob.quiet(50);
    bob.talk(100);
    session.resume(now);
    session.resume(now);
    alice.quiet(100);
    alice.talk(50);
    bob.quiet(50);
    bob.talk(25);
    session.finish(now);
    assertThat(session.stats(now, 0).duration()).isEqualTo(Duration.ofMillis(2_500));
    assertSpans(Sound.read(file("mixed.opus")), 440, 0, 2_000);
    assertSpans(Sound.read(file("mixed.opus")), 1_000, 2_000, 2_500);
    assertThat(Sound.read(file("alice.opus"))).hasSize(2_500 * 48);
    assertThat(Sound.read(file("bob.opus"))).hasSize(2_500 * 48);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-300, 300})
  void a_sender_whose_clock_is_off_stays_within_65_ms(double ppm) throws Exception {
    session = session(new RecorderConfig(false, 1L << 30, Duration.ofHours(2)));
    RecordingSession.AudioLine line = session.audio("a");
    byte[] packet = Sound.tone(440, 1).get(0);
    int frames = 20 * 60 * 50;
    long written = 0;
    Random random = new Random(5);
    for (int i = 0; i < frames; i++) {
      long sent = Math.round(i * Sound.FRAME_NANOS * (1 - ppm / 1e6));
      long arrival = START + sent + random.nextInt(30) * MS;
      line.packet((long) i * Sound.FRAME, packet, arrival);
      written = sent;
      if (i % 50 == 0) {
        now = START + sent;
        session.advance(now);
      }
    }
    now = START + written + Sound.FRAME_NANOS;
    session.finish(now);
    // The place of the last packet on the file's timeline is the number of samples before it.
    long samples = 0;
    long last = 0;
    try (var in = Files.newInputStream(file("a.opus"))) {
      var reader = org.vivavoce.rtp.opus.OggOpusReader.open(in);
      byte[] next;
      while ((next = reader.nextPacket()) != null) {
        if (java.util.Arrays.equals(next, packet)) {
          last = samples;
        }
        samples += org.vivavoce.rtp.opus.OpusPacket.samples(next, 0, next.length);
      }
    }
    assertThat(last / 48.0).isCloseTo(written / 1e6, within(65.0));
    assertThat(session.stats(now, 0).droppedPackets()).as("of %d packets", frames).isLessThan(100);
  }

  @Test
  void whatever_comes_the_files_are_whole_and_as_long_as_the_call() throws Exception {
    Random random = new Random(13);
    List<RecordingSession.AudioLine> lines = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      lines.add(session.audio("x"));
    }
    for (int i = 0; i < 20_000; i++) {
      byte[] payload = new byte[random.nextInt(40)];
      random.nextBytes(payload);
      RecordingSession.AudioLine line = lines.get(random.nextInt(4));
      long timestamp = random.nextInt(50) == 0 ? random.nextLong() : i * 48L * random.nextInt(3);
      line.packet(timestamp, payload, now + (random.nextInt(2_000) - 1_000) * MS);
      if (random.nextInt(1_000) == 0) {
        line.restart();
      }
      now += MS;
      if (i % 100 == 0) {
        session.advance(now);
      }
    }
    session.finish(now);
    assertThat(files.files()).hasSize(5);
    for (Path file : files.files()) {
      assertThat(Sound.read(file).length / 48).isBetween(19_995, 20_125);
    }
  }

  @Test
  void a_recording_ends_when_it_is_long_enough() throws Exception {
    session = session(new RecorderConfig(true, 1L << 30, Duration.ofMillis(2_500)));
    Talker alice = new Talker("alice", 440, 200, 0);
    alice.talk(120);
    assertThat(until(10_000)).contains(new RecordingEnd.TimeReached(Duration.ofMillis(2_500)));
    session.finish(now);
    assertThat(Sound.read(file("alice.opus"))).hasSize(2_500 * 48);
    assertThat(Sound.read(file("mixed.opus"))).hasSize(2_500 * 48);
  }

  @Test
  void a_recording_ends_before_its_files_are_too_large() throws Exception {
    long most = 100_000;
    session = session(new RecorderConfig(true, most, Duration.ofHours(1)));
    RecordingSession.AudioLine line = session.audio("a");
    byte[] packet = Sound.tone(440, 10).get(9);
    Optional<RecordingEnd> end = Optional.empty();
    for (int i = 0; end.isEmpty(); i++) {
      line.packet((long) i * Sound.FRAME, packet, now);
      now += Sound.FRAME_NANOS;
      end = session.advance(now);
    }
    assertThat(end).contains(new RecordingEnd.SizeReached(most));
    session.finish(now);
    long size = 0;
    for (Path file : files.files()) {
      size += Files.size(file);
      Sound.read(file);
    }
    assertThat(size).isEqualTo(files.bytes()).isBetween(most / 2, most);
  }

  @Test
  void names_from_others_stay_in_the_folder_and_do_not_collide() throws Exception {
    byte[] packet = Sound.tone(440, 1).get(0);
    for (String name :
        List.of(
            "../../etc/passwd",
            "a/b",
            "A",
            "a",
            "",
            ".hidden",
            "mixed",
            "nul\0",
            "ö".repeat(500))) {
      session.audio(name).packet(0, packet, now);
    }
    until(1_500);
    session.finish(now);
    assertThat(files.files())
        .extracting(p -> p.getFileName().toString())
        .containsExactly(
            "mixed.opus",
            "_._.._etc_passwd.opus",
            "a_b.opus",
            "a.opus",
            "a-2.opus",
            "_.opus",
            "_hidden.opus",
            "mixed-2.opus",
            "nul_.opus",
            "_".repeat(64) + ".opus");
    Path root = files.files().get(0).getParent();
    assertThat(files.files()).allMatch(p -> p.normalize().getParent().equals(root.normalize()));
  }
}

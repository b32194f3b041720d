package org.vivavoce.recording;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vivavoce.rtp.opus.OpusFiller;
import org.vivavoce.rtp.opus.OpusPacket;

/**
 * A recording without its thread: packets and the time in, files out. All files have one timeline,
 * which stands still during a pause. They are written up to two seconds ago, all alike, so that
 * whoever kills the process finds files of the same length.
 *
 * <p>Time is a parameter, in nanoseconds of one clock. Used by one thread.
 */
final class RecordingSession {
  /** What comes later than this finds its place taken: 2 s. */
  static final int HOLD = 96_000;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int RATE = 48_000;

  /** Besides what {@link #reserve} says. */
  private static final long RESERVE_PER_FILE = 2_048;

  private final FileMaker files;
  private final RecorderConfig config;
  private final Mixdown mixdown;
  private final List<AudioLine> lines = new ArrayList<>();
  private final List<VideoLine> videos = new ArrayList<>();
  private final long start;
  private long pausedNanos;
  private long pausedAt;
  private boolean paused;
  private long horizon;
  private long droppedOfThoseGone;
  private long second;
  private long bytesBefore;
  private long most;

  RecordingSession(FileMaker files, RecorderConfig config, long nowNanos) throws IOException {
    this.files = files;
    this.config = config;
    start = nowNanos;
    mixdown = config.mixed() ? new Mixdown(files) : null;
  }

  /** One participant's sound. The file is made when there is something to write. */
  final class AudioLine {
    private final String name;
    private OpusFile file;
    private StreamTimeline timeline;
    private Mixdown.Line mixed;

    private AudioLine(String name) {
      this.name = name;
    }

    void packet(long timestamp, byte[] payload, long arrivalNanos) throws IOException {
      if (paused) {
        return;
      }
      if (timeline == null) {
        if (OpusPacket.samples(payload, 0, payload.length) <= 0) {
          return;
        }
        begin(OpusPacket.isStereo(payload[0]));
      }
      timeline.packet(timestamp, payload, position(arrivalNanos));
    }

    private void begin(boolean stereo) throws IOException {
      file = files.opus(name, stereo, OpusFile.PRE_SKIP);
      long join = Math.max(0, horizon) / OpusFiller.LONGEST * OpusFiller.LONGEST;
      byte[] silence = OpusFiller.silence(OpusFiller.LONGEST, stereo);
      for (long at = 0; at < join; at += OpusFiller.LONGEST) {
        file.write(silence, silence.length);
      }
      mixed = mixdown == null ? null : mixdown.join(join);
      timeline =
          new StreamTimeline(
              join,
              (packet, samples) -> {
                file.write(packet, packet.length);
                if (mixed != null) {
                  mixed.packet(packet, samples);
                }
              });
    }

    /** What comes now is of another source. */
    void restart() {
      if (timeline != null) {
        timeline.restart();
      }
    }

    /** The participant has left: the file ends here. */
    void leave(long nowNanos) throws IOException {
      finish(position(nowNanos));
      lines.remove(this);
      droppedOfThoseGone += dropped();
    }

    private long dropped() {
      return timeline == null ? 0 : timeline.dropped();
    }

    private void finish(long end) throws IOException {
      if (timeline != null) {
        timeline.advance(Math.max(end, 0) + OpusFile.PRE_SKIP + OpusFiller.LONGEST);
        if (mixed != null) {
          mixed.end();
        }
        file.endAt(Math.max(end, 0));
        file.close();
      }
    }
  }

  AudioLine audio(String name) {
    AudioLine line = new AudioLine(name);
    lines.add(line);
    return line;
  }

  VideoLine video(String name, VideoCodec codec) {
    VideoLine line = new VideoLine(files, name, codec);
    videos.add(line);
    return line;
  }

  /** A participant's video is over. */
  void leave(VideoLine video) throws IOException {
    videos.remove(video);
    video.finish();
  }

  /** The place on the timeline of something that happened then. */
  long position(long nanos) {
    long passed = (paused ? pausedAt : nanos) - start - pausedNanos;
    return passed / NANOS_PER_SECOND * RATE + passed % NANOS_PER_SECOND * RATE / NANOS_PER_SECOND;
  }

  void pause(long nowNanos) {
    if (!paused) {
      pausedAt = nowNanos;
      paused = true;
    }
  }

  void resume(long nowNanos) throws IOException {
    if (paused) {
      paused = false;
      pausedNanos += nowNanos - pausedAt;
      // Their timestamps went on meanwhile, the timeline did not.
      lines.forEach(AudioLine::restart);
      for (VideoLine video : videos) {
        video.restart();
      }
    }
  }

  boolean paused() {
    return paused;
  }

  /**
   * Writes what is old enough.
   *
   * @return why the recording must end now, if it must
   */
  Optional<RecordingEnd> advance(long nowNanos) throws IOException {
    long now = position(nowNanos);
    long longest =
        config.maxDuration().getSeconds() * RATE
            + (long) config.maxDuration().getNano() * RATE / NANOS_PER_SECOND;
    horizon = Math.max(horizon, Math.min(now, longest) - HOLD);
    long all = horizon;
    for (AudioLine line : lines) {
      if (line.timeline != null) {
        line.timeline.advance(horizon);
        all = Math.min(all, line.timeline.written());
      }
    }
    for (VideoLine video : videos) {
      video.advance(now);
    }
    if (mixdown != null) {
      mixdown.advance(all);
    }
    if (now >= longest) {
      return Optional.of(new RecordingEnd.TimeReached(config.maxDuration()));
    }
    if (files.bytes() + reserve(now) > config.maxBytes()) {
      return Optional.of(new RecordingEnd.SizeReached(config.maxBytes()));
    }
    return Optional.empty();
  }

  /**
   * Room for what is still to be written when the files are ended now: the seconds that are held
   * back, and a page of a second in each file. The second that brought most is the measure.
   */
  private long reserve(long now) {
    if (now - second >= RATE) {
      second = now;
      most = Math.max(most, files.bytes() - bytesBefore);
      bytesBefore = files.bytes();
    }
    return 4 * most + RESERVE_PER_FILE * files.files().size();
  }

  /** Ends all files: nothing comes after. */
  void finish(long nowNanos) throws IOException {
    long longest = config.maxDuration().toMillis() * (RATE / 1_000);
    long end = Math.min(position(nowNanos), longest);
    for (AudioLine line : List.copyOf(lines)) {
      line.finish(end);
    }
    for (VideoLine video : videos) {
      video.finish();
    }
    if (mixdown != null) {
      mixdown.finish(Math.max(end, 0));
    }
  }

  /** Closes whatever is open, after something could not be written. */
  List<IOException> abandon() {
    List<IOException> failures = new ArrayList<>();
    for (AudioLine line : lines) {
      if (line.file != null) {
        close(line.file, failures);
      }
    }
    videos.forEach(v -> close(v, failures));
    if (mixdown != null) {
      close(mixdown::abandon, failures);
    }
    return failures;
  }

  private static void close(Closeable file, List<IOException> failures) {
    try {
      file.close();
    } catch (IOException e) {
      failures.add(e);
    }
  }

  RecorderStats stats(long nowNanos, long notQueued) {
    long dropped = notQueued + droppedOfThoseGone;
    long longest = config.maxDuration().toMillis() * (RATE / 1_000);
    for (AudioLine line : lines) {
      dropped += line.dropped();
    }
    return new RecorderStats(
        java.time.Duration.ofMillis(Math.min(position(nowNanos), longest) / (RATE / 1_000)),
        files.bytes(),
        dropped,
        paused,
        files.files());
  }
}

package org.vivavoce.recording;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vivavoce.rtp.video.IvfWriter;
import org.vivavoce.rtp.video.VideoDepacketizer;
import org.vivavoce.rtp.video.VideoFrame;

/**
 * One participant's video on its way into a file: packets put in order, put together to pictures,
 * and written from the first key frame on. No clock: places on the timeline are parameters.
 */
final class VideoLine implements Closeable {
  /** So long a missing packet is waited for, on the timeline: half a second. */
  private static final long PATIENCE = RecordingSession.HOLD / 4;

  private static final int MAX_PENDING = 2_048;

  /** RFC 3550 appendix A.1: a jump of more is another source. */
  private static final int MAX_GAP = 3_000;

  private record Packet(byte[] payload, long timestamp, boolean marker, long place) {}

  private final FileMaker files;
  private final String name;
  private final VideoCodec codec;
  private final TreeMap<Long, Packet> pending = new TreeMap<>();
  private VideoDepacketizer depacketizer;
  private boolean anchored;
  private long next;
  private long newest;
  private long lastTime = -1;
  private boolean placed;
  private long base;
  private long baseTimestamp;
  private IvfWriter ivf;
  private OutputStream bytes;

  VideoLine(FileMaker files, String name, VideoCodec codec) {
    this.files = files;
    this.name = name;
    this.codec = codec;
    depacketizer = codec.depacketizer();
  }

  /** What comes now has other numbers and timestamps. */
  void restart() throws IOException {
    drain(true, Long.MAX_VALUE);
    anchored = false;
    placed = false;
    depacketizer = codec.depacketizer();
  }

  /**
   * Takes a packet, in the order of arrival.
   *
   * @param place when it came, on the timeline
   */
  void packet(byte[] payload, int number, long timestamp, boolean marker, long place)
      throws IOException {
    long extended = newest + (short) (number - newest);
    if (!anchored || Math.abs(extended - newest) > MAX_GAP) {
      if (anchored) {
        restart();
      }
      anchored = true;
      extended = number & 0xFFFF;
      next = extended;
      newest = extended;
    }
    newest = Math.max(newest, extended);
    if (extended >= next) {
      pending.putIfAbsent(extended, new Packet(payload, timestamp, marker, place));
    }
    drain(pending.size() > MAX_PENDING, place);
  }

  /** Gives up waiting for what is missing too long. */
  void advance(long now) throws IOException {
    drain(false, now);
  }

  private void drain(boolean anyway, long now) throws IOException {
    while (!pending.isEmpty()) {
      Map.Entry<Long, Packet> first = pending.firstEntry();
      if (first.getKey() != next && !anyway && now - first.getValue().place() < PATIENCE) {
        return;
      }
      pending.pollFirstEntry();
      next = first.getKey() + 1;
      Packet p = first.getValue();
      Optional<VideoFrame> frame =
          depacketizer.packet(
              p.payload(), 0, p.payload().length, first.getKey(), p.timestamp(), p.marker());
      if (frame.isPresent()) {
        write(frame.get(), p.place());
      }
    }
  }

  private void write(VideoFrame frame, long place) throws IOException {
    if (bytes == null) {
      OutputStream out = files.create(name, codec.ending());
      bytes = out;
      if (codec != VideoCodec.H264) {
        ivf = new IvfWriter(out, codec.fourcc(), frame.width(), frame.height());
      }
    }
    if (ivf == null) {
      bytes.write(frame.data());
      return;
    }
    if (!placed) {
      placed = true;
      base = place * 90 / 48;
      baseTimestamp = frame.timestamp();
    }
    // Video's RTP clock is 90 kHz as IVF's is here; the low 32 bits go on for 13 hours.
    lastTime = Math.max(lastTime + 1, base + (int) (frame.timestamp() - baseTimestamp));
    ivf.write(frame.data(), lastTime);
  }

  /** Whether nothing can be written before a key frame comes. */
  boolean wantsKeyFrame() {
    return anchored && depacketizer.waitsForKey();
  }

  @Override
  public void close() throws IOException {
    if (bytes != null) {
      bytes.close();
    }
  }

  /** Writes what waits still, and closes. */
  void finish() throws IOException {
    drain(true, Long.MAX_VALUE);
    close();
  }
}

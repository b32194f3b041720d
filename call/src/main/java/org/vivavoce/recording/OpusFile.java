package org.vivavoce.recording;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.vivavoce.rtp.opus.OggOpusWriter;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusHead;
import org.vivavoce.rtp.opus.OpusTags;

/** One Ogg Opus file of a recording. */
final class OpusFile implements Closeable {
  /**
   * The delay of libopus at its sender, and of ours, in samples at 48 kHz: what was said at the
   * beginning of the timeline is heard at the beginning of the file.
   */
  static final int PRE_SKIP = 312;

  private static final String VENDOR = "Vivavoce";

  private final Path path;
  private final OggOpusWriter writer;

  OpusFile(Path path, OutputStream out, boolean stereo, int preSkip, String title, int serial)
      throws IOException {
    this.path = path;
    writer =
        OggOpusWriter.create(
            out,
            new OpusHead(stereo ? 2 : 1, preSkip, OpusConfig.SAMPLE_RATE, 0),
            new OpusTags(VENDOR, List.of("TITLE=" + title)),
            serial);
  }

  void write(byte[] packet, int length) throws IOException {
    writer.write(packet, 0, length);
  }

  /**
   * Ends the file.
   *
   * @param samples where its sound ends, on the timeline
   */
  void endAt(long samples) {
    writer.endAt(samples);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}

package org.vivavoce.recording;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vivavoce.media.Mixer;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusDecoder;
import org.vivavoce.rtp.opus.OpusEncoder;

/** The file in which all are heard together: what the other files hold, decoded, added, encoded. */
final class Mixdown {
  /** What the file is called, without its ending. */
  static final String NAME = "mixed";

  /** Frames of 20 ms. */
  private static final int FRAME = 960;

  private final OpusFile file;
  private final Mixer mixer = Mixer.create(PcmFormat.MONO_48K);
  private final OpusEncoder encoder;
  private final int preSkip;
  private final List<Line> lines = new ArrayList<>();
  private final short[] pcm = new short[FRAME];
  private final byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
  private long written;

  /** Opens the file. */
  Mixdown(FileMaker files) throws IOException {
    encoder =
        OpusEncoder.create(
            OpusConfig.builder()
                .channels(1)
                .bitrate(48_000)
                .inbandFec(false)
                .frameMillis(20)
                .build());
    // The encoders' delay at the participants, the mixer's, and this encoder's.
    preSkip = OpusFile.PRE_SKIP + mixer.delayFrames() + encoder.lookahead();
    file = files.opus(NAME, false, preSkip);
  }

  /** One participant's sound, decoded as far as it was written. */
  final class Line {
    private final OpusDecoder decoder = OpusDecoder.create(1);
    private final Mixer.Input input =
        mixer.add((out, off, frames, nanos) -> take(out, off, frames));
    private short[] queue = new short[OpusDecoder.MAX_PACKET_SAMPLES * 4];
    private long end;
    private int head;
    private int count;
    private boolean over;

    private Line(long start) {
      end = start;
    }

    void packet(byte[] bytes, int samples) {
      if (head + count + samples > queue.length) {
        short[] to = count + samples > queue.length / 2 ? new short[queue.length * 2] : queue;
        System.arraycopy(queue, head, to, 0, count);
        queue = to;
        head = 0;
      }
      if (decoder.decode(bytes, 0, bytes.length, queue, head + count) != samples) {
        Arrays.fill(queue, head + count, head + count + samples, (short) 0);
      }
      count += samples;
      end += samples;
    }

    private void take(short[] out, int off, int frames) {
      // Where in this frame what is queued begins: it joins in the middle of one.
      int silent = (int) Math.max(0, Math.min(frames, end - count - written));
      int taken = Math.min(frames - silent, count);
      Arrays.fill(out, off, off + frames, (short) 0);
      System.arraycopy(queue, head, out, off + silent, taken);
      head += taken;
      count -= taken;
    }

    /** Nothing comes after what was queued. */
    void end() {
      over = true;
    }
  }

  /**
   * A participant joins.
   *
   * @param start where on the timeline its first packet will be
   */
  Line join(long start) {
    Line line = new Line(start);
    lines.add(line);
    return line;
  }

  /**
   * Encodes what lies before the horizon, in whole frames; all lines have been written up to it.
   */
  void advance(long horizon) throws IOException {
    while (written + FRAME <= horizon) {
      frame();
    }
    lines.removeIf(
        line -> {
          boolean done = line.over && line.count == 0;
          if (done) {
            line.input.close();
          }
          return done;
        });
  }

  private void frame() throws IOException {
    mixer.supply(pcm, 0, FRAME, 0);
    int length = encoder.encode(pcm, 0, FRAME, packet, 0, packet.length);
    if (length > 0) {
      file.write(packet, length);
    }
    written += FRAME;
  }

  /** Encodes up to the end, and what is still on its way through mixer and encoder; closes. */
  void finish(long end) throws IOException {
    advance(end);
    while (written < end + preSkip) {
      frame();
    }
    file.endAt(end);
    file.close();
  }

  /** Closes the file as far as it was written. */
  void abandon() throws IOException {
    file.close();
  }
}

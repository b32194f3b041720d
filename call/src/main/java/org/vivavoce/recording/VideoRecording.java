package org.vivavoce.recording;

import java.io.IOException;

/** One participant's video, on its way into a file. Safe from any thread. */
public final class VideoRecording implements AutoCloseable {
  private static final long KEY_FRAME_INTERVAL_NANOS = 1_000_000_000L;

  private final Recorder recorder;
  private final String name;
  private final VideoCodec codec;
  private final Runnable keyFrameWanted;

  // The recorder's thread's own.
  private VideoLine line;
  private boolean closed;
  private boolean asked;
  private long askedNanos;

  VideoRecording(Recorder recorder, String name, VideoCodec codec, Runnable keyFrameWanted) {
    this.recorder = recorder;
    this.name = name;
    this.codec = codec;
    this.keyFrameWanted = keyFrameWanted;
  }

  /**
   * One packet, in the order of arrival. Never waits.
   *
   * @param buffer holds the RTP payload; copied
   * @param offset where it begins
   * @param length its bytes
   * @param sequenceNumber of RTP; its low 16 bits count
   * @param timestamp of RTP, at 90 kHz; its low 32 bits count
   * @param marker the RTP marker
   * @param arrivalNanos when it came, on the scale of {@code System.nanoTime}
   */
  public void packet(
      byte[] buffer,
      int offset,
      int length,
      int sequenceNumber,
      long timestamp,
      boolean marker,
      long arrivalNanos) {
    byte[] payload = Recorder.copy(buffer, offset, length);
    recorder.packet(
        session -> {
          if (closed || session.paused()) {
            return;
          }
          line(session)
              .packet(payload, sequenceNumber, timestamp, marker, session.position(arrivalNanos));
          askForKeyFrame(arrivalNanos);
        });
  }

  private void askForKeyFrame(long now) {
    if (line.wantsKeyFrame() && (!asked || now - askedNanos >= KEY_FRAME_INTERVAL_NANOS)) {
      asked = true;
      askedNanos = now;
      keyFrameWanted.run();
    }
  }

  /** The packets that follow come from another source: their numbers and timestamps begin anew. */
  public void sourceChange() {
    recorder.packet(
        session -> {
          if (!closed) {
            line(session).restart();
          }
        });
  }

  private VideoLine line(RecordingSession session) {
    if (line == null) {
      line = session.video(name, codec);
    }
    return line;
  }

  /** There is no more of it: the file ends. */
  @Override
  public void close() {
    recorder.command(this::end);
  }

  private void end(RecordingSession session) throws IOException {
    if (!closed) {
      closed = true;
      if (line != null) {
        session.leave(line);
      }
    }
  }
}

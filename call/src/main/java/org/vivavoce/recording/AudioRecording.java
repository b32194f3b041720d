package org.vivavoce.recording;

/** One participant's Opus stream, on its way into a file. Safe from any thread. */
public final class AudioRecording implements AutoCloseable {
  private final Recorder recorder;
  private final String name;

  /** The recorder's thread's own. */
  private RecordingSession.AudioLine line;

  private boolean closed;

  AudioRecording(Recorder recorder, String name) {
    this.recorder = recorder;
    this.name = name;
  }

  /**
   * One packet, in the order of arrival. Never waits.
   *
   * @param buffer holds the RTP payload; copied
   * @param offset where it begins
   * @param length its bytes
   * @param timestamp of RTP, at 48 kHz; its low 32 bits count
   * @param arrivalNanos when it came or was captured, on the scale of {@code System.nanoTime}
   */
  public void packet(byte[] buffer, int offset, int length, long timestamp, long arrivalNanos) {
    byte[] payload = Recorder.copy(buffer, offset, length);
    recorder.packet(
        session -> {
          if (!closed) {
            line(session).packet(timestamp, payload, arrivalNanos);
          }
        });
  }

  /** The packets that follow come from another source: their timestamps begin anew. */
  public void sourceChange() {
    recorder.packet(session -> line(session).restart());
  }

  private RecordingSession.AudioLine line(RecordingSession session) {
    if (line == null) {
      line = session.audio(name);
    }
    return line;
  }

  /** The participant leaves: their file ends now. */
  @Override
  public void close() {
    long now = System.nanoTime();
    recorder.command(
        session -> {
          if (!closed) {
            closed = true;
            if (line != null) {
              line.leave(now);
            }
          }
        });
  }
}

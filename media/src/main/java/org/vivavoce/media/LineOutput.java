package org.vivavoce.media;

import java.io.IOException;
import javax.sound.sampled.SourceDataLine;

/**
 * A speaker that is open. The line could hold much more than is put in: what waits in it is delay,
 * so only as much is kept there as a busy machine needs.
 */
final class LineOutput implements PcmOutput {
  /** What is kept in the line besides the buffer that is being written: 40 ms. */
  private static final int CUSHION_MILLIS = 40;

  /** What may wait besides, while the device says in large steps how far it is: 60 ms. */
  private static final int STEP_MILLIS = 60;

  private final SourceDataLine line;
  private final PcmFormat format;
  private final LineWait wait;
  private final int frameBytes;
  private final long cushion;
  private final long most;
  private final PlayedFrames played;
  private final LineWait.Condition room;
  private final LineWait.Call write;
  private byte[] bytes = new byte[0];
  private int done;
  private int part;
  private volatile long written;

  /** Frames that were written and not played, when there was room last. */
  private volatile long queued;

  LineOutput(SourceDataLine line, String name, int framesPerBuffer) {
    this.line = line;
    format = JavaSound.pcm(line.getFormat());
    frameBytes = 2 * format.channels();
    int holds = line.getBufferSize() / frameBytes;
    cushion =
        Math.min(
            Math.max(0, holds - framesPerBuffer),
            framesPerBuffer + (long) format.sampleRate() * CUSHION_MILLIS / 1_000);
    most = cushion + (long) format.sampleRate() * STEP_MILLIS / 1_000;
    played = new PlayedFrames(format.sampleRate());
    wait = new LineWait(line, name);
    write = () -> line.write(bytes, done, part);
    room = this::hasRoom;
    line.start();
  }

  @Override
  public boolean selfPaced() {
    return true;
  }

  @Override
  public void write(short[] pcm, int offset, int frames) throws IOException {
    int count = frames * frameBytes;
    if (bytes.length < count) {
      bytes = new byte[count];
    }
    for (int i = 0; i < count / 2; i++) {
      bytes[2 * i] = (byte) pcm[offset + i];
      bytes[2 * i + 1] = (byte) (pcm[offset + i] >> 8);
    }
    done = 0;
    while (done < count) {
      wait.until(room);
      part = Math.min(count - done, line.available() / frameBytes * frameBytes);
      int took = wait.move(write);
      done += took;
      written += took / frameBytes;
    }
  }

  private boolean hasRoom() {
    long position = line.getLongFramePosition();
    long now = System.nanoTime();
    played.tell(position, now);
    queued = Math.max(0, written - played.at(now));
    return queued <= cushion && written - position <= most && line.available() >= frameBytes;
  }

  @Override
  public long delayNanos() {
    return wait.isClosed() ? 0 : format.nanos(queued);
  }

  @Override
  public void close() {
    wait.close();
  }
}

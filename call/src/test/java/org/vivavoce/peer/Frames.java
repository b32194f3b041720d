package org.vivavoce.peer;

import java.nio.ByteBuffer;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vivavoce.rtp.AudioLevel;

/** A track of numbered frames that a test sends when it likes. */
final class Frames implements LocalTrack {
  private final String id;
  private final MediaKind kind;
  private final CopyOnWriteArrayList<FrameSink> sinks = new CopyOnWriteArrayList<>();
  private int next;

  Frames(String id, MediaKind kind) {
    this.id = id;
    this.kind = kind;
  }

  static Frames audio(String id) {
    return new Frames(id, MediaKind.AUDIO);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public MediaKind kind() {
    return kind;
  }

  @Override
  public void addSink(FrameSink sink) {
    sinks.addIfAbsent(sink);
  }

  @Override
  public void removeSink(FrameSink sink) {
    sinks.remove(sink);
  }

  int sinks() {
    return sinks.size();
  }

  /** Sends the next number, with the track's id behind it. */
  void send() {
    send(null);
  }

  /** The same with how loud it is. */
  void send(AudioLevel level) {
    byte[] name = id.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    ByteBuffer b = ByteBuffer.allocate(4 + name.length).putInt(next).put(name);
    for (FrameSink s : sinks) {
      s.onFrame(b.array(), 0, b.capacity(), next * 960L, next == 0, level);
    }
    next++;
  }
}

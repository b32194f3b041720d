package org.vivavoce.example;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CopyOnWriteArrayList;
import org.vivavoce.peer.FrameSink;
import org.vivavoce.peer.LocalTrack;
import org.vivavoce.peer.MediaKind;

/** A track whose frames say whose they are. */
final class Tone implements LocalTrack {
  private final String id;
  private final CopyOnWriteArrayList<FrameSink> sinks = new CopyOnWriteArrayList<>();
  private long timestamp;

  Tone(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public MediaKind kind() {
    return MediaKind.AUDIO;
  }

  @Override
  public void addSink(FrameSink sink) {
    sinks.addIfAbsent(sink);
  }

  @Override
  public void removeSink(FrameSink sink) {
    sinks.remove(sink);
  }

  void send() {
    byte[] frame = id.getBytes(StandardCharsets.US_ASCII);
    for (FrameSink s : sinks) {
      s.onFrame(frame, 0, frame.length, timestamp, false);
    }
    timestamp += 960;
  }
}

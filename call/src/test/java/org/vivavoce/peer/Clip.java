package org.vivavoce.peer;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A video track whose packets a test makes, and that counts who asks for key frames. */
final class Clip implements LocalTrack {
  final AtomicInteger keyFrameRequests = new AtomicInteger();
  private final String id;
  private final RtpCodec codec;
  private final CopyOnWriteArrayList<FrameSink> sinks = new CopyOnWriteArrayList<>();

  Clip(String id, RtpCodec codec) {
    this.id = id;
    this.codec = codec;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public MediaKind kind() {
    return MediaKind.VIDEO;
  }

  @Override
  public void addSink(FrameSink sink) {
    sinks.addIfAbsent(sink);
  }

  @Override
  public void removeSink(FrameSink sink) {
    sinks.remove(sink);
  }

  @Override
  public void onKeyFrameRequest() {
    keyFrameRequests.incrementAndGet();
  }

  void send(byte[] payload, long number, long timestamp, boolean marker) {
    for (FrameSink s : sinks) {
      s.onPacket(payload, 0, payload.length, number, timestamp, marker, codec);
    }
  }
}

package org.vivavoce.peer;

import java.util.Arrays;
import java.util.Objects;

/**
 * Sends on what another side sends, packet by packet, without decoding: a {@link RemoteTrack} in, a
 * {@link LocalTrack} out, to the same connection (an echo) or to others.
 *
 * <pre>{@code
 * RtpForwarder echo = RtpForwarder.of(transceiver.receiver().track());
 * transceiver.sender().replaceTrack(echo);
 * }</pre>
 *
 * <p>Payloads stay as they are. SSRC, sequence numbers and timestamps are the sender's own, and run
 * on over pauses, changes of the source and its SSRC. What was lost stays missing, what is late
 * goes on late. Requests for key frames go to the source; one is made whenever somebody begins to
 * receive, and after a pause. A receiver that did not negotiate the source's codec gets nothing.
 *
 * <p>Safe from any thread; packets are sent on the network thread that they came on. Allocates
 * nothing per packet.
 */
public final class RtpForwarder implements LocalTrack {
  private static final FrameSink[] NOBODY = {};

  private final String id;
  private final MediaKind kind;
  private final StreamSplice splice = new StreamSplice();
  private volatile FrameSink[] sinks = NOBODY;
  private Input input;
  private boolean paused;
  private long forwarded;
  private long late;
  private long unknown;
  private long withheld;
  private long keyFrameRequests;

  /**
   * What a forwarder has done.
   *
   * @param packetsForwarded packets that were handed to whoever receives the track
   * @param packetsLate packets that came behind a change of the source, and were dropped
   * @param packetsUnknown packets of a payload type that the source did not negotiate
   * @param packetsWithheld packets that came during a pause
   * @param keyFrameRequests requests that were passed on to the source
   */
  public record Stats(
      long packetsForwarded,
      long packetsLate,
      long packetsUnknown,
      long packetsWithheld,
      long keyFrameRequests) {}

  private RtpForwarder(String id, MediaKind kind) {
    this.id = Objects.requireNonNull(id, "id");
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /**
   * Makes one that has no source yet.
   *
   * @param id names the track in {@code a=msid}: a token without white space
   * @param kind audio or video
   */
  public static RtpForwarder create(String id, MediaKind kind) {
    return new RtpForwarder(id, kind);
  }

  /** Makes one that sends on a track, under its name. Takes the place of the track's sink. */
  public static RtpForwarder of(RemoteTrack source) {
    RtpForwarder made = create(source.id(), source.kind());
    made.source(source);
    return made;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public MediaKind kind() {
    return kind;
  }

  /**
   * Sends on another track from now on, or none; takes the place of its sink. The track before is
   * left without a sink if it still has ours.
   *
   * @param source may be null
   * @throws IllegalArgumentException if it is of another kind
   */
  public void source(RemoteTrack source) {
    if (source != null && source.kind() != kind) {
      throw new IllegalArgumentException(
          "a forwarder for " + kind.text() + " cannot send on " + source.kind().text());
    }
    Input before;
    Input after = source == null ? null : new Input(source);
    synchronized (this) {
      before = input;
      input = after;
      splice.cut();
    }
    if (before != null) {
      before.track.removeSink(before);
    }
    if (after != null) {
      source.sink(after);
      source.requestKeyFrame();
    }
  }

  /** Sends nothing until {@link #resume}. */
  public synchronized void pause() {
    paused = true;
  }

  /** Goes on after {@link #pause}, and asks for a key frame. */
  public void resume() {
    synchronized (this) {
      if (!paused) {
        return;
      }
      paused = false;
      splice.cut();
    }
    onKeyFrameRequest();
  }

  /** Whether it was paused. */
  public synchronized boolean paused() {
    return paused;
  }

  /** The numbers now. */
  public synchronized Stats stats() {
    return new Stats(forwarded, late, unknown, withheld, keyFrameRequests);
  }

  @Override
  public void addSink(FrameSink sink) {
    synchronized (this) {
      FrameSink[] now = sinks;
      if (Arrays.asList(now).contains(sink)) {
        return;
      }
      FrameSink[] more = Arrays.copyOf(now, now.length + 1);
      more[now.length] = Objects.requireNonNull(sink, "sink");
      sinks = more;
    }
    onKeyFrameRequest();
  }

  @Override
  public synchronized void removeSink(FrameSink sink) {
    sinks = Arrays.stream(sinks).filter(s -> !s.equals(sink)).toArray(FrameSink[]::new);
  }

  @Override
  public void onKeyFrameRequest() {
    Input from;
    synchronized (this) {
      from = input;
      if (from == null || paused) {
        return;
      }
      keyFrameRequests++;
    }
    from.track.requestKeyFrame();
  }

  /** The sink of one source: what still comes from it after another took its place is dropped. */
  private final class Input implements PacketSink {
    private final RemoteTrack track;

    private Input(RemoteTrack track) {
      this.track = track;
    }

    @Override
    public void onPacket(
        byte[] buffer,
        int offset,
        int length,
        int sequenceNumber,
        long timestamp,
        boolean marker,
        int payloadType,
        long arrivalNanos) {
      RtpCodec codec = track.codecOf(payloadType);
      FrameSink[] to = sinks;
      long number;
      long time;
      synchronized (RtpForwarder.this) {
        if (input != this || !taken(codec, sequenceNumber, timestamp, marker, arrivalNanos)) {
          return;
        }
        number = splice.number();
        time = splice.timestamp();
      }
      for (FrameSink sink : to) {
        sink.onPacket(buffer, offset, length, number, time, marker, codec);
      }
    }

    private boolean taken(
        RtpCodec codec, int sequenceNumber, long timestamp, boolean marker, long arrivalNanos) {
      if (paused) {
        withheld++;
        return false;
      }
      if (codec == null) {
        unknown++;
        return false;
      }
      if (!splice.place(sequenceNumber, timestamp, codec.clockRate(), marker, arrivalNanos)) {
        late++;
        return false;
      }
      forwarded++;
      return true;
    }

    @Override
    public void onSourceChange() {
      synchronized (RtpForwarder.this) {
        if (input == this) {
          splice.cut();
        }
      }
    }
  }
}

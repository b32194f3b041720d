package org.vivavoce.peer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.vivavoce.rtp.AudioLevel;
import org.vivavoce.rtp.Ssrc;

/**
 * Encoded media of theirs (WebRTC 1.0 section 9.3, a remote MediaStreamTrack). Packets that come
 * before a sink is set, or after the track was refused or ended, are counted and dropped.
 *
 * <p>Safe from any thread.
 */
public final class RemoteTrack {
  /** Key frames are asked for no sooner than this after the last time. */
  private static final long KEY_FRAME_INTERVAL_NANOS = 200_000_000;

  /** So long the stragglers of a source that gave way to another are dropped. */
  private static final long STRAGGLER_NANOS = 100_000_000;

  private final String id;
  private final MediaKind kind;
  private final Listener listener;
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicBoolean unmuting = new AtomicBoolean();
  private volatile List<String> streamIds = List.of();
  private volatile PacketSink sink;
  private volatile boolean refused;
  private volatile boolean muted = true;
  private volatile boolean ended;

  private volatile Negotiated negotiated = Negotiated.NOTHING;

  /** The SSRC that is heard now, as an unsigned number; -1: none yet. */
  private volatile long source = -1;

  /** The source has said goodbye, and was not heard since. */
  private volatile boolean left;

  // The network thread's own.
  private long formerSource = -1;
  private long changedNanos;
  private long newestNumber;

  private final KeyFrameGate gate = new KeyFrameGate(KEY_FRAME_INTERVAL_NANOS);
  private final AtomicInteger keyFrameRequests = new AtomicInteger();

  /**
   * What the m-line agreed on.
   *
   * @param byPayloadType 128 places; what was not negotiated is null
   */
  private record Negotiated(
      List<RtpCodec> codecs, RtpCodec[] byPayloadType, KeyFrameRequests requests) {
    private static final Negotiated NOTHING =
        new Negotiated(List.of(), new RtpCodec[128], (codecs, media, count, gate) -> false);
  }

  /** Brings requests for key frames to the other side. */
  interface KeyFrameRequests {
    /** False: it is too soon, or the other side does not honour them. */
    boolean send(List<RtpCodec> codecs, Ssrc media, int count, KeyFrameGate gate);
  }

  /** Is told, on the network thread, when a track begins to be heard and when it falls silent. */
  @FunctionalInterface
  interface Listener {
    /** Packets come on a track that was muted; told once. */
    void heard(RemoteTrack track);

    /** Its source has said goodbye. */
    default void left(RemoteTrack track) {}
  }

  RemoteTrack(String id, MediaKind kind, Listener listener) {
    this.id = Objects.requireNonNull(id, "id");
    this.kind = Objects.requireNonNull(kind, "kind");
    this.listener = listener;
  }

  /**
   * The track's name in the {@code a=msid} of the offer that it came with, or one of ours where
   * there was none.
   */
  public String id() {
    return id;
  }

  /** Audio or video. */
  public MediaKind kind() {
    return kind;
  }

  /** The streams that the other side says the track is part of ({@code a=msid}); may be empty. */
  public List<String> streamIds() {
    return streamIds;
  }

  /**
   * Whether nothing is to be expected of it: no packet came yet, or the other side said that it
   * sends no more, in a description or by an RTCP BYE. {@link PeerObserver#onTrackUnmute} and
   * {@link PeerObserver#onTrackMute} tell when it changes.
   */
  public boolean muted() {
    return muted;
  }

  /** Whether its transceiver was stopped: it is over for good. */
  public boolean ended() {
    return ended;
  }

  /** Where the packets go from now on; null: nowhere. */
  public synchronized void sink(PacketSink packets) {
    this.sink = packets;
  }

  /** Takes a sink away if it is still there. */
  synchronized void removeSink(PacketSink packets) {
    if (sink == packets) {
      sink = null;
    }
  }

  /** The codecs that the other side may use, with the payload types of this connection. */
  public List<RtpCodec> codecs() {
    return negotiated.codecs();
  }

  /**
   * What a packet is encoded with.
   *
   * @param payloadType 0 to 127, as {@link PacketSink#onPacket} tells it
   * @return empty if it is not negotiated, or no longer
   */
  public Optional<RtpCodec> codec(int payloadType) {
    return Optional.ofNullable(codecOf(payloadType));
  }

  /** The same without an object for each packet; may be null. */
  RtpCodec codecOf(int payloadType) {
    return negotiated.byPayloadType()[payloadType];
  }

  /**
   * Asks the other side for a whole picture (a key frame), by PLI or FIR, as was negotiated. At
   * most five times a second: a request that comes sooner is answered by the same picture.
   *
   * @return whether a request is on its way; false for audio, before the first packet, after the
   *     end, if one was sent just now, or if the other side does not honour them
   */
  public boolean requestKeyFrame() {
    long to = source;
    Negotiated n = negotiated;
    return kind == MediaKind.VIDEO
        && to >= 0
        && !ended
        && n.requests()
            .send(n.codecs(), new Ssrc((int) to), keyFrameRequests.getAndIncrement(), gate);
  }

  /** Never lets another packet through: what arrives is dropped and counted. */
  public synchronized void refuse() {
    refused = true;
    sink = null;
  }

  /** Whether {@link #refuse} was called. */
  public boolean refused() {
    return refused;
  }

  /** Packets that had no sink to go to, or were refused. */
  public long packetsDropped() {
    return dropped.get();
  }

  // --- the session's, on the loop

  /** What the m-line agreed on. */
  void negotiated(List<RtpCodec> codecs, KeyFrameRequests requests) {
    RtpCodec[] byPayloadType = new RtpCodec[128];
    codecs.forEach(c -> byPayloadType[c.payloadType()] = c);
    negotiated = new Negotiated(codecs, byPayloadType, requests);
  }

  void streamIds(List<String> ids) {
    streamIds = List.copyOf(ids);
  }

  /**
   * Changes whether it is muted.
   *
   * @return whether that is something new
   */
  boolean muted(boolean now) {
    if (muted == now || ended) {
      return false;
    }
    muted = now;
    unmuting.set(false);
    return true;
  }

  /**
   * Ends it.
   *
   * @return whether that is something new
   */
  boolean end() {
    boolean live = !ended;
    ended = true;
    return live;
  }

  /** The SSRC that is heard now, as an unsigned number; -1: none yet. */
  long source() {
    return source;
  }

  /** Whether the source has said goodbye and was not heard since. */
  boolean left() {
    return left;
  }

  // --- the network thread's

  /** An SSRC has said goodbye: nothing of the track's comes any more, if it is the one heard. */
  void sourceLeft(Ssrc ssrc) {
    if (ssrc.unsigned() == source && !left) {
      left = true;
      listener.left(this);
    }
  }

  /**
   * One packet.
   *
   * @param number its sequence number, extended as {@link org.vivavoce.rtp.RtpReceiveStream} does:
   *     a source that begins anew jumps by more than 16 bits
   * @param level what its header says; null: nothing
   */
  void deliver(
      int ssrc,
      byte[] buffer,
      int offset,
      int length,
      long number,
      long timestamp,
      boolean marker,
      int payloadType,
      AudioLevel level,
      long arrivalNanos) {
    if (left) {
      left = false;
    }
    if (muted && unmuting.compareAndSet(false, true)) {
      listener.heard(this);
    }
    PacketSink to = sink;
    long from = Integer.toUnsignedLong(ssrc);
    boolean straggler = from == formerSource && arrivalNanos - changedNanos < STRAGGLER_NANOS;
    boolean changed = !straggler && follow(from, number, arrivalNanos);
    if (to == null || refused || ended || straggler) {
      dropped.incrementAndGet();
      return;
    }
    if (changed) {
      to.onSourceChange();
    }
    if (level != null) {
      to.onAudioLevel(level);
    }
    to.onPacket(
        buffer,
        offset,
        length,
        (int) number & 0xFFFF,
        timestamp,
        marker,
        payloadType,
        arrivalNanos);
  }

  /** Whether the packet is the first of a new source, or of one that began anew. */
  private boolean follow(long from, long number, long arrivalNanos) {
    long before = source;
    boolean restarted = from == before && number - newestNumber > 0xFFFF;
    boolean changed = before >= 0 && from != before;
    if (changed) {
      formerSource = before;
      changedNanos = arrivalNanos;
    }
    if (from != before) {
      source = from;
      newestNumber = number;
    }
    newestNumber = Math.max(newestNumber, number);
    return changed || restarted;
  }
}

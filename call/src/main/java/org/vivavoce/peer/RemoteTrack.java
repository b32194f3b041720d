package org.vivavoce.peer;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Encoded media of theirs (WebRTC 1.0 section 9.3, a remote MediaStreamTrack). Packets that come
 * before a sink is set, or after the track was refused or ended, are counted and dropped.
 *
 * <p>Safe from any thread.
 */
public final class RemoteTrack {
  private final String id;
  private final MediaKind kind;
  private final Consumer<RemoteTrack> heard;
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicBoolean unmuting = new AtomicBoolean();
  private volatile List<String> streamIds = List.of();
  private volatile PacketSink sink;
  private volatile boolean refused;
  private volatile boolean muted = true;
  private volatile boolean ended;

  // The network thread's own.
  private boolean begun;
  private int source;

  /**
   * @param heard is told once, on the network thread, that packets come on a track that was muted
   */
  RemoteTrack(String id, MediaKind kind, Consumer<RemoteTrack> heard) {
    this.id = Objects.requireNonNull(id, "id");
    this.kind = Objects.requireNonNull(kind, "kind");
    this.heard = heard;
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
   * sends no more. {@link PeerObserver#onTrackUnmute} and {@link PeerObserver#onTrackMute} tell
   * when it changes.
   */
  public boolean muted() {
    return muted;
  }

  /** Whether its transceiver was stopped: it is over for good. */
  public boolean ended() {
    return ended;
  }

  /** Where the packets go from now on; null: nowhere. */
  public void sink(PacketSink packets) {
    this.sink = packets;
  }

  /** Never lets another packet through: what arrives is dropped and counted. */
  public void refuse() {
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

  // --- the network thread's

  /** One packet. */
  void deliver(
      int ssrc,
      byte[] buffer,
      int offset,
      int length,
      int sequenceNumber,
      long timestamp,
      boolean marker,
      int payloadType,
      long arrivalNanos) {
    if (muted && unmuting.compareAndSet(false, true)) {
      heard.accept(this);
    }
    PacketSink to = sink;
    boolean changed = begun && ssrc != source;
    begun = true;
    source = ssrc;
    if (to == null || refused || ended) {
      dropped.incrementAndGet();
      return;
    }
    if (changed) {
      to.onSourceChange();
    }
    to.onPacket(
        buffer, offset, length, sequenceNumber, timestamp, marker, payloadType, arrivalNanos);
  }
}

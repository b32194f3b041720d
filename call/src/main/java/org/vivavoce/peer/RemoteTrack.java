package org.vivavoce.peer;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Encoded media of theirs. Packets that come before a sink is set, or after the track was refused,
 * are counted and dropped.
 *
 * <p>Safe from any thread.
 */
public final class RemoteTrack {
  private final String id;
  private final MediaKind kind;
  private final List<String> streamIds;
  private final AtomicLong dropped = new AtomicLong();
  private volatile PacketSink sink;
  private volatile boolean refused;

  // The network thread's own.
  private boolean begun;
  private int source;

  RemoteTrack(String id, MediaKind kind, List<String> streamIds) {
    this.id = Objects.requireNonNull(id, "id");
    this.kind = Objects.requireNonNull(kind, "kind");
    this.streamIds = List.copyOf(streamIds);
  }

  /** The track's name in the other side's {@code a=msid}, or one of ours where it gave none. */
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

  /** One packet, on the network thread. */
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
    PacketSink to = sink;
    boolean changed = begun && ssrc != source;
    begun = true;
    source = ssrc;
    if (to == null || refused) {
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

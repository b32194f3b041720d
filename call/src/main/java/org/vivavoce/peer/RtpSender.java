package org.vivavoce.peer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.vivavoce.peer.stats.RtcOutboundRtpStreamStats;
import org.vivavoce.peer.stats.RtcStatsReport;
import org.vivavoce.rtp.Ssrc;

/**
 * Sends a {@link LocalTrack} on one transceiver (WebRTC 1.0, RTCRtpSender). Safe from any thread.
 */
public final class RtpSender {
  private final RtpTransceiver transceiver;
  private final RtpTransceiver.Owner owner;
  private volatile LocalTrack track;
  private volatile List<String> streams = List.of();
  private volatile boolean addedByTrack;
  private volatile OutboundRtp outbound;

  /** The loop's own. */
  private Ssrc ssrc;

  private Ssrc rtxSsrc;

  RtpSender(RtpTransceiver transceiver, RtpTransceiver.Owner owner) {
    this.transceiver = transceiver;
    this.owner = owner;
  }

  /** What is sent, if anything. */
  public Optional<LocalTrack> track() {
    return Optional.ofNullable(track);
  }

  /** The streams that the other side is told the track is part of; may be empty. */
  public List<String> streams() {
    return streams;
  }

  /**
   * Sends another track from now on, or none; needs no negotiation where the m-line sends already.
   *
   * @param newTrack may be null
   * @throws PeerConnectionException TypeError if it is of another kind than the transceiver,
   *     InvalidStateError if that was stopped
   */
  public synchronized void replaceTrack(LocalTrack newTrack) {
    if (newTrack != null && newTrack.kind() != transceiver.kind()) {
      throw new PeerConnectionException(
          RtcErrorName.TYPE_ERROR,
          "a transceiver for "
              + transceiver.kind().text()
              + " cannot send a track for "
              + newTrack.kind().text());
    }
    transceiver.requireLive("a track cannot be replaced");
    put(newTrack);
  }

  /**
   * Names the streams that the track is part of; told with the next offer or answer.
   *
   * @throws PeerConnectionException InvalidStateError if the connection is closed
   */
  public void setStreams(String... ids) {
    if (owner.closed()) {
      transceiver.requireLive("streams cannot be set");
    }
    streams = distinct(ids);
    owner.changed();
  }

  private static List<String> distinct(String... ids) {
    return List.of(ids).stream().distinct().toList();
  }

  /** The track that addTrack gives it, which makes it one that offers may be matched with. */
  synchronized void add(LocalTrack newTrack, String... ids) {
    addedByTrack = true;
    streams = distinct(ids);
    put(newTrack);
  }

  /** Whether it is one of the connection that this owner stands for. */
  boolean belongsTo(RtpTransceiver.Owner other) {
    return owner == other;
  }

  RtpTransceiver transceiver() {
    return transceiver;
  }

  /** Whether addTrack ever gave it a track (RFC 9429 section 5.10). */
  boolean addedByTrack() {
    return addedByTrack;
  }

  /** Sends nothing any more, and keeps no track. */
  synchronized void remove() {
    put(null);
  }

  private void put(LocalTrack newTrack) {
    detach();
    track = newTrack;
    attach();
  }

  /**
   * What is known of what it sends (WebRTC 1.0, RTCRtpSender.getStats): its streams, and all that
   * they refer to.
   */
  public CompletableFuture<RtcStatsReport> getStats() {
    return owner.stats(
        s ->
            s instanceof RtcOutboundRtpStreamStats out
                && transceiver.mid().filter(out.mid()::equals).isPresent());
  }

  /** What it sends with, the same for its whole life; on the loop. */
  Ssrc ssrc(Supplier<Ssrc> fresh) {
    if (ssrc == null) {
      ssrc = fresh.get();
    }
    return ssrc;
  }

  /** What it repeats packets with, the same for its whole life; on the loop. */
  Ssrc rtxSsrc(Supplier<Ssrc> fresh) {
    if (rtxSsrc == null) {
      rtxSsrc = fresh.get();
    }
    return rtxSsrc;
  }

  String trackId() {
    LocalTrack t = track;
    return t == null ? "-" : t.id();
  }

  /** From now on frames go to the transport; null: nowhere. */
  synchronized void outbound(OutboundRtp to) {
    if (Objects.equals(outbound, to)) {
      return;
    }
    detach();
    outbound = to;
    attach();
  }

  boolean sendsBy(OutboundRtp way) {
    return way.equals(outbound);
  }

  private void attach() {
    if (track != null && outbound != null) {
      outbound.begin();
      track.addSink(outbound);
    }
  }

  private void detach() {
    if (track != null && outbound != null) {
      track.removeSink(outbound);
    }
  }
}

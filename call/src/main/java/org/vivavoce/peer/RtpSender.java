package org.vivavoce.peer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Sends a {@link LocalTrack} on one transceiver (WebRTC 1.0, RTCRtpSender). Safe from any thread.
 */
public final class RtpSender {
  private final MediaKind kind;
  private final Runnable changed;
  private volatile LocalTrack track;
  private volatile List<String> streams = List.of();
  private volatile OutboundRtp outbound;

  RtpSender(MediaKind kind, Runnable changed) {
    this.kind = kind;
    this.changed = changed;
  }

  /** What is sent, if anything. */
  public Optional<LocalTrack> track() {
    return Optional.ofNullable(track);
  }

  /** The streams that the other side is told the track is part of. */
  public List<String> streams() {
    return streams;
  }

  /**
   * Sends another track from now on, or none; needs no negotiation where the m-line sends already.
   *
   * @param newTrack may be null
   * @throws IllegalArgumentException if it is of another kind than the transceiver
   */
  public synchronized void replaceTrack(LocalTrack newTrack) {
    if (newTrack != null && newTrack.kind() != kind) {
      throw new IllegalArgumentException(
          "A transceiver for "
              + kind.text()
              + " cannot send a track for "
              + newTrack.kind().text());
    }
    detach();
    track = newTrack;
    attach();
    changed.run();
  }

  /** Takes the place of the track before it is attached, so that nobody else takes it. */
  synchronized void reserve(LocalTrack newTrack) {
    track = newTrack;
  }

  /** Names the streams that the track is part of; told with the next offer or answer. */
  public void setStreams(String... ids) {
    streams = List.of(ids);
    changed.run();
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

  private void attach() {
    if (track != null && outbound != null) {
      track.addSink(outbound);
    }
  }

  private void detach() {
    if (track != null && outbound != null) {
      track.removeSink(outbound);
    }
  }
}

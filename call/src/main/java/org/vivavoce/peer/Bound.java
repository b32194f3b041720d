package org.vivavoce.peer;

import org.vivavoce.rtp.AudioLevel;
import org.vivavoce.rtp.MissingPackets;
import org.vivavoce.rtp.RtpPacket;
import org.vivavoce.rtp.Rtx;
import org.vivavoce.rtp.Ssrc;

/** An SSRC of theirs, where its packets go, and what is missing of it. Guarded by the RTP lock. */
final class Bound {
  private final Ssrc ssrc;
  private final MediaTransport.Route route;
  private final RemoteTrack track;
  private final int[] originals;
  private final int[] repeats;
  private final MissingPackets missing;
  private long heardNanos;
  private int payloadType = -1;
  private long retransmittedPackets;
  private long retransmittedBytes;

  Bound(Ssrc ssrc, MediaTransport.Route route, RemoteTrack track) {
    this(ssrc, route, track, MissingPackets.create());
  }

  private Bound(Ssrc ssrc, MediaTransport.Route route, RemoteTrack track, MissingPackets missing) {
    this.ssrc = ssrc;
    this.route = route;
    this.track = track;
    this.missing = missing;
    this.originals = Retransmission.toOriginal(route.section().codecs());
    this.repeats = Retransmission.byOriginal(route.section().codecs());
  }

  /** The same SSRC after a negotiation. */
  Bound(Bound before, MediaTransport.Route route, RemoteTrack track) {
    this(before.ssrc, route, track, before.missing);
    this.heardNanos = before.heardNanos;
    this.payloadType = before.payloadType;
    this.retransmittedPackets = before.retransmittedPackets;
    this.retransmittedBytes = before.retransmittedBytes;
  }

  Ssrc ssrc() {
    return ssrc;
  }

  MediaTransport.Route route() {
    return route;
  }

  RemoteTrack track() {
    return track;
  }

  RtpTransceiver transceiver() {
    return route.section().transceiver();
  }

  void heard(long nowNanos) {
    heardNanos = nowNanos;
  }

  long heardNanos() {
    return heardNanos;
  }

  /** Of the last packet that was taken; -1: none was yet. */
  int payloadType() {
    return payloadType;
  }

  /** Whether the m-line has negotiated the packet's payload type, which is remembered if so. */
  boolean takes(int type) {
    if (!route.section().accepts(type)) {
      return false;
    }
    payloadType = type;
    return true;
  }

  /** How loud the packet's header says it is; null: it says nothing. */
  AudioLevel levelOf(RtpPacket packet) {
    int id = route.section().extensions().audioLevel();
    return id == 0 ? null : AudioLevel.read(packet, id);
  }

  /** What the payload type repeats (RFC 4588), or -1: it is media itself. */
  int originalOf(int type) {
    return originals[type];
  }

  /** Whether it is a stream of retransmissions, as far as was heard. */
  boolean repeatsAnother() {
    return payloadType >= 0 && originals[payloadType] >= 0;
  }

  /**
   * A packet has come in its own stream.
   *
   * @param number its extended sequence number
   * @return whether others are missing that were not before, and can be asked for
   */
  boolean onPacket(long number) {
    return payloadType >= 0 && repeats[payloadType] >= 0 && missing.onPacket(number);
  }

  /**
   * A packet of this stream has come again.
   *
   * @param nowNanos the time
   * @return its extended sequence number if it was missing; -1: it is of no use
   */
  long onRetransmission(RtpPacket packet, long nowNanos) {
    int original = Rtx.originalSequence(packet);
    if (original < 0) {
      return -1;
    }
    retransmittedPackets++;
    retransmittedBytes += packet.payloadLength() - Rtx.OVERHEAD;
    return missing.onRetransmission(original, nowNanos);
  }

  MissingPackets missing() {
    return missing;
  }

  long retransmittedPackets() {
    return retransmittedPackets;
  }

  long retransmittedBytes() {
    return retransmittedBytes;
  }
}

package org.vivavoce.peer;

import java.nio.ByteBuffer;
import java.util.List;
import org.vivavoce.rtp.RtpHeaderExtensions;
import org.vivavoce.rtp.RtpSendStream;
import org.vivavoce.rtp.Rtx;
import org.vivavoce.rtp.SentPackets;
import org.vivavoce.rtp.Ssrc;

/**
 * Sends packets of one stream again when the far end misses them, in a stream of its own (RFC
 * 4588). Whoever asks for more than was sent gets no more: a forged or mad receiver cannot make us
 * send more than twice as much. Used under the monitor of its {@link OutboundRtp}.
 */
final class Retransmitter {
  /** What {@link RtpMedia#VIDEO_BITS_PER_SECOND} are in a second, in packets of 1,200 bytes. */
  private static final int PACKETS = 1_024;

  private static final long MAX_AGE_NANOS = 2_000_000_000;

  /** A packet is not repeated sooner than this, however short the round trip. */
  private static final long MIN_INTERVAL_NANOS = 10_000_000;

  /** The round trip before one was measured. */
  private static final long UNKNOWN_ROUND_TRIP_NANOS = 50_000_000;

  /** So many bytes may be repeated at once. */
  private static final long MAX_CREDIT = 300_000;

  private final RtpMedia media;
  private final RtpSendStream original;
  private final RtpSendStream stream;
  private final RtpHeaderExtensions extensions;
  private final SentPackets sent = SentPackets.create(PACKETS, MAX_AGE_NANOS);
  private final byte[] buffer = new byte[OutboundRtp.BUFFER_BYTES];
  private final ByteBuffer datagram = ByteBuffer.wrap(buffer);
  private int withMid;
  private long credit;

  /**
   * @param stream of the retransmissions; its timestamps have the base of the original's
   * @param extensions the mid, or empty
   * @param withMid so many packets carry it
   */
  Retransmitter(
      RtpMedia media,
      RtpSendStream original,
      RtpSendStream stream,
      RtpHeaderExtensions extensions,
      int withMid) {
    this.media = media;
    this.original = original;
    this.stream = stream;
    this.extensions = extensions;
    this.withMid = withMid;
  }

  Ssrc ssrc() {
    return stream.ssrc();
  }

  /** A packet has been sent. */
  void keep(
      long number,
      int type,
      boolean marker,
      long time,
      byte[] payload,
      int offset,
      int length,
      long nowNanos) {
    credit = Math.min(MAX_CREDIT, credit + length);
    sent.keep((int) number & 0xFFFF, type, marker, time, payload, offset, length, nowNanos);
  }

  /**
   * Sends some again, as far as they are still there.
   *
   * @param sequenceNumbers as they were sent first
   * @param types what each payload type is repeated under; -1: it is not any more
   */
  void repeat(List<Integer> sequenceNumbers, int[] types, long nowNanos) {
    double roundTrip;
    synchronized (media.lock()) {
      roundTrip = original.leastRoundTripSeconds();
    }
    long interval =
        Double.isNaN(roundTrip)
            ? UNKNOWN_ROUND_TRIP_NANOS
            : Math.max(MIN_INTERVAL_NANOS, (long) (roundTrip * 1e9));
    for (int sequenceNumber : sequenceNumbers) {
      if (credit <= 0) {
        return;
      }
      SentPackets.Slot packet = sent.repeat(sequenceNumber, nowNanos, interval);
      if (packet != null && types[packet.payloadType()] >= 0) {
        credit -= packet.length();
        send(packet, types[packet.payloadType()], nowNanos);
      }
    }
  }

  private void send(SentPackets.Slot packet, int type, long nowNanos) {
    int header;
    synchronized (media.lock()) {
      header =
          stream.writeHeader(
              buffer,
              0,
              stream.nextExtendedSequenceNumber(),
              type,
              packet.mediaTimestamp(),
              packet.marker(),
              withMid > 0 ? extensions : null);
    }
    if (header + Rtx.OVERHEAD + packet.length() + media.rtpOverhead() > buffer.length) {
      return;
    }
    if (withMid > 0) {
      withMid--;
    }
    int length =
        Rtx.write(buffer, header, packet.sequenceNumber(), packet.payload(), 0, packet.length());
    if (media.protectAndSend(buffer, header + length, datagram)) {
      synchronized (media.lock()) {
        stream.onSent(length, nowNanos);
        original.onRetransmitted(packet.length());
      }
    }
  }
}

package org.vivavoce.peer;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.rtp.rtcp.Fir;
import org.vivavoce.rtp.rtcp.Nack;
import org.vivavoce.rtp.rtcp.Pli;
import org.vivavoce.rtp.rtcp.RtcpPacket;

/**
 * RTCP feedback at work: what theirs asks for finds the sender that it is about, what we ask for
 * becomes packets. Only what was negotiated ({@code a=rtcp-fb}) is sent; what comes is honoured
 * whatever was said.
 *
 * <p>{@link #take} is called on the network thread, {@link #senders} on the loop, the rest on any.
 */
final class RtpFeedback {
  private static final OutboundRtp[] NONE = {};

  private final Ssrc reporter;
  private final Predicate<RtcpPacket> out;
  private volatile OutboundRtp[] senders = NONE;

  /**
   * @param reporter whom our feedback is from
   * @param out sends it soon; false: too much of it waits already
   */
  RtpFeedback(Ssrc reporter, Predicate<RtcpPacket> out) {
    this.reporter = reporter;
    this.out = out;
  }

  /** From now on these send. */
  void senders(Collection<OutboundRtp> all) {
    senders = all.toArray(OutboundRtp[]::new);
  }

  /** Those who send. */
  List<OutboundRtp> all() {
    return List.of(senders);
  }

  /** What came in one datagram. */
  void take(List<RtcpPacket> packets, long nowNanos) {
    for (RtcpPacket p : packets) {
      if (p instanceof Pli pli) {
        OutboundRtp sender = sender(pli.media());
        if (sender != null) {
          sender.onPli(nowNanos);
        }
      } else if (p instanceof Nack nack) {
        OutboundRtp sender = sender(nack.media());
        if (sender != null) {
          sender.onNack(nack, nowNanos);
        }
      } else if (p instanceof Fir fir) {
        for (Fir.Request r : fir.requests()) {
          OutboundRtp sender = sender(r.target());
          if (sender != null) {
            sender.onFir(fir.sender(), r.sequence(), nowNanos);
          }
        }
      }
    }
  }

  private OutboundRtp sender(Ssrc ssrc) {
    for (OutboundRtp s : senders) {
      if (s.stream().ssrc().equals(ssrc)) {
        return s;
      }
    }
    return null;
  }

  /**
   * Asks for a key frame.
   *
   * @param codecs what was negotiated for the m-line
   * @param media the stream that shall send it
   * @param requests how many were asked for before on the track
   * @return false if nothing that would ask for it was negotiated
   */
  boolean requestKeyFrame(List<RtpCodec> codecs, Ssrc media, int requests) {
    return request(codecs, media, requests).filter(out).isPresent();
  }

  private Optional<RtcpPacket> request(List<RtpCodec> codecs, Ssrc media, int requests) {
    if (codecs.stream().anyMatch(c -> c.honours(VideoCodecs.PLI))) {
      return Optional.of(new Pli(reporter, media));
    }
    if (codecs.stream().anyMatch(c -> c.honours(VideoCodecs.FIR))) {
      // RFC 5104 section 4.3.1: another number for each command.
      return Optional.of(
          new Fir(reporter, new Ssrc(0), List.of(new Fir.Request(media, requests & 0xFF))));
    }
    return Optional.empty();
  }
}

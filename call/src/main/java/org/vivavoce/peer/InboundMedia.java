package org.vivavoce.peer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.vivavoce.rtp.InboundRtpStats;
import org.vivavoce.rtp.RtpArrival;
import org.vivavoce.rtp.RtpPacket;
import org.vivavoce.rtp.RtpSendStream;
import org.vivavoce.rtp.Rtx;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.rtp.rtcp.Bye;
import org.vivavoce.rtp.rtcp.Nack;
import org.vivavoce.rtp.rtcp.RtcpCompound;
import org.vivavoce.rtp.rtcp.RtcpPacket;

/**
 * The receiving half of {@link RtpMedia}: what each datagram is, which track it belongs to, and
 * what is missing.
 *
 * <p>Threads: datagrams come on ICE's thread and go, in that thread, to the track. The m-lines
 * change, and missing packets are asked for, on the connection's loop. What they share is under
 * RtpMedia's lock.
 */
final class InboundMedia {
  private final Object lock;
  private final Ssrc reporter;
  private final PacketFilter filter;
  private final Predicate<RtcpPacket> feedback;
  private final ObjLongConsumer<List<RtcpPacket>> requests;
  private final NackRequests nacks;
  private final AtomicLong beforeKeys = new AtomicLong();
  private final AtomicLong filtered = new AtomicLong();
  private final AtomicLong unrouted = new AtomicLong();

  private volatile KeyedRtp keyed;

  /** M-lines may have changed since the early packets were tried last. */
  private volatile boolean retry;

  private volatile boolean closed;

  // Guarded by lock.
  private InboundRoutes routes = new InboundRoutes(List.of());
  private final EarlyPackets early = new EarlyPackets();

  /**
   * @param lock guards the RTP session
   * @param reporter whom our feedback is from
   * @param filter what is to be looked at at all
   * @param feedback sends feedback of ours soon
   * @param requests takes what the other side's RTCP asks of our senders, and when it came
   */
  InboundMedia(
      EventLoop loop,
      Object lock,
      Ssrc reporter,
      PacketFilter filter,
      Predicate<RtcpPacket> feedback,
      ObjLongConsumer<List<RtcpPacket>> requests) {
    this.lock = lock;
    this.reporter = reporter;
    this.filter = filter;
    this.feedback = feedback;
    this.requests = requests;
    this.nacks = new NackRequests(loop, this::askForMissing);
  }

  /** There are keys: what comes from now on can be read. On the handshake's thread. */
  void key(KeyedRtp keys, List<MediaTransport.Route> now) {
    synchronized (lock) {
      routes = new InboundRoutes(now);
    }
    keyed = keys;
  }

  /** Under the lock: from now on exactly these m-lines carry media. */
  void follow(List<MediaTransport.Route> now) {
    routes = routes.followedBy(now, keyed.session()::removeReceiveStream);
  }

  /** The application knows its tracks, so what came too early may come now. */
  void told() {
    synchronized (lock) {
      retry = !early.isEmpty();
    }
  }

  /** Under the lock, now and then: what waited too long goes nowhere. */
  void expire(long nowNanos) {
    unrouted.addAndGet(early.expire(nowNanos));
  }

  /** Nothing more is taken. */
  void close() {
    closed = true;
    nacks.close();
  }

  // --- on ICE's thread

  /** One SRTP or SRTCP packet. */
  void onDatagram(ByteBuffer packet, long arrivalNanos) {
    KeyedRtp k = keyed;
    if (k == null) {
      beforeKeys.incrementAndGet();
      return;
    }
    if (retry) {
      retryEarly(k);
    }
    byte[] buf = packet.array();
    int off = packet.arrayOffset() + packet.position();
    int len = packet.remaining();
    if (RtpPacket.isRtcp(buf, off, len)) {
      onRtcp(k, buf, off, len, arrivalNanos);
    } else if (filter.accept(buf, off, len)) {
      int plain = k.unprotector().unprotect(buf, off, len);
      if (plain >= 0) { // else counted by the unprotector
        onRtp(k, buf, off, plain, arrivalNanos, true);
      }
    } else {
      filtered.incrementAndGet();
    }
  }

  /** One decrypted packet; one without a place is kept for a while if it is new. */
  private void onRtp(
      KeyedRtp k, byte[] buf, int off, int plain, long arrivalNanos, boolean mayWait) {
    RtpArrival arrival;
    Bound to;
    long number;
    int original;
    synchronized (lock) {
      if (closed) {
        return; // the session takes no more streams
      }
      arrival = k.session().onRtp(buf, off, plain, arrivalNanos);
      if (arrival.verdict() == RtpArrival.Verdict.UNKNOWN_SSRC) {
        to = routes.bind(arrival.packet(), k.session()::removeReceiveStream);
        if (to == null) {
          unrouted.addAndGet(
              mayWait ? early.expire(arrivalNanos) + early.add(buf, off, plain, arrivalNanos) : 1);
          return;
        }
        int clock = to.route().section().sendCodec().orElseThrow().clockRate();
        k.session().addReceiveStream(to.ssrc(), clock);
        arrival = k.session().onRtp(buf, off, plain, arrivalNanos);
      }
      if (!arrival.accepted()) {
        return; // counted by the session
      }
      to = routes.heard(arrival.packet().ssrcValue(), arrivalNanos);
      RtpPacket p = arrival.packet();
      if (to == null || !to.takes(p.payloadType())) {
        unrouted.incrementAndGet();
        return;
      }
      number = arrival.extendedSequenceNumber();
      original = to.originalOf(p.payloadType());
      if (original >= 0) {
        to = routes.repeatedBy(to);
        number = to == null ? -1 : to.onRetransmission(p, arrivalNanos);
        if (number < 0) {
          return; // nobody misses it: padding, or one that came after all
        }
      } else if (to.onPacket(number)) {
        nacks.wake();
      }
    }
    RtpPacket p = arrival.packet();
    int before = original < 0 ? 0 : Rtx.OVERHEAD;
    to.track()
        .deliver(
            to.ssrc().value(),
            buf,
            p.payloadOffset() + before,
            p.payloadLength() - before,
            number,
            p.timestamp(),
            p.marker(),
            original < 0 ? p.payloadType() : original,
            to.levelOf(p),
            arrivalNanos);
  }

  /** The m-lines have changed: what had no place may have one now. */
  private void retryEarly(KeyedRtp k) {
    List<EarlyPackets.Packet> again = new ArrayList<>();
    synchronized (lock) {
      retry = false;
      early.drain(again::add);
    }
    for (EarlyPackets.Packet p : again) {
      onRtp(k, p.bytes(), 0, p.bytes().length, p.arrivalNanos(), false);
    }
  }

  private void onRtcp(KeyedRtp k, byte[] buf, int off, int len, long arrivalNanos) {
    int plain = k.unprotector().unprotectRtcp(buf, off, len);
    if (plain < 0) {
      return; // counted by the unprotector
    }
    RtcpCompound.ParseResult rtcp;
    synchronized (lock) {
      rtcp = k.session().onRtcp(buf, off, plain, arrivalNanos);
    }
    for (RtcpPacket p : rtcp.packets()) {
      if (p instanceof Bye bye) {
        bye.sources().forEach(this::onBye);
      }
    }
    requests.accept(rtcp.packets(), arrivalNanos);
  }

  /** The source has left (RFC 3550 section 6.6): its track is silent until there is another. */
  private void onBye(Ssrc source) {
    Bound left;
    synchronized (lock) {
      left = routes.of(source.value());
    }
    if (left != null) {
      left.track().sourceLeft(source);
    }
  }

  // --- on the loop

  /** Asks for the packets that are due, and says when to come back. */
  private long askForMissing(long now) {
    KeyedRtp k = keyed;
    List<RtcpPacket> due = new ArrayList<>();
    long next = Long.MAX_VALUE;
    synchronized (lock) {
      // One path, so one round trip.
      double roundTrip =
          k.session().sendStreams().stream()
              .mapToDouble(RtpSendStream::leastRoundTripSeconds)
              .filter(seconds -> !Double.isNaN(seconds))
              .min()
              .orElse(Double.NaN);
      for (Bound b : routes.all()) {
        List<Integer> lost = b.missing().due(now, roundTrip);
        if (!lost.isEmpty()) {
          due.add(Nack.of(reporter, b.ssrc(), lost));
        }
        next = Math.min(next, b.missing().nextDeadlineNanos(now, roundTrip));
      }
    }
    due.forEach(feedback::test);
    return next;
  }

  // --- figures, from any thread

  /** All streams, those of retransmissions too. */
  List<InboundRtpStats> stats() {
    List<InboundRtpStats> in = new ArrayList<>();
    KeyedRtp k = keyed;
    if (k != null) {
      synchronized (lock) {
        k.session().receiveStreams().forEach(s -> in.add(s.stats()));
      }
    }
    return in;
  }

  /**
   * A stream that we receive.
   *
   * @param codec the one of the last packet; empty before the first
   * @param rtx what its packets came again in, if any did
   */
  record Received(
      InboundRtpStats stats,
      RtpSection section,
      Optional<RtpCodec> codec,
      Optional<Ssrc> rtx,
      long retransmittedPackets,
      long retransmittedBytes) {}

  List<Received> received() {
    List<Received> all = new ArrayList<>();
    KeyedRtp k = keyed;
    if (k != null) {
      synchronized (lock) {
        List<Bound> bound = routes.all();
        for (Bound b : bound) {
          if (!b.repeatsAnother()) {
            all.add(received(k, b, bound));
          }
        }
      }
    }
    return all;
  }

  private static Received received(KeyedRtp k, Bound b, List<Bound> bound) {
    RtpSection section = b.route().section();
    return new Received(
        k.session().receiveStream(b.ssrc()).stats(),
        section,
        section.codecs().stream().filter(c -> c.payloadType() == b.payloadType()).findFirst(),
        bound.stream()
            .filter(x -> x.repeatsAnother() && x.track() == b.track())
            .map(Bound::ssrc)
            .findFirst(),
        b.retransmittedPackets(),
        b.retransmittedBytes());
  }

  /** What arrived and went nowhere. */
  PeerConnectionStats.TransportCounters counters(long badCandidates) {
    return new PeerConnectionStats.TransportCounters(
        beforeKeys.get(), filtered.get(), unrouted.get(), badCandidates);
  }
}

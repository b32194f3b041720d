package org.vivavoce.peer;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.vivavoce.dtls.DtlsSession;
import org.vivavoce.rtp.InboundRtpStats;
import org.vivavoce.rtp.OutboundRtpStats;
import org.vivavoce.rtp.RtpArrival;
import org.vivavoce.rtp.RtpPacket;
import org.vivavoce.rtp.RtpSendStream;
import org.vivavoce.rtp.RtpSession;
import org.vivavoce.rtp.RtpSessionConfig;
import org.vivavoce.rtp.RtpSessionStats;
import org.vivavoce.rtp.Rtx;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.rtp.rtcp.Nack;
import org.vivavoce.rtp.rtcp.RtcpCompound;
import org.vivavoce.rtp.rtcp.RtcpPacket;
import org.vivavoce.rtp.rtcp.RtcpTiming;
import org.vivavoce.srtp.SrtpCounters;
import org.vivavoce.srtp.SrtpMasterKey;
import org.vivavoce.srtp.SrtpProfile;
import org.vivavoce.srtp.SrtpProtector;
import org.vivavoce.srtp.SrtpUnprotector;

/**
 * What flows on a transport once it has keys: SRTP, the RTP session within, and which m-line each
 * packet belongs to.
 *
 * <p>Threads: m-lines change and RTCP is sent on the connection's loop. Packets come on ICE's
 * thread and go, in that thread, to the track. Frames go out on their track's thread. The RTP
 * session is shared by these, under {@link #lock}, which is held for some hundred nanoseconds and
 * never while calling out.
 */
final class RtpMedia {

  /** Everything that exists once keys do. */
  private record Keyed(
      SrtpProfile profile,
      SrtpProtector protector,
      SrtpUnprotector unprotector,
      RtpSession session,
      RtcpSender rtcp) {}

  /** An Opus stream each way, with its headers. */
  private static final long AUDIO_BITS_PER_SECOND = 64_000;

  /**
   * What video may take at most: requests for lost packets are held back by a twentieth of this,
   * and a thousand packets a second lose many.
   */
  private static final long VIDEO_BITS_PER_SECOND = 10_000_000;

  private final EventLoop loop;
  private final SecureRandom random;
  private final PacketFilter receiveFilter;
  private final Predicate<ByteBuffer> wire;
  private final Object lock = new Object();
  private final AtomicLong beforeKeys = new AtomicLong();
  private final AtomicLong filtered = new AtomicLong();
  private final AtomicLong unrouted = new AtomicLong();
  private final Ssrc reporter;
  private final String cname;

  private volatile Keyed keyed;

  /** Changed on the loop only. */
  private volatile List<MediaTransport.Route> routes = List.of();

  /** M-lines may have changed since the early packets were tried last. */
  private volatile boolean retry;

  private volatile boolean closed;

  // The loop's own.
  private final Map<RtpTransceiver, OutboundRtp> outbound = new HashMap<>();
  private final Set<Ssrc> ours = new HashSet<>();
  private final RtpFeedback feedback;
  private final NackRequests nacks;

  // Guarded by lock.
  private InboundRoutes inbound = new InboundRoutes(List.of());
  private final EarlyPackets early = new EarlyPackets();

  /**
   * @param wire takes datagrams; false: it did not
   */
  RtpMedia(
      EventLoop loop, SecureRandom random, PacketFilter receiveFilter, Predicate<ByteBuffer> wire) {
    this.loop = loop;
    this.random = random;
    this.receiveFilter = receiveFilter;
    this.wire = wire;
    this.reporter = new Ssrc(random.nextInt());
    this.cname = Long.toUnsignedString(random.nextLong(), 36);
    this.feedback = new RtpFeedback(reporter, this::sendFeedback);
    this.nacks = new NackRequests(loop, this::askForMissing);
  }

  String cname() {
    return cname;
  }

  /** On the loop. */
  Ssrc ssrcOf(RtpTransceiver transceiver) {
    return transceiver.sender().ssrc(this::freshSsrc);
  }

  /** On the loop. */
  Ssrc rtxSsrcOf(RtpTransceiver transceiver) {
    return transceiver.sender().rtxSsrc(this::freshSsrc);
  }

  private Ssrc freshSsrc() {
    Ssrc ssrc;
    do {
      ssrc = new Ssrc(random.nextInt());
    } while (ssrc.equals(reporter) || !ours.add(ssrc));
    return ssrc;
  }

  // --- keys and m-lines

  /**
   * On the handshake's thread, before anybody hears of it: media that follows at once finds its
   * keys, and its way, even if the loop is busy.
   */
  void key(DtlsSession session) {
    SrtpProfile profile = session.srtpProfile().orElseThrow();
    SrtpMasterKey local = new SrtpMasterKey(session.localMasterKey(), session.localSalt());
    SrtpMasterKey remote = new SrtpMasterKey(session.remoteMasterKey(), session.remoteSalt());
    synchronized (lock) {
      inbound = new InboundRoutes(routes);
    }
    RtpSession rtp =
        RtpSession.create(
            RtpSessionConfig.of(reporter, cname)
                .withReducedSize(reducedSize(routes))
                .withTiming(timing(routes))
                // Each may have a stream of retransmissions.
                .withMaxStreams(2 * JsepState.MAX_MLINES, InboundRoutes.MAX_BOUND),
            random,
            loop.nanoTime());
    SrtpProtector protector = SrtpProtector.create(profile, local);
    keyed =
        new Keyed(
            profile,
            protector,
            SrtpUnprotector.create(profile, remote),
            rtp,
            new RtcpSender(
                loop, lock, rtp, protector, wire, now -> unrouted.addAndGet(early.expire(now))));
  }

  /** On the loop, once there are keys. */
  void begin() {
    applyRoutes();
    if (!closed) {
      keyed.rtcp().poll();
    }
  }

  /** On the loop: from now on exactly these m-lines carry media. */
  void routes(List<MediaTransport.Route> newRoutes) {
    routes = List.copyOf(newRoutes);
    for (MediaTransport.Route r : routes) {
      RtpTransceiver t = r.section().transceiver();
      t.receiver()
          .track()
          .negotiated(Retransmission.without(r.section().codecs()), this::requestKeyFrame);
    }
    applyRoutes();
  }

  /** On the loop: the application knows its tracks, so what came too early may come now. */
  void told() {
    synchronized (lock) {
      retry = !early.isEmpty();
    }
  }

  /** Media flows once there are both routes and keys, whichever comes last. */
  private void applyRoutes() {
    Keyed k = keyed;
    if (k == null || closed) {
      return;
    }
    synchronized (lock) {
      inbound = inbound.followedBy(routes, k.session()::removeReceiveStream);
      k.session().timing(timing(routes));
      k.session().reducedSize(reducedSize(routes));
    }
    Set<RtpTransceiver> sending = new HashSet<>();
    for (MediaTransport.Route r : routes) {
      if (r.direction().sends()) {
        RtpTransceiver t = r.section().transceiver();
        sending.add(t);
        t.sender().outbound(outboundOf(t, r.section(), k));
      }
    }
    for (RtpTransceiver t : List.copyOf(outbound.keySet())) {
      if (!sending.contains(t)) {
        t.sender().outbound(null);
        if (t.stopped()) {
          forget(t, k);
        }
      }
    }
    feedback.senders(outbound.values());
  }

  /** RTCP may take a twentieth of what the media take: the reports of video are to come soon. */
  private static RtcpTiming timing(List<MediaTransport.Route> routes) {
    boolean video =
        routes.stream().anyMatch(r -> r.section().transceiver().kind() == MediaKind.VIDEO);
    return RtcpTiming.avpf(video ? VIDEO_BITS_PER_SECOND : AUDIO_BITS_PER_SECOND);
  }

  /** One session speaks for all m-lines. */
  private static boolean reducedSize(List<MediaTransport.Route> routes) {
    return !routes.isEmpty() && routes.stream().allMatch(MediaTransport.Route::reducedSize);
  }

  private OutboundRtp outboundOf(RtpTransceiver t, RtpSection section, Keyed k) {
    RtpCodec codec = section.sendCodec().orElseThrow();
    OutboundRtp known = outbound.get(t);
    if (known != null) {
      synchronized (lock) {
        // A later offer of theirs may number the codec otherwise.
        known.stream().payloadType(codec.payloadType());
      }
      known.section(section);
      retransmit(known, k);
      return known;
    }
    RtpSendStream stream;
    synchronized (lock) {
      stream = k.session().addSendStream(ssrcOf(t), codec.payloadType(), codec.clockRate());
    }
    OutboundRtp made = new OutboundRtp(this, stream, section);
    retransmit(made, k);
    outbound.put(t, made);
    return made;
  }

  /** The stream of retransmissions begins when it is negotiated first, and stays. */
  private void retransmit(OutboundRtp o, Keyed k) {
    if (o.section().retransmits() && o.rtxSsrc().isEmpty()) {
      Ssrc ssrc = rtxSsrcOf(o.section().transceiver());
      RtpSendStream stream;
      synchronized (lock) {
        stream = k.session().addRetransmissionStream(ssrc, o.stream());
      }
      o.retransmitIn(stream);
    }
  }

  /** It will never send again: the next RTCP says goodbye for its SSRC. */
  private void forget(RtpTransceiver t, Keyed k) {
    OutboundRtp o = outbound.remove(t);
    o.rtxSsrc().ifPresent(rtx -> forget(rtx, k));
    forget(o.stream().ssrc(), k);
  }

  private void forget(Ssrc ssrc, Keyed k) {
    ours.remove(ssrc);
    synchronized (lock) {
      k.session().removeSendStream(ssrc, loop.nanoTime());
    }
  }

  // --- sending, on any thread

  Object lock() {
    return lock;
  }

  int rtpOverhead() {
    Keyed k = keyed;
    return k == null ? 0 : k.profile().rtpOverhead();
  }

  long nanoTime() {
    return loop.nanoTime();
  }

  boolean protectAndSend(byte[] buffer, int length, ByteBuffer datagram) {
    Keyed k = keyed;
    if (k == null) {
      return false;
    }
    int protectedLength = k.protector().protect(buffer, 0, length);
    datagram.limit(protectedLength).position(0);
    return wire.test(datagram);
  }

  // --- receiving, on ICE's thread

  /** One SRTP or SRTCP packet. */
  void onDatagram(ByteBuffer packet, long arrivalNanos) {
    Keyed k = keyed;
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
    } else if (receiveFilter.accept(buf, off, len)) {
      int plain = k.unprotector().unprotect(buf, off, len);
      if (plain >= 0) { // else counted by the unprotector
        onRtp(k, buf, off, plain, arrivalNanos, true);
      }
    } else {
      filtered.incrementAndGet();
    }
  }

  /** One decrypted packet; one without a place is kept for a while if it is new. */
  private void onRtp(Keyed k, byte[] buf, int off, int plain, long arrivalNanos, boolean mayWait) {
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
        to = inbound.bind(arrival.packet(), k.session()::removeReceiveStream);
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
      to = inbound.heard(arrival.packet().ssrcValue(), arrivalNanos);
      RtpPacket p = arrival.packet();
      if (to == null || !to.takes(p.payloadType())) {
        unrouted.incrementAndGet();
        return;
      }
      number = arrival.extendedSequenceNumber();
      original = to.originalOf(p.payloadType());
      if (original >= 0) {
        to = inbound.repeatedBy(to);
        number = to == null ? -1 : to.onRetransmission(p);
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
  private void retryEarly(Keyed k) {
    List<EarlyPackets.Packet> again = new ArrayList<>();
    synchronized (lock) {
      retry = false;
      early.drain(again::add);
    }
    for (EarlyPackets.Packet p : again) {
      onRtp(k, p.bytes(), 0, p.bytes().length, p.arrivalNanos(), false);
    }
  }

  private void onRtcp(Keyed k, byte[] buf, int off, int len, long arrivalNanos) {
    int plain = k.unprotector().unprotectRtcp(buf, off, len);
    if (plain < 0) {
      return; // counted by the unprotector
    }
    RtcpCompound.ParseResult rtcp;
    synchronized (lock) {
      rtcp = k.session().onRtcp(buf, off, plain, arrivalNanos);
    }
    feedback.take(rtcp.packets(), arrivalNanos);
  }

  // --- feedback of ours, on any thread

  private boolean requestKeyFrame(List<RtpCodec> codecs, Ssrc from, int count, KeyFrameGate gate) {
    return keyed != null
        && gate.pass(loop.nanoTime())
        && feedback.requestKeyFrame(codecs, from, count);
  }

  /** On the loop: asks for the packets that are due, and says when to come back. */
  private long askForMissing(long now) {
    Keyed k = keyed;
    List<RtcpPacket> due = new ArrayList<>();
    long next = Long.MAX_VALUE;
    synchronized (lock) {
      // One path, so one round trip; the longest is the safest to wait for.
      double roundTrip =
          k.session().sendStreams().stream()
              .mapToDouble(RtpSendStream::roundTripSeconds)
              .filter(seconds -> !Double.isNaN(seconds))
              .max()
              .orElse(Double.NaN);
      for (Bound b : inbound.all()) {
        List<Integer> lost = b.missing().due(now, roundTrip);
        if (!lost.isEmpty()) {
          due.add(Nack.of(reporter, b.ssrc(), lost));
        }
        next = Math.min(next, b.missing().nextDeadlineNanos(now, roundTrip));
      }
    }
    due.forEach(this::sendFeedback);
    return next;
  }

  /** Queues it, and sends it as soon as RTCP's rules allow. */
  private boolean sendFeedback(RtcpPacket packet) {
    Keyed k = keyed;
    if (k == null || closed) {
      return false;
    }
    boolean queued;
    synchronized (lock) {
      queued = k.session().sendFeedback(packet, loop.nanoTime());
    }
    k.rtcp().wake();
    return queued;
  }

  /** On the loop: says goodbye, and nothing more comes or goes. */
  void close() {
    closed = true;
    nacks.close();
    Keyed k = keyed;
    if (k != null) {
      k.rtcp().close();
    }
  }

  // --- figures, from any thread

  Optional<SrtpProfile> profile() {
    return Optional.ofNullable(keyed).map(Keyed::profile);
  }

  List<OutboundRtpStats> outboundStats() {
    List<OutboundRtpStats> out = new ArrayList<>();
    Keyed k = keyed;
    if (k != null) {
      synchronized (lock) {
        k.session().sendStreams().forEach(s -> out.add(s.stats()));
      }
    }
    return out;
  }

  List<InboundRtpStats> inboundStats() {
    List<InboundRtpStats> in = new ArrayList<>();
    Keyed k = keyed;
    if (k != null) {
      synchronized (lock) {
        k.session().receiveStreams().forEach(s -> in.add(s.stats()));
      }
    }
    return in;
  }

  /**
   * A stream that we send.
   *
   * @param codec the one of the last packet, or the one that a frame would be sent with
   * @param rtx what its packets are sent again in
   * @param active whether it may be sent now
   */
  record Sent(
      OutboundRtpStats stats,
      RtpSection section,
      RtpCodec codec,
      Optional<Ssrc> rtx,
      boolean active) {}

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

  List<Sent> sent() {
    List<Sent> all = new ArrayList<>();
    for (OutboundRtp o : feedback.all()) {
      RtpSection section = o.section();
      RtpCodec codec = o.codec();
      Optional<Ssrc> rtx = o.rtxSsrc();
      synchronized (lock) {
        all.add(new Sent(o.stream().stats(), section, codec, rtx, o.attached()));
      }
    }
    return all;
  }

  List<Received> received() {
    List<Received> all = new ArrayList<>();
    Keyed k = keyed;
    if (k != null) {
      synchronized (lock) {
        List<Bound> bound = inbound.all();
        for (Bound b : bound) {
          if (!b.repeatsAnother()) {
            RtpSection section = b.route().section();
            all.add(
                new Received(
                    k.session().receiveStream(b.ssrc()).stats(),
                    section,
                    section.codecs().stream()
                        .filter(c -> c.payloadType() == b.payloadType())
                        .findFirst(),
                    bound.stream()
                        .filter(x -> x.repeatsAnother() && x.track() == b.track())
                        .map(Bound::ssrc)
                        .findFirst(),
                    b.retransmittedPackets(),
                    b.retransmittedBytes()));
          }
        }
      }
    }
    return all;
  }

  Optional<RtpSessionStats> sessionStats() {
    Keyed k = keyed;
    if (k == null) {
      return Optional.empty();
    }
    synchronized (lock) {
      return Optional.of(k.session().stats());
    }
  }

  Optional<SrtpCounters> srtpStats() {
    return Optional.ofNullable(keyed).map(k -> k.unprotector().counters());
  }

  /** What arrived and went nowhere. */
  PeerConnectionStats.TransportCounters counters(long badCandidates) {
    return new PeerConnectionStats.TransportCounters(
        beforeKeys.get(), filtered.get(), unrouted.get(), badCandidates);
  }
}

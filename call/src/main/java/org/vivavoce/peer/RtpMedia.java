package org.vivavoce.peer;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
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
import org.vivavoce.rtp.NtpTime;
import org.vivavoce.rtp.OutboundRtpStats;
import org.vivavoce.rtp.RtpArrival;
import org.vivavoce.rtp.RtpPacket;
import org.vivavoce.rtp.RtpSendStream;
import org.vivavoce.rtp.RtpSession;
import org.vivavoce.rtp.RtpSessionConfig;
import org.vivavoce.rtp.RtpSessionStats;
import org.vivavoce.rtp.Ssrc;
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
      RtpSession session) {}

  private static final int RTCP_BUFFER_BYTES = 1_500;

  /** An Opus stream each way, with its headers. */
  private static final long AUDIO_BITS_PER_SECOND = 64_000;

  /** What browsers send of a camera. */
  private static final long VIDEO_BITS_PER_SECOND = 2_000_000;

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

  /** The m-lines have changed since the early packets were tried last. */
  private volatile boolean retry;

  private volatile boolean closed;

  // The loop's own.
  private final Map<RtpTransceiver, OutboundRtp> outbound = new HashMap<>();
  private final Set<Ssrc> ours = new HashSet<>();
  private final byte[] rtcpBuffer = new byte[RTCP_BUFFER_BYTES];
  private final ByteBuffer rtcpDatagram = ByteBuffer.wrap(rtcpBuffer);
  private EventLoop.Timer rtcpTimer = () -> {};
  private final RtpFeedback feedback;

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
  }

  String cname() {
    return cname;
  }

  /** On the loop. */
  Ssrc ssrcOf(RtpTransceiver transceiver) {
    return transceiver
        .sender()
        .ssrc(
            () -> {
              Ssrc ssrc;
              do {
                ssrc = new Ssrc(random.nextInt());
              } while (ssrc.equals(reporter) || !ours.add(ssrc));
              return ssrc;
            });
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
    keyed =
        new Keyed(
            profile,
            SrtpProtector.create(profile, local),
            SrtpUnprotector.create(profile, remote),
            RtpSession.create(
                RtpSessionConfig.of(reporter, cname)
                    .withReducedSize(reducedSize(routes))
                    .withTiming(timing(routes))
                    .withMaxStreams(JsepState.MAX_MLINES, InboundRoutes.MAX_BOUND),
                random,
                loop.nanoTime()));
  }

  /** On the loop, once there are keys. */
  void begin() {
    applyRoutes();
    pollRtcp();
  }

  /** On the loop: from now on exactly these m-lines carry media. */
  void routes(List<MediaTransport.Route> newRoutes) {
    routes = List.copyOf(newRoutes);
    for (MediaTransport.Route r : routes) {
      RtpTransceiver t = r.section().transceiver();
      t.receiver().track().negotiated(r.section().codecs(), this::requestKeyFrame);
    }
    applyRoutes();
  }

  /** Media flows once there are both routes and keys, whichever comes last. */
  private void applyRoutes() {
    Keyed k = keyed;
    if (k == null || closed) {
      return;
    }
    synchronized (lock) {
      inbound = inbound.followedBy(routes, k.session()::removeReceiveStream);
      retry = !early.isEmpty();
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
      return known;
    }
    RtpSendStream stream;
    synchronized (lock) {
      stream = k.session().addSendStream(ssrcOf(t), codec.payloadType(), codec.clockRate());
    }
    OutboundRtp made = new OutboundRtp(this, stream, section);
    outbound.put(t, made);
    return made;
  }

  /** It will never send again: the next RTCP says goodbye for its SSRC. */
  private void forget(RtpTransceiver t, Keyed k) {
    outbound.remove(t);
    Ssrc ssrc = ssrcOf(t);
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
    InboundRoutes.Bound to;
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
      if (to == null || !to.takes(arrival.packet().payloadType())) {
        unrouted.incrementAndGet();
        return;
      }
    }
    RtpPacket p = arrival.packet();
    to.track()
        .deliver(
            p.ssrcValue(),
            buf,
            p.payloadOffset(),
            p.payloadLength(),
            arrival.extendedSequenceNumber(),
            p.timestamp(),
            p.marker(),
            p.payloadType(),
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
    loop.execute(this::pollRtcp);
    return queued;
  }

  // --- RTCP, on the loop

  private void pollRtcp() {
    Keyed k = keyed;
    if (closed || k == null) {
      return;
    }
    rtcpTimer.cancel();
    long now = loop.nanoTime();
    int length;
    long next;
    synchronized (lock) {
      unrouted.addAndGet(early.expire(now));
      length = k.session().poll(now, ntpNow(), rtcpBuffer, 0);
      next = k.session().nextDeadlineNanos();
    }
    sendRtcp(k, length);
    rtcpTimer = loop.schedule(this::pollRtcp, next - now);
  }

  private void sendRtcp(Keyed k, int length) {
    if (length > 0) {
      int sealed = k.protector().protectRtcp(rtcpBuffer, 0, length);
      rtcpDatagram.limit(sealed).position(0);
      // RTCP that finds the socket full is lost like any other: the next report says the same and
      // more.
      wire.test(rtcpDatagram);
    }
  }

  private static NtpTime ntpNow() {
    Instant wall = Instant.now();
    return NtpTime.ofUnix(wall.getEpochSecond(), wall.getNano());
  }

  /** On the loop: says goodbye, and nothing more comes or goes. */
  void close() {
    closed = true;
    rtcpTimer.cancel();
    Keyed k = keyed;
    if (k != null) {
      int length;
      synchronized (lock) {
        length = k.session().close(loop.nanoTime(), ntpNow(), rtcpBuffer, 0);
      }
      sendRtcp(k, length);
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
   * @param active whether it may be sent now
   */
  record Sent(OutboundRtpStats stats, RtpSection section, RtpCodec codec, boolean active) {}

  /**
   * A stream that we receive.
   *
   * @param codec the one of the last packet; empty before the first
   */
  record Received(InboundRtpStats stats, RtpSection section, Optional<RtpCodec> codec) {}

  List<Sent> sent() {
    List<Sent> all = new ArrayList<>();
    for (OutboundRtp o : feedback.all()) {
      RtpSection section = o.section();
      RtpCodec codec = o.codec();
      synchronized (lock) {
        all.add(new Sent(o.stream().stats(), section, codec, o.attached()));
      }
    }
    return all;
  }

  List<Received> received() {
    List<Received> all = new ArrayList<>();
    Keyed k = keyed;
    if (k != null) {
      synchronized (lock) {
        for (InboundRoutes.Bound b : inbound.all()) {
          RtpSection section = b.route().section();
          Optional<RtpCodec> codec =
              section.codecs().stream().filter(c -> c.payloadType() == b.payloadType()).findFirst();
          all.add(new Received(k.session().receiveStream(b.ssrc()).stats(), section, codec));
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

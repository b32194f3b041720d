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
import java.util.function.Predicate;
import org.vivavoce.rtp.OutboundRtpStats;
import org.vivavoce.rtp.RtpSendStream;
import org.vivavoce.rtp.RtpSession;
import org.vivavoce.rtp.RtpSessionConfig;
import org.vivavoce.rtp.RtpSessionStats;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.rtp.rtcp.RtcpPacket;
import org.vivavoce.rtp.rtcp.RtcpTiming;
import org.vivavoce.srtp.SrtpCounters;
import org.vivavoce.srtp.SrtpProfile;
import org.vivavoce.srtp.SrtpProtector;
import org.vivavoce.srtp.SrtpUnprotector;

/**
 * What flows on a transport once it has keys: SRTP and the RTP session within, and what is sent.
 * {@link InboundMedia} is the half that receives.
 *
 * <p>Threads: m-lines change and RTCP is sent on the connection's loop. Packets come on ICE's
 * thread. Frames go out on their track's thread. The RTP session is shared by these, under {@link
 * #lock}, which is held for some hundred nanoseconds and never while calling out.
 */
final class RtpMedia {

  /** An Opus stream each way, with its headers. */
  private static final long AUDIO_BITS_PER_SECOND = 64_000;

  /**
   * What video may take at most: requests for lost packets are held back by a twentieth of this,
   * and a thousand packets a second lose many.
   */
  static final long VIDEO_BITS_PER_SECOND = 10_000_000;

  private final EventLoop loop;
  private final SecureRandom random;
  private final Predicate<ByteBuffer> wire;
  private final Object lock = new Object();
  private final Ssrc reporter;
  private final String cname;

  private volatile KeyedRtp keyed;

  /** Changed on the loop only. */
  private volatile List<MediaTransport.Route> routes = List.of();

  private volatile boolean closed;

  // The loop's own.
  private final Map<RtpTransceiver, OutboundRtp> outbound = new HashMap<>();
  private final Set<Ssrc> ours = new HashSet<>();
  private final RtpFeedback feedback;
  private final InboundMedia inbound;

  /**
   * @param wire takes datagrams; false: it did not
   */
  RtpMedia(
      EventLoop loop, SecureRandom random, PacketFilter receiveFilter, Predicate<ByteBuffer> wire) {
    this.loop = loop;
    this.random = random;
    this.wire = wire;
    this.reporter = new Ssrc(random.nextInt());
    this.cname = Long.toUnsignedString(random.nextLong(), 36);
    this.feedback = new RtpFeedback(reporter, this::sendFeedback);
    this.inbound =
        new InboundMedia(loop, lock, reporter, receiveFilter, this::sendFeedback, feedback::take);
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
  void key(SrtpKeys keys) {
    RtpSession rtp =
        RtpSession.create(
            RtpSessionConfig.of(reporter, cname)
                .withReducedSize(reducedSize(routes))
                .withTiming(timing(routes))
                // Each may have a stream of retransmissions.
                .withMaxStreams(2 * JsepState.MAX_MLINES, InboundRoutes.MAX_BOUND),
            random,
            loop.nanoTime());
    SrtpProtector protector = SrtpProtector.create(keys.profile(), keys.local());
    KeyedRtp made =
        new KeyedRtp(
            keys.profile(),
            protector,
            SrtpUnprotector.create(keys.profile(), keys.remote()),
            rtp,
            new RtcpSender(loop, lock, rtp, protector, wire, inbound::expire));
    inbound.key(made, routes);
    keyed = made;
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
    inbound.told();
  }

  /** Media flows once there are both routes and keys, whichever comes last. */
  private void applyRoutes() {
    KeyedRtp k = keyed;
    if (k == null || closed) {
      return;
    }
    synchronized (lock) {
      inbound.follow(routes);
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

  private OutboundRtp outboundOf(RtpTransceiver t, RtpSection section, KeyedRtp k) {
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
  private void retransmit(OutboundRtp o, KeyedRtp k) {
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
  private void forget(RtpTransceiver t, KeyedRtp k) {
    OutboundRtp o = outbound.remove(t);
    o.rtxSsrc().ifPresent(rtx -> forget(rtx, k));
    forget(o.stream().ssrc(), k);
  }

  private void forget(Ssrc ssrc, KeyedRtp k) {
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
    KeyedRtp k = keyed;
    return k == null ? 0 : k.profile().rtpOverhead();
  }

  long nanoTime() {
    return loop.nanoTime();
  }

  boolean protectAndSend(byte[] buffer, int length, ByteBuffer datagram) {
    KeyedRtp k = keyed;
    if (k == null) {
      return false;
    }
    int protectedLength = k.protector().protect(buffer, 0, length);
    datagram.limit(protectedLength).position(0);
    return wire.test(datagram);
  }

  /** What comes; on ICE's thread. */
  InboundMedia inbound() {
    return inbound;
  }

  // --- feedback of ours, on any thread

  private boolean requestKeyFrame(List<RtpCodec> codecs, Ssrc from, int count, KeyFrameGate gate) {
    return keyed != null
        && gate.pass(loop.nanoTime())
        && feedback.requestKeyFrame(codecs, from, count);
  }

  /** Queues it, and sends it as soon as RTCP's rules allow. */
  private boolean sendFeedback(RtcpPacket packet) {
    KeyedRtp k = keyed;
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
    inbound.close();
    KeyedRtp k = keyed;
    if (k != null) {
      k.rtcp().close();
    }
  }

  // --- figures, from any thread

  Optional<SrtpProfile> profile() {
    return Optional.ofNullable(keyed).map(KeyedRtp::profile);
  }

  List<OutboundRtpStats> outboundStats() {
    List<OutboundRtpStats> out = new ArrayList<>();
    KeyedRtp k = keyed;
    if (k != null) {
      synchronized (lock) {
        k.session().sendStreams().forEach(s -> out.add(s.stats()));
      }
    }
    return out;
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

  Optional<RtpSessionStats> sessionStats() {
    KeyedRtp k = keyed;
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
}

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
import org.vivavoce.dtls.DtlsFailure;
import org.vivavoce.dtls.DtlsListener;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.dtls.DtlsSession;
import org.vivavoce.dtls.DtlsState;
import org.vivavoce.dtls.DtlsTransport;
import org.vivavoce.dtls.Fingerprint;
import org.vivavoce.ice.IceAgent;
import org.vivavoce.ice.IceCandidate;
import org.vivavoce.ice.IceCandidatePair;
import org.vivavoce.ice.IceFailure;
import org.vivavoce.ice.IceListener;
import org.vivavoce.ice.IceParameters;
import org.vivavoce.ice.IceRole;
import org.vivavoce.ice.IceState;
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
import org.vivavoce.srtp.SrtpMasterKey;
import org.vivavoce.srtp.SrtpProfile;
import org.vivavoce.srtp.SrtpProtector;
import org.vivavoce.srtp.SrtpUnprotector;

/**
 * One BUNDLE transport: ICE, DTLS on it, SRTP keyed by that, and the RTP session within.
 *
 * <p>Threads: negotiation calls come on the connection's loop. Datagrams come on ICE's thread and
 * go, in that thread, through SRTP and the RTP session to the track. Frames go out on their track's
 * thread. The RTP session is shared by these and by the timer of RTCP, under {@link #rtpLock},
 * which is held for some hundred nanoseconds and never while calling out.
 */
final class PeerTransport implements MediaTransport, AutoCloseable {

  /** What the connection hears; on any thread. */
  interface Events {
    void candidate(IceCandidate candidate);

    void gatheringComplete();

    void iceState(IceState state);

    void state(PeerConnectionState state);

    void failed(PeerFailure reason);
  }

  /** Everything that exists once keys do. */
  private record Keyed(
      SrtpProfile profile,
      SrtpProtector protector,
      SrtpUnprotector unprotector,
      RtpSession session) {}

  private static final int RTCP_BUFFER_BYTES = 1_500;

  /** Set on the threads that datagrams come on; they serve ICE as long as they live. */
  private static final ThreadLocal<Boolean> NETWORK_THREAD = new ThreadLocal<>();

  private final PeerConfiguration configuration;
  private final EventLoop loop;
  private final SecureRandom random;
  private final Events events;
  private final IceAgent ice;
  private final DtlsTransport dtls;
  private final Object rtpLock = new Object();
  private final AtomicLong beforeKeys = new AtomicLong();
  private final AtomicLong filtered = new AtomicLong();
  private final AtomicLong unrouted = new AtomicLong();
  private final AtomicLong badCandidates = new AtomicLong();
  private final Ssrc reporter;
  private final String cname;

  private volatile Keyed keyed;
  private volatile IceState iceState = IceState.NEW;

  /** Changed on the loop only. */
  private volatile List<Route> routes = List.of();

  // The loop's own.
  private final Map<RtpTransceiver, Ssrc> ssrcs = new HashMap<>();
  private final Map<RtpTransceiver, OutboundRtp> outbound = new HashMap<>();
  private final byte[] rtcpBuffer = new byte[RTCP_BUFFER_BYTES];
  private final ByteBuffer rtcpDatagram = ByteBuffer.wrap(rtcpBuffer);
  private EventLoop.Timer rtcpTimer = () -> {};
  private boolean connecting;
  private volatile boolean closed;

  /** Guarded by rtpLock. */
  private InboundRoutes inbound = new InboundRoutes(List.of());

  /** Where DTLS begins once there is a path; written before ICE starts. */
  private volatile DtlsStart dtlsStart;

  private record DtlsStart(DtlsRole role, List<Fingerprint> fingerprints) {}

  PeerTransport(
      PeerConfiguration configuration, EventLoop loop, SecureRandom random, Events events) {
    this.configuration = configuration;
    this.loop = loop;
    this.random = random;
    this.events = events;
    this.reporter = new Ssrc(random.nextInt());
    this.cname = Long.toUnsignedString(random.nextLong(), 36);
    this.ice = IceAgent.create(configuration.ice(), new IceEvents());
    this.dtls = DtlsTransport.create(configuration.dtls(), new DtlsEvents());
  }

  // --- negotiation, on the loop

  @Override
  public IceParameters localIce() {
    return ice.localParameters();
  }

  @Override
  public String cname() {
    return cname;
  }

  @Override
  public Ssrc ssrcOf(RtpTransceiver transceiver) {
    return ssrcs.computeIfAbsent(
        transceiver,
        t -> {
          Ssrc ssrc;
          do {
            ssrc = new Ssrc(random.nextInt());
          } while (ssrcs.containsValue(ssrc) || ssrc.equals(reporter));
          return ssrc;
        });
  }

  void gather() {
    if (!closed) {
      ice.gather();
    }
  }

  /** Whether the caller is within a datagram's delivery, so that ICE cannot go on without it. */
  static boolean onNetworkThread() {
    return NETWORK_THREAD.get() != null;
  }

  @Override
  public void connect(
      IceRole role, DtlsRole dtlsRole, IceParameters remote, List<Fingerprint> fingerprints) {
    if (connecting || closed) {
      return;
    }
    connecting = true;
    dtlsStart = new DtlsStart(dtlsRole, fingerprints);
    ice.start(role, remote);
  }

  @Override
  public void addRemoteCandidate(String text) {
    ice.addRemoteCandidate(IceCandidate.parse(text));
  }

  @Override
  public void countBadCandidate() {
    badCandidates.incrementAndGet();
  }

  @Override
  public void endOfRemoteCandidates() {
    ice.endOfRemoteCandidates();
  }

  @Override
  public void routes(List<Route> newRoutes) {
    routes = List.copyOf(newRoutes);
    applyRoutes();
  }

  /** Media flows once there are both routes and keys, whichever comes last. */
  private void applyRoutes() {
    Keyed k = keyed;
    if (k == null || closed) {
      return;
    }
    synchronized (rtpLock) {
      inbound = inbound.followedBy(routes, k.session()::removeReceiveStream);
    }
    Set<RtpTransceiver> sending = new HashSet<>();
    for (Route r : routes) {
      if (r.direction().sends()) {
        RtpTransceiver t = r.section().transceiver();
        sending.add(t);
        t.sender().outbound(outboundOf(t, r.section(), k));
      }
    }
    outbound.keySet().stream()
        .filter(t -> !sending.contains(t))
        .forEach(t -> t.sender().outbound(null));
  }

  private OutboundRtp outboundOf(RtpTransceiver t, MediaSection section, Keyed k) {
    RtpCodec codec = section.sendCodec().orElseThrow();
    OutboundRtp known = outbound.get(t);
    if (known != null) {
      synchronized (rtpLock) {
        // A later offer of theirs may number the codec otherwise.
        known.stream().payloadType(codec.payloadType());
      }
      return known;
    }
    RtpSendStream stream;
    synchronized (rtpLock) {
      stream = k.session().addSendStream(ssrcOf(t), codec.payloadType(), codec.clockRate());
    }
    OutboundRtp made = new OutboundRtp(this, stream, section.mid(), section.midExtension());
    outbound.put(t, made);
    return made;
  }

  // --- sending, on any thread

  Object rtpLock() {
    return rtpLock;
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
    return ice.send(datagram);
  }

  // --- receiving, on ICE's thread

  private void onDatagram(ByteBuffer packet, long arrivalNanos) {
    if (closed) {
      return;
    }
    int first = packet.get(packet.position()) & 0xFF;
    if (first >= 20 && first <= 63) {
      dtls.receive(packet);
      return;
    }
    Keyed k = keyed;
    if (k == null) {
      beforeKeys.incrementAndGet();
      return;
    }
    byte[] buf = packet.array();
    int off = packet.arrayOffset() + packet.position();
    int len = packet.remaining();
    if (RtpPacket.isRtcp(buf, off, len)) {
      onRtcp(k, buf, off, len, arrivalNanos);
    } else if (configuration.receiveFilter().accept(buf, off, len)) {
      onRtp(k, buf, off, len, arrivalNanos);
    } else {
      filtered.incrementAndGet();
    }
  }

  private void onRtp(Keyed k, byte[] buf, int off, int len, long arrivalNanos) {
    int plain = k.unprotector().unprotect(buf, off, len);
    if (plain < 0) {
      return; // counted by the unprotector
    }
    RtpArrival arrival;
    InboundRoutes.Bound to;
    synchronized (rtpLock) {
      if (closed) {
        return; // the session takes no more streams
      }
      arrival = k.session().onRtp(buf, off, plain, arrivalNanos);
      if (arrival.verdict() == RtpArrival.Verdict.UNKNOWN_SSRC) {
        to = inbound.bind(arrival.packet(), k.session()::removeReceiveStream);
        if (to == null) {
          unrouted.incrementAndGet();
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
    }
    RtpPacket p = arrival.packet();
    if (to == null || !to.route().section().accepts(p.payloadType())) {
      unrouted.incrementAndGet();
      return;
    }
    to.track()
        .deliver(
            p.ssrcValue(),
            buf,
            p.payloadOffset(),
            p.payloadLength(),
            p.sequenceNumber(),
            p.timestamp(),
            p.marker(),
            p.payloadType(),
            arrivalNanos);
  }

  private void onRtcp(Keyed k, byte[] buf, int off, int len, long arrivalNanos) {
    int plain = k.unprotector().unprotectRtcp(buf, off, len);
    if (plain < 0) {
      return; // counted by the unprotector
    }
    synchronized (rtpLock) {
      k.session().onRtcp(buf, off, plain, arrivalNanos);
    }
  }

  // --- RTCP, on the loop

  private void pollRtcp() {
    Keyed k = keyed;
    if (closed || k == null) {
      return;
    }
    long now = loop.nanoTime();
    int length;
    long next;
    synchronized (rtpLock) {
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
      ice.send(rtcpDatagram);
    }
  }

  private static NtpTime ntpNow() {
    Instant wall = Instant.now();
    return NtpTime.ofUnix(wall.getEpochSecond(), wall.getNano());
  }

  // --- the end, on the loop

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    rtcpTimer.cancel();
    Keyed k = keyed;
    if (k != null) {
      int length;
      synchronized (rtpLock) {
        length = k.session().close(loop.nanoTime(), ntpNow(), rtcpBuffer, 0);
      }
      sendRtcp(k, length);
    }
    dtls.close();
    ice.close();
  }

  /** A failure that is known already, though it may not have been told yet. */
  Optional<PeerFailure> failing() {
    return dtls.failure().map(PeerFailure.Dtls::new);
  }

  PeerConnectionStats stats() {
    Keyed k = keyed;
    List<OutboundRtpStats> out = new ArrayList<>();
    List<InboundRtpStats> in = new ArrayList<>();
    Optional<RtpSessionStats> rtp = Optional.empty();
    if (k != null) {
      synchronized (rtpLock) {
        k.session().sendStreams().forEach(s -> out.add(s.stats()));
        k.session().receiveStreams().forEach(s -> in.add(s.stats()));
        rtp = Optional.of(k.session().stats());
      }
    }
    return new PeerConnectionStats(
        ice.selectedPair(),
        dtls.session(),
        Optional.ofNullable(k).map(Keyed::profile),
        out,
        in,
        rtp,
        Optional.ofNullable(k).map(x -> x.unprotector().counters()),
        ice.stats(),
        dtls.stats(),
        new PeerConnectionStats.TransportCounters(
            beforeKeys.get(), filtered.get(), unrouted.get(), badCandidates.get()));
  }

  // --- what ICE and DTLS say

  private final class IceEvents implements IceListener {
    @Override
    public void onLocalCandidate(IceCandidate candidate) {
      events.candidate(candidate);
    }

    @Override
    public void onGatheringComplete() {
      events.gatheringComplete();
    }

    @Override
    public void onSelectedPair(IceCandidatePair pair) {
      if (dtls.state() == DtlsState.NEW) {
        DtlsStart start = dtlsStart;
        dtls.start(start.role(), start.fingerprints());
      }
    }

    @Override
    public void onStateChange(IceState state) {
      iceState = state;
      events.iceState(state);
      tellState();
    }

    @Override
    public void onFailed(IceFailure reason) {
      events.failed(new PeerFailure.Ice(reason));
    }

    @Override
    public void onDatagram(ByteBuffer packet, long arrivalNanos) {
      if (NETWORK_THREAD.get() == null) {
        NETWORK_THREAD.set(Boolean.TRUE);
      }
      PeerTransport.this.onDatagram(packet, arrivalNanos);
    }
  }

  private final class DtlsEvents implements DtlsListener {
    @Override
    public boolean onSend(ByteBuffer datagram) {
      return ice.send(datagram);
    }

    @Override
    public void onConnected(DtlsSession session) {
      key(session);
      loop.run(
          () -> {
            applyRoutes();
            pollRtcp();
          });
      tellState();
    }

    @Override
    public void onData(ByteBuffer data) {
      // Application data belongs to SCTP, which is not negotiated: the DTLS transport counts it.
    }

    @Override
    public void onFailed(DtlsFailure failure) {
      events.failed(new PeerFailure.Dtls(failure));
    }

    @Override
    public void onClosed() {
      tellState();
    }
  }

  /**
   * On the handshake's thread, before anybody hears of it: media that follows at once finds its
   * keys, and its way, even if the loop is busy.
   */
  private void key(DtlsSession session) {
    SrtpProfile profile = session.srtpProfile().orElseThrow();
    SrtpMasterKey local = new SrtpMasterKey(session.localMasterKey(), session.localSalt());
    SrtpMasterKey remote = new SrtpMasterKey(session.remoteMasterKey(), session.remoteSalt());
    synchronized (rtpLock) {
      inbound = new InboundRoutes(routes);
    }
    keyed =
        new Keyed(
            profile,
            SrtpProtector.create(profile, local),
            SrtpUnprotector.create(profile, remote),
            RtpSession.create(
                RtpSessionConfig.of(reporter, cname)
                    .withReducedSize(true)
                    .withMaxStreams(JsepSession.MAX_MLINES, InboundRoutes.MAX_BOUND),
                random,
                loop.nanoTime()));
  }

  /** Both states are read on the loop, so that what is told last is what holds. */
  private void tellState() {
    loop.run(this::tellStateOnLoop);
  }

  /** ICE's and DTLS's states together (WebRTC 1.0 section 4.3.3). */
  private void tellStateOnLoop() {
    IceState i = iceState;
    DtlsState d = dtls.state();
    if (i == IceState.FAILED || d == DtlsState.FAILED) {
      return; // events.failed says so, with the reason
    }
    if (i == IceState.DISCONNECTED || d == DtlsState.CLOSED) {
      events.state(PeerConnectionState.DISCONNECTED);
    } else if (d == DtlsState.CONNECTED && (i == IceState.CONNECTED || i == IceState.COMPLETED)) {
      events.state(PeerConnectionState.CONNECTED);
    } else if (i != IceState.NEW) {
      events.state(PeerConnectionState.CONNECTING);
    }
  }
}

package org.vivavoce.peer;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.vivavoce.dtls.DtlsCertificate;
import org.vivavoce.dtls.DtlsFailure;
import org.vivavoce.dtls.DtlsListener;
import org.vivavoce.dtls.DtlsRole;
import org.vivavoce.dtls.DtlsSession;
import org.vivavoce.dtls.DtlsState;
import org.vivavoce.dtls.DtlsTransport;
import org.vivavoce.dtls.Fingerprint;
import org.vivavoce.ice.IceCandidate;
import org.vivavoce.ice.IceCandidateError;
import org.vivavoce.ice.IceCandidatePair;
import org.vivavoce.ice.IceCandidateType;
import org.vivavoce.ice.IceConfig;
import org.vivavoce.ice.IceFailure;
import org.vivavoce.ice.IceListener;
import org.vivavoce.ice.IceParameters;
import org.vivavoce.ice.IceRole;
import org.vivavoce.ice.IceState;
import org.vivavoce.ice.IceTransport;
import org.vivavoce.peer.stats.RtcStats;
import org.vivavoce.peer.stats.RtcStatsReport;
import org.vivavoce.rtp.Ssrc;

/**
 * One BUNDLE transport: ICE, DTLS on it, and the media that DTLS keys. ICE may restart, with DTLS
 * and the media going on as if nothing had happened.
 *
 * <p>Threads: negotiation calls come on the connection's loop. Datagrams come on ICE's thread.
 */
final class PeerTransport implements MediaTransport, AutoCloseable {

  /** What the connection hears; on any thread. */
  interface Events {
    /** A candidate of an ICE generation of ours. */
    void candidate(IceCandidate candidate);

    /** Every candidate of a generation was told. */
    void gatheringComplete(String usernameFragment);

    void iceState(IceState state);

    /** DTLS got further; {@link PeerTransport#dtlsState} tells where. */
    void dtlsChanged();

    void failed(PeerFailure reason);

    /** The other side opened a channel; on the loop. */
    void dataChannel(RtcDataChannel channel);

    /** What changes nothing, but for the application to know. */
    void tell(Consumer<PeerObserver> event);
  }

  /** Set on the threads that datagrams come on; they serve ICE as long as they live. */
  private static final ThreadLocal<Boolean> NETWORK_THREAD = new ThreadLocal<>();

  /** Where DTLS begins once there is a path. */
  private record DtlsStart(DtlsRole role, List<Fingerprint> fingerprints) {}

  private final EventLoop loop;
  private final StatsCollector.Clock clock;
  private final DtlsCertificate certificate;
  private final Events events;
  private final IceTransport ice;
  private final DtlsTransport dtls;
  private final RtpMedia media;
  private final DataTransport data;
  private final boolean largeDatagrams;
  private final AtomicLong badCandidates = new AtomicLong();

  /** Written before ICE starts. */
  private volatile DtlsStart dtlsStart;

  private volatile boolean closed;

  // The loop's own.
  private boolean firstIceGiven;
  private final Set<IceParameters> gathered = new HashSet<>();
  private boolean connected;

  PeerTransport(
      PeerConfiguration configuration, EventLoop loop, SecureRandom random, Events events) {
    this.loop = loop;
    this.clock = StatsCollector.Clock.starting(Instant.now(), loop.nanoTime());
    this.certificate = configuration.dtls().certificate();
    this.events = events;
    this.ice = IceTransport.create(configuration.ice(), new IceEvents());
    this.dtls = DtlsTransport.create(configuration.dtls(), new DtlsEvents());
    this.largeDatagrams = configuration.largeDatagrams();
    this.media = new RtpMedia(loop, random, configuration.receiveFilter(), ice::send);
    this.data =
        new DataTransport(
            loop, dtls, ice::send, random, configuration.maxMessageSize(), events::dataChannel);
  }

  // --- negotiation, on the loop

  @Override
  public IceParameters newIce() {
    if (!firstIceGiven) {
      firstIceGiven = true;
      return ice.localParameters();
    }
    return ice.restart();
  }

  /** Servers and policy for the ICE generations to come. */
  void configure(IceConfig config) {
    ice.configure(config);
  }

  @Override
  public void gather(IceParameters local) {
    if (!closed && gathered.add(local)) {
      ice.gather();
    }
  }

  @Override
  public void dropIce(IceParameters local) {
    gathered.remove(local);
    if (ice.localParameters().equals(local)) {
      ice.cancelRestart(); // else a newer one has taken its place already
    }
  }

  @Override
  public String cname() {
    return media.cname();
  }

  @Override
  public Ssrc ssrcOf(RtpTransceiver transceiver) {
    return media.ssrcOf(transceiver);
  }

  @Override
  public Ssrc rtxSsrcOf(RtpTransceiver transceiver) {
    return media.rtxSsrcOf(transceiver);
  }

  @Override
  public void connect(
      IceRole role,
      DtlsRole dtlsRole,
      IceParameters local,
      IceParameters remote,
      List<Fingerprint> fingerprints) {
    if (closed) {
      return;
    }
    IceRole kept = connected ? ice.role() : role;
    connected = true;
    gathered.retainAll(Set.of(local));
    if (dtlsStart == null) {
      dtlsStart = new DtlsStart(dtlsRole, fingerprints);
    }
    ice.start(kept, remote);
  }

  @Override
  public void addRemoteCandidate(IceParameters remote, String text) {
    IceCandidate candidate = IceCandidate.parse(text);
    if (candidate.usernameFragment().isEmpty()) {
      // Else the newest generation would take it, though it may be for the one before.
      candidate = IceCandidate.parse(text + " ufrag " + remote.usernameFragment());
    }
    ice.addRemoteCandidate(candidate);
  }

  @Override
  public void countBadCandidate() {
    badCandidates.incrementAndGet();
  }

  @Override
  public void endOfRemoteCandidates(IceParameters remote) {
    ice.endOfRemoteCandidates(remote);
  }

  @Override
  public void routes(List<Route> routes) {
    media.routes(routes);
  }

  @Override
  public void data(Optional<DataSection> section) {
    data.agreed(section);
  }

  @Override
  public void refuseData() {
    data.close();
  }

  /** What carries data channels, and makes them. */
  DataTransport data() {
    return data;
  }

  /** The observer has heard what the last description brought. */
  void told() {
    media.told();
  }

  // --- receiving, on ICE's thread

  /** Whether the caller is within a datagram's delivery, so that ICE cannot go on without it. */
  static boolean onNetworkThread() {
    return NETWORK_THREAD.get() != null;
  }

  /** RFC 7983: 20 to 63 is DTLS; ICE has taken STUN out already. */
  private void onDatagram(ByteBuffer packet, long arrivalNanos) {
    if (closed) {
      return;
    }
    int first = packet.get(packet.position()) & 0xFF;
    if (first >= 20 && first <= 63) {
      dtls.receive(packet);
    } else {
      media.inbound().onDatagram(packet, arrivalNanos);
    }
  }

  /** A datagram that goes from an address to itself never leaves: no router makes pieces of it. */
  private static boolean isWithinOneMachine(IceCandidatePair pair) {
    return pair.local().type() == IceCandidateType.HOST
        && pair.remote().type() != IceCandidateType.RELAYED
        && pair.local().address().equals(pair.remote().address());
  }

  // --- the end, on the loop

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    media.close();
    data.close();
    dtls.close();
    ice.close();
  }

  // --- what there is to know, from any thread

  DtlsState dtlsState() {
    return dtls.state();
  }

  Optional<IceCandidatePair> selectedPair() {
    return ice.selectedPair();
  }

  /** A failure that is known already, though it may not have been told yet. */
  Optional<PeerFailure> failing() {
    return dtls.failure().map(PeerFailure.Dtls::new);
  }

  /** The objects of webrtc-stats that are selected, and what they refer to; complete already. */
  CompletableFuture<RtcStatsReport> report(Predicate<RtcStats> selected) {
    return CompletableFuture.completedFuture(StatsCollector.selected(objects(), selected));
  }

  private List<RtcStats> objects() {
    DtlsStart start = dtlsStart;
    return new StatsCollector(clock, loop.nanoTime())
        .collect(
            media.sent(),
            media.inbound().received(),
            data,
            new StatsCollector.Path(
                ice.report(),
                ice.stats(),
                ice.state(),
                Optional.ofNullable(start).map(s -> ice.role()),
                ice.localParameters().usernameFragment()),
            new StatsCollector.Keys(
                dtls.state(),
                Optional.ofNullable(start).map(DtlsStart::role),
                dtls.session(),
                certificate));
  }

  PeerConnectionStats stats() {
    return new PeerConnectionStats(
        ice.selectedPair(),
        dtls.session(),
        media.profile(),
        media.outboundStats(),
        media.inbound().stats(),
        media.sessionStats(),
        media.srtpStats(),
        ice.stats(),
        dtls.stats(),
        media.inbound().counters(badCandidates.get()));
  }

  // --- what ICE and DTLS say

  private final class IceEvents implements IceListener {
    @Override
    public void onLocalCandidate(IceCandidate candidate) {
      events.candidate(candidate);
    }

    @Override
    public void onGatheringComplete(String usernameFragment) {
      events.gatheringComplete(usernameFragment);
    }

    /**
     * DTLS does not wait for the nomination, which takes a Ta more: data may flow on any valid pair
     * (RFC 8445 section 12.1). A hello that comes before the other side is ready is repeated.
     */
    @Override
    public void onWritable() {
      beginDtls();
    }

    /** The first sign of a path, where the other side nominates what we have not checked yet. */
    @Override
    public void onSelectedPair(IceCandidatePair pair) {
      if (largeDatagrams) {
        boolean large = isWithinOneMachine(pair);
        loop.run(() -> data.pathChanged(large));
      }
      beginDtls();
    }

    private void beginDtls() {
      if (dtls.state() == DtlsState.NEW) {
        DtlsStart start = dtlsStart;
        dtls.start(start.role(), start.fingerprints());
      }
    }

    @Override
    public void onStateChange(IceState state) {
      events.iceState(state);
    }

    @Override
    public void onFailed(IceFailure reason) {
      events.failed(new PeerFailure.Ice(reason));
    }

    @Override
    public void onRestartFailed(IceFailure reason) {
      events.tell(o -> o.onIceRestartFailure(new PeerFailure.Ice(reason)));
    }

    @Override
    public void onCandidateError(IceCandidateError error) {
      events.tell(o -> o.onIceCandidateError(error));
    }

    @Override
    public void onDatagram(ByteBuffer packet, long arrivalNanos) {
      if (NETWORK_THREAD.get() == null) {
        NETWORK_THREAD.set(Boolean.TRUE);
      }
      PeerTransport.this.onDatagram(packet, arrivalNanos);
    }

    @Override
    public void onDatagramsRead() {
      data.receivedAll();
    }
  }

  private final class DtlsEvents implements DtlsListener {
    @Override
    public boolean onSend(ByteBuffer datagram) {
      return ice.send(datagram);
    }

    @Override
    public void onConnected(DtlsSession session) {
      media.key(SrtpKeys.of(session));
      loop.run(
          () -> {
            media.begin();
            data.keyed(session.localRole() == DtlsRole.CLIENT);
          });
      events.dtlsChanged();
    }

    @Override
    public void onData(ByteBuffer packet) {
      data.received(packet);
    }

    @Override
    public void onFailed(DtlsFailure failure) {
      loop.run(() -> data.fail(failure.message()));
      events.failed(new PeerFailure.Dtls(failure));
    }

    @Override
    public void onClosed() {
      loop.run(data::close);
      events.dtlsChanged();
    }
  }
}

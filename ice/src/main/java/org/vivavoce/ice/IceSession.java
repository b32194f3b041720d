package org.vivavoce.ice;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an agent does on its loop: ties sockets, servers, checks, consent and the listener together.
 * Every method on the loop, but for the few that say otherwise.
 */
final class IceSession implements CheckExchange.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(IceSession.class);
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final long number = NUMBERS.incrementAndGet();
  private final IceConfig config;
  private final IceListener listener;
  private final IceParameters local;
  private final UdpHub hub;
  private final Counters counters;
  private final CheckExchange exchange;
  private final PairBook book = new PairBook(this);
  private final KnownPeers known;

  private volatile IceState state = IceState.NEW;
  private volatile boolean muted;

  private final List<LocalPath> paths = new ArrayList<>();
  private final Map<InetSocketAddress, IceCandidate> remotes = new HashMap<>();
  private final Selection selection;
  private final List<CheckRun.EarlyCheck> earlyChecks = new ArrayList<>();

  /**
   * Pairs that the other side nominated while we were checking, and those that we check ourselves.
   */
  private final Set<Nomination> nominations = new HashSet<>();

  private static final long CONFIRMATION_NANOS = 500_000_000L;

  /** A pair on which media flows is never silent for so long. */
  private static final long QUIET_NANOS = 1_000_000_000L;

  private final Set<Nomination> confirming = new HashSet<>();
  private IoLoop loop;

  /** Whether the end of the round is to be told. */
  private boolean tellsRead;

  private final Runnable read = this::onDatagramsRead;
  private volatile IceParameters remote;
  private CheckRun checks;
  private Gatherer gatherer;
  private Consent consent;
  private IoLoop.Timer watchdog;
  private boolean gatheringComplete;
  private boolean endOfRemotes;

  IceSession(
      IceConfig config, IceListener listener, IceParameters local, UdpHub hub, Counters counters) {
    this.config = config;
    this.listener = listener;
    this.local = local;
    this.hub = hub;
    this.counters = counters;
    exchange = new CheckExchange(local, book, counters, this);
    known = new KnownPeers(config.maxRemoteCandidates(), book);
    selection = new Selection(book);
  }

  /** Later agents have higher numbers; any thread. */
  long number() {
    return number;
  }

  /** Any thread. */
  IceParameters local() {
    return local;
  }

  /** Empty before the start; any thread. */
  String remoteUsernameFragment() {
    IceParameters theirs = remote;
    return theirs == null ? "" : theirs.usernameFragment();
  }

  /** Any thread. */
  IceState state() {
    return state;
  }

  /** Before the start; any thread. */
  void role(IceRole ours) {
    exchange.role(ours);
  }

  /** Any thread. */
  IceRole role() {
    return exchange.role();
  }

  /** Any thread. */
  Selection selection() {
    return selection;
  }

  /** Any thread. */
  Counters counters() {
    return counters;
  }

  /** The listener is not called any more, but for a call that is going on; any thread. */
  void mute() {
    muted = true;
    state = IceState.CLOSED;
  }

  // ---- commands

  void gather(IoLoop on) {
    loop = on;
    if (isOver()) {
      return;
    }
    exchange.transactions(hub.transactions());
    List<UdpPort> ports = config.relayOnly() ? List.of() : hub.open();
    if (!config.relayOnly()) {
      if (ports.isEmpty()) {
        gatheringComplete = true;
        call(() -> listener.onGatheringComplete(local.usernameFragment()));
        fail(
            new IceFailure.GatheringFailed(
                "no local address could be used: no interface is up, or the configuration allows"
                    + " none (loopback is used on request only)"));
        return;
      }
      hub.register(this);
      for (UdpPort port : ports) {
        paths.add(port);
        announceOn(port, port.candidate(), port.address(), null);
      }
    }
    gatherer = new Gatherer(loop, config, this, hub.transactions(), ports);
    gatherer.start();
  }

  void start(IceParameters theirs) {
    if (isOver()) {
      return;
    }
    remote = theirs;
    exchange.start(theirs);
    book.started();
    change(IceState.CHECKING);
    watchdog = loop.schedule(config.checkTimeout().toNanos(), this::onCheckTimeout);
    checks =
        new CheckRun(
            loop, config, local, remote, exchange, paths, remotes, earlyChecks, this::pairSelected);
    checks.start();
  }

  void addRemote(IceCandidate candidate, InetSocketAddress address) {
    if (isOver()) {
      return;
    }
    boolean stale =
        remote != null
            && candidate.usernameFragment().isPresent()
            && !candidate.usernameFragment().get().equals(remote.usernameFragment());
    if (stale || remotes.putIfAbsent(address, candidate) != null) {
      counters.candidatesIgnored.increment();
      return;
    }
    book.addRemote(candidate, address);
    paths.forEach(it -> it.expect(address));
    if (checks != null) {
      checks.addRemote(candidate, address);
    }
  }

  /** A candidate whose address only the link knows. */
  void resolveRemote(IceCandidate candidate) {
    if (!isOver()) {
      String name = candidate.address().toLowerCase(Locale.ROOT);
      hub.names()
          .resolve(
              name, found -> addRemote(candidate, new InetSocketAddress(found, candidate.port())));
    }
  }

  void endOfRemotes() {
    endOfRemotes = true;
    maybeCompleted();
  }

  void close() {
    mute();
    stopEverything();
  }

  private void stopEverything() {
    selection.clear();
    if (checks != null) {
      checks.stop();
    }
    cancel(watchdog);
    if (consent != null) {
      consent.stop();
    }
    if (gatherer != null) {
      gatherer.close();
    }
    exchange.cancelAll();
    hub.unregister(this);
  }

  private boolean isOver() {
    return muted || state == IceState.FAILED;
  }

  private static void cancel(IoLoop.Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  // ---- gathering

  /** The same on a socket of ours, whose address may have to be hidden. */
  void announceOn(
      UdpPort base, IceCandidate candidate, InetSocketAddress address, IceServer server) {
    if (config.mdns() != IceMdns.HIDE) {
      announce(candidate, address, server);
      return;
    }
    Optional<String> name = hub.names().nameOf(base.address().getAddress());
    if (name.isPresent() || candidate.type() != IceCandidateType.HOST) {
      String shown = name.orElseGet(() -> TransactionId.random().toString());
      announce(Candidates.named(candidate, shown), address, server);
    }
  }

  /** A local candidate was found, by a server unless that is null. */
  void announce(IceCandidate candidate, InetSocketAddress address, IceServer server) {
    book.addLocal(candidate, address, server);
    call(() -> listener.onLocalCandidate(candidate));
  }

  /** A relay is there. */
  void addPath(LocalPath path, IceServer server) {
    paths.add(path);
    remotes.keySet().forEach(path::expect);
    announce(path.candidate(), path.address(), server);
    if (checks != null) {
      checks.addLocal(path);
    }
  }

  void gatheringDone() {
    if (isOver() || gatheringComplete) {
      return;
    }
    gatheringComplete = true;
    call(() -> listener.onGatheringComplete(local.usernameFragment()));
    if (paths.isEmpty()) {
      fail(
          new IceFailure.GatheringFailed(
              "no TURN server gave a relayed address, and relayOnly allows nothing else: "
                  + gatherer.problems()));
    } else {
      maybeCompleted();
    }
  }

  /** A server gives us nothing. */
  void candidateError(IceCandidateError error) {
    call(() -> listener.onCandidateError(error));
  }

  /** Something about a relay that makes pairs fail, but not the agent. */
  void relayProblem(IceServer server, String what) {
    gatherer.problem(server, what);
  }

  void onPathDead(LocalPath path, IOException cause) {
    paths.remove(path);
    PairRecord now = selection.current();
    if (paths.isEmpty() || (now != null && now.path() == path)) {
      fail(
          new IceFailure.SocketFailed(
              (path.isRelay() ? "the relay at " : "the socket on ")
                  + IceCandidate.text(path.address().getAddress())
                  + " port "
                  + path.address().getPort()
                  + " failed: "
                  + cause.getMessage()));
    }
  }

  // ---- datagrams

  void onDatagram(PairRecord pair, ByteBuffer packet, long arrivalNanos) {
    if (muted) {
      return;
    }
    pair.received(packet.remaining(), arrivalNanos);
    counters.packetsReceived.increment();
    counters.bytesReceived.add(packet.remaining());
    heard(pair, arrivalNanos);
    if (!tellsRead) {
      tellsRead = true;
      loop.atEndOfRound(read);
    }
    try {
      listener.onDatagram(packet, arrivalNanos);
    } catch (RuntimeException | Error e) {
      listenerFailed(e);
    }
  }

  private void onDatagramsRead() {
    tellsRead = false;
    if (muted) {
      return;
    }
    try {
      listener.onDatagramsRead();
    } catch (RuntimeException | Error e) {
      listenerFailed(e);
    }
  }

  /** A sign of life of the selected pair, if that is where it came. */
  private void heard(PairRecord pair, long now) {
    if (consent != null && pair == selection.current()) {
      consent.heard(now);
    }
  }

  /** What a relay received for us. */
  void onRelayed(LocalPath path, InetSocketAddress peer, ByteBuffer packet, long now) {
    switch (Rfc7983.of(packet)) {
      case STUN ->
          StunDemux.dispatch(
              path,
              peer,
              packet,
              now,
              hub.transactions(),
              it -> it.equals(local.usernameFragment()) ? this : null,
              counters);
      case MEDIA -> {
        PairRecord pair = path.owner(peer);
        if (pair == null) {
          counters.foreignDropped.increment();
        } else {
          onDatagram(pair, packet, now);
        }
      }
      default -> counters.unknownDropped.increment();
    }
  }

  /** A Binding request that names our username fragment. */
  void onCheck(
      LocalPath path, InetSocketAddress from, String username, StunMessage check, long now) {
    if (!isOver()) {
      exchange.onCheck(path, from, username, check, now);
    }
  }

  void relearn(UdpPort port) {
    known.relearn(port);
  }

  // ---- checks

  @Override
  public void checkArrived(
      LocalPath path, InetSocketAddress from, long priority, boolean useCandidate, long now) {
    book.priority(from, priority);
    heard(book.of(path, from), now);
    if (selection.current() != null) {
      follow(path, from, useCandidate, now);
      return;
    }
    if (useCandidate) {
      nominated(path, from);
    }
    CheckRun.EarlyCheck check = new CheckRun.EarlyCheck(path, from, priority, useCandidate);
    if (checks != null) {
      checks.arrived(check);
    } else if (earlyChecks.size() < config.maxRemoteCandidates()) {
      earlyChecks.add(check);
    }
  }

  /**
   * The other side nominates a pair while we are still checking. Said once, the check list deals
   * with it. Said again, the check list may have given the pair up (all its own checks of it got
   * lost), and nothing else would ever select it: then we check it ourselves.
   */
  private void nominated(LocalPath path, InetSocketAddress from) {
    if (role() != IceRole.CONTROLLED || state != IceState.CHECKING || checks == null) {
      return;
    }
    Nomination nomination = new Nomination(path, from);
    if (!nominations.contains(nomination)) {
      if (nominations.size() < config.maxRemoteCandidates()) {
        nominations.add(nomination);
      }
    } else if (confirming.add(nomination)) {
      // Sent once: the nomination, which comes again and again, is what repeats it.
      exchange.consent(
          path,
          from,
          CONFIRMATION_NANOS,
          new CheckExchange.ConsentOutcome() {
            @Override
            public void given(InetSocketAddress mapped) {
              confirming.remove(nomination);
              known.admit(path, from);
              pairSelected(path, from, mapped);
            }

            @Override
            public void notGiven() {
              confirming.remove(nomination);
            }
          });
    }
  }

  private record Nomination(LocalPath path, InetSocketAddress from) {}

  @Override
  public void answered(LocalPath path, InetSocketAddress from) {
    known.admit(path, from);
    if (selection.answered(path, from, role())) {
      call(listener::onWritable);
    }
  }

  @Override
  public boolean admit(LocalPath path, InetSocketAddress from) {
    return known.admit(path, from);
  }

  @Override
  public void roleChanged(IceRole now) {
    if (checks != null) {
      checks.role(now);
    }
  }

  private void pairSelected(LocalPath path, InetSocketAddress to, InetSocketAddress mapped) {
    if (state != IceState.CHECKING) {
      return;
    }
    cancel(watchdog);
    select(path, to, mapped);
    checks.stop();
    earlyChecks.clear();
    consent = new Consent(loop, config, exchange, this);
    consent.start();
    change(IceState.CONNECTED);
    maybeCompleted();
  }

  private void select(LocalPath path, InetSocketAddress to, InetSocketAddress mapped) {
    selection.select(path, to, mapped);
    selection.pair().ifPresent(pair -> call(() -> listener.onSelectedPair(pair)));
  }

  /**
   * A check on another pair than the selected one. When the other side controls and nominates, we
   * follow it to a better pair, or away from one that has fallen silent, as when a NAT has given it
   * another address. When we control, we should not nominate anew without a restart (RFC 8445
   * section 8.1.1); but rather than lose a path that has been silent for so long that the state
   * says so, we do.
   */
  private void follow(LocalPath path, InetSocketAddress from, boolean useCandidate, long now) {
    PairRecord current = selection.current();
    if (current == book.of(path, from)) {
      return;
    }
    boolean wanted =
        role() == IceRole.CONTROLLED
            ? useCandidate
                && (selection.improvedBy(path, from) || current.quietFor(now) > QUIET_NANOS)
            : state == IceState.DISCONNECTED;
    if (wanted) {
      consent.probe(path, from, mapped -> select(path, from, mapped));
    }
  }

  // ---- consent

  void consentSilent() {
    if (state == IceState.CONNECTED || state == IceState.COMPLETED) {
      change(IceState.DISCONNECTED);
    }
  }

  void consentBack() {
    if (state == IceState.DISCONNECTED) {
      change(IceState.CONNECTED);
      maybeCompleted();
    }
  }

  void consentLost(long silenceNanos) {
    PairRecord lost = selection.current();
    selection.clear();
    consentSilent();
    fail(IceFailures.consentLost(lost, silenceNanos));
  }

  // ---- state

  private void maybeCompleted() {
    if (state == IceState.CONNECTED && gatheringComplete && endOfRemotes) {
      change(IceState.COMPLETED);
    }
  }

  private void onCheckTimeout() {
    if (state != IceState.CHECKING) {
      return;
    }
    checks.stop();
    fail(
        IceFailures.notConnected(
            config.checkTimeout(),
            checks.pairWasValid(),
            counters.stunRefused.sum() > 0 || (exchange.refusedSome() && known.isEmpty()),
            remotes.isEmpty() && known.isEmpty(),
            checks.pairsTried()));
  }

  private void fail(IceFailure reason) {
    if (!isOver()) {
      stopEverything();
      change(IceState.FAILED);
      call(() -> listener.onFailed(reason));
    }
  }

  private void change(IceState now) {
    if (state != now && !muted) {
      state = now;
      call(() -> listener.onStateChange(now));
    }
  }

  private void call(Runnable callback) {
    if (muted) {
      return;
    }
    try {
      callback.run();
    } catch (RuntimeException | Error e) {
      listenerFailed(e);
    }
  }

  private void listenerFailed(Throwable e) {
    counters.listenerFailures.increment();
    if (counters.listenerFailures.sum() == 1) {
      LOG.warn("an IceListener failed; further failures are only counted", e);
    } else {
      LOG.debug("an IceListener failed", e);
    }
  }
}

package org.vivavoce.ice;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ties sockets, checks, consent and listener together; its state belongs to its loop's thread. */
final class DefaultIceAgent implements IceAgent, Ice4jChecks.Host {
  private static final Logger LOG = LoggerFactory.getLogger(DefaultIceAgent.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final String ICE_CHARS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private final long number = NUMBERS.incrementAndGet();
  private final IceConfig config;
  private final IceListener listener;
  private final IceParameters local;
  private final StunHmac localKey;
  private final long tieBreaker = RANDOM.nextLong();
  private final boolean ownHub;
  private final UdpHub hub;
  private final Counters counters;
  private final AtomicInteger remoteOffered = new AtomicInteger();

  private final Object lifecycle = new Object();
  private IoLoop loop; // written under lifecycle; set before the first task
  private boolean gathering; // guarded by lifecycle
  private boolean started; // guarded by lifecycle
  private boolean closing; // guarded by lifecycle
  private final List<Runnable> early = new ArrayList<>(); // guarded by lifecycle

  private volatile IceState state = IceState.NEW;
  private volatile IceRole role = IceRole.CONTROLLING;
  private volatile SelectedPath selected;
  private volatile long roundTripNanos = -1;

  // On the loop only.
  private final List<LocalPath> paths = new ArrayList<>();
  private final List<IceCandidate> localCandidates = new ArrayList<>();
  private final Map<InetSocketAddress, IceCandidate> remotes = new HashMap<>();
  private final Map<InetSocketAddress, Set<LocalPath>> authenticated = new HashMap<>();
  private final List<EarlyCheck> earlyChecks = new ArrayList<>();
  private IceParameters remote;
  private StunHmac remoteKey;
  private Ice4jChecks checks;
  private Gatherer gatherer;
  private Consent consent;
  private IoLoop.Timer watchdog;
  private IoLoop.Timer again;
  private boolean gatheringComplete;
  private boolean endOfRemotes;
  private boolean pairWasValid;
  private int pairsTried;
  private long checksHeard;

  private record EarlyCheck(
      LocalPath path, InetSocketAddress from, long priority, boolean useCandidate) {}

  /** What {@link #send} needs, in one volatile read. */
  private record SelectedPath(
      LocalPath path, InetSocketAddress to, IceCandidate local, IceCandidate remote) {}

  DefaultIceAgent(IceConfig config, IceListener listener) {
    this.config = Objects.requireNonNull(config, "config");
    this.listener = Objects.requireNonNull(listener, "listener");
    local = new IceParameters(random(8), random(24));
    localKey = StunHmac.shortTerm(local.password());
    ownHub = config.hub().isEmpty();
    counters = new Counters();
    hub = config.hub().orElseGet(() -> new UdpHub(config, counters));
  }

  /** 6 bits of randomness per character; RFC 8445 section 5.3 wants 24 and 128 at least. */
  private static String random(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(ICE_CHARS.charAt(RANDOM.nextInt(64)));
    }
    return text.toString();
  }

  long number() {
    return number;
  }

  @Override
  public IceParameters localParameters() {
    return local;
  }

  @Override
  public void gather() {
    synchronized (lifecycle) {
      requireOpen();
      gatherLocked();
    }
  }

  private void gatherLocked() {
    if (gathering) {
      return;
    }
    gathering = true;
    loop = hub.attach();
    loop.execute(this::gatherOnLoop);
    early.forEach(loop::execute);
    early.clear();
  }

  @Override
  public void start(IceRole ours, IceParameters theirs) {
    Objects.requireNonNull(ours, "role");
    Objects.requireNonNull(theirs, "remote");
    synchronized (lifecycle) {
      requireOpen();
      if (started) {
        throw new IllegalStateException(
            "the agent was started before; for an ICE restart make a second agent on the same UdpHub");
      }
      started = true;
      role = ours;
      gatherLocked();
      loop.execute(() -> startOnLoop(theirs));
    }
  }

  private void requireOpen() {
    if (closing) {
      throw new IllegalStateException("the agent is closed");
    }
  }

  @Override
  public void addRemoteCandidate(IceCandidate candidate) {
    Objects.requireNonNull(candidate, "candidate");
    if (remoteOffered.get() >= config.maxRemoteCandidates()
        || !candidate.transport().equals("udp")
        || candidate.component() != Candidates.COMPONENT
        || candidate.port() == 0) {
      counters.candidatesIgnored.increment();
      return;
    }
    Optional<InetAddress> address = candidate.literalAddress();
    if (address.isEmpty()
        || address.get().isAnyLocalAddress()
        || address.get().isMulticastAddress()
        || (!config.ipv6() && address.get() instanceof Inet6Address)) {
      counters.candidatesIgnored.increment();
      return;
    }
    remoteOffered.incrementAndGet();
    InetSocketAddress socketAddress = new InetSocketAddress(address.get(), candidate.port());
    later(() -> addRemoteOnLoop(candidate, socketAddress));
  }

  @Override
  public void endOfRemoteCandidates() {
    later(
        () -> {
          endOfRemotes = true;
          maybeCompleted();
        });
  }

  private void later(Runnable task) {
    synchronized (lifecycle) {
      if (closing) {
        return;
      }
      if (loop == null) {
        if (early.size() <= config.maxRemoteCandidates()) {
          early.add(task);
        }
      } else {
        loop.execute(task);
      }
    }
  }

  @Override
  public boolean send(ByteBuffer packet) {
    SelectedPath now = selected;
    int length = packet.remaining();
    if (now == null || !now.path.send(packet, now.to)) {
      counters.sendsRefused.increment();
      return false;
    }
    counters.packetsSent.increment();
    counters.bytesSent.add(length);
    return true;
  }

  @Override
  public Optional<IceCandidatePair> selectedPair() {
    SelectedPath now = selected;
    return now == null ? Optional.empty() : Optional.of(pair(now));
  }

  private IceCandidatePair pair(SelectedPath path) {
    long nanos = roundTripNanos;
    return new IceCandidatePair(
        path.local,
        path.remote,
        nanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos)));
  }

  @Override
  public IceState state() {
    return state;
  }

  @Override
  public IceRole role() {
    return role;
  }

  @Override
  public IceStats stats() {
    return new IceStats(
        counters.packetsSent.sum(),
        counters.bytesSent.sum(),
        counters.sendsRefused.sum(),
        counters.packetsReceived.sum(),
        counters.bytesReceived.sum(),
        counters.foreignDropped.sum(),
        counters.unknownDropped.sum(),
        counters.stunMalformed.sum(),
        counters.stunForged.sum(),
        counters.stunUnmatched.sum(),
        counters.stunRefused.sum(),
        counters.checksSent.sum(),
        counters.checksReceived.sum(),
        counters.roleConflicts.sum(),
        counters.candidatesIgnored.sum(),
        counters.consentSent.sum(),
        counters.consentReceived.sum(),
        counters.listenerFailures.sum(),
        hub.receiveBufferBytes());
  }

  @Override
  public void close() {
    boolean first;
    IoLoop attached;
    synchronized (lifecycle) {
      first = !closing;
      closing = true;
      attached = loop;
      early.clear();
    }
    if (first && attached == null) {
      state = IceState.CLOSED;
      if (ownHub) {
        hub.close();
      }
      return;
    }
    if (attached == null || !first) {
      return;
    }
    attached.runAndWait(this::closeOnLoop);
    if (ownHub) {
      hub.close();
    }
    hub.detach();
  }

  // ---- everything below runs on the loop, but sendCheck's callers are told otherwise

  private void closeOnLoop() {
    state = IceState.CLOSED;
    selected = null;
    stopChecks();
    cancel(watchdog);
    if (consent != null) {
      consent.stop();
    }
    if (gatherer != null) {
      gatherer.close();
    }
    hub.unregister(this);
  }

  private boolean isOver() {
    return state == IceState.CLOSED || state == IceState.FAILED;
  }

  private static void cancel(IoLoop.Timer timer) {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void gatherOnLoop() {
    if (isOver()) {
      return;
    }
    List<UdpPort> ports = hub.open();
    if (!config.relayOnly()) {
      if (ports.isEmpty()) {
        fail(
            new IceFailure.GatheringFailed(
                "no local address could be used: no interface is up, or the configuration allows"
                    + " none (loopback is used on request only)"));
        return;
      }
      hub.register(this);
      for (UdpPort port : ports) {
        paths.add(port);
        announce(port.candidate());
      }
    }
    gatherer = new Gatherer(loop, config, this, hub.transactions(), ports);
    gatherer.start();
  }

  /** A local candidate was found. */
  void announce(IceCandidate candidate) {
    localCandidates.add(candidate);
    call(() -> listener.onLocalCandidate(candidate));
  }

  /** Something about a relay that makes pairs fail, but not the agent. */
  void relayProblem(IceServer server, String what) {
    if (gatherer != null) {
      gatherer.problem(server, what);
    }
  }

  Counters counters() {
    return counters;
  }

  /** A relay is there. */
  void addPath(LocalPath path) {
    paths.add(path);
    remotes.keySet().forEach(path::expect);
    announce(path.candidate());
    if (checks != null) {
      checks.addLocal(path);
      maybeRun();
    }
  }

  void gatheringDone() {
    if (isOver() || gatheringComplete) {
      return;
    }
    gatheringComplete = true;
    call(listener::onGatheringComplete);
    if (paths.isEmpty()) {
      fail(
          new IceFailure.GatheringFailed(
              "no TURN server gave a relayed address, and relayOnly allows nothing else: "
                  + gatherer.problems()));
    } else {
      maybeCompleted();
    }
  }

  private void startOnLoop(IceParameters theirs) {
    if (isOver()) {
      return;
    }
    remote = theirs;
    remoteKey = StunHmac.shortTerm(theirs.password());
    change(IceState.CHECKING);
    watchdog = loop.schedule(config.checkTimeout().toNanos(), this::onCheckTimeout);
    newChecks();
  }

  private void newChecks() {
    checks =
        new Ice4jChecks(loop, this, config, local, remote, role, tieBreaker, List.copyOf(paths));
    remotes.forEach((address, candidate) -> checks.addRemote(candidate, address));
    maybeRun();
    // Whatever made the first attempt get stuck: two more fit into the time that is left.
    again = loop.schedule(config.checkTimeout().toNanos() / 3, this::checkAgain);
  }

  /** Begins once there is something to check, so that the first check need not wait for a tick. */
  private void maybeRun() {
    if (checks.running() || paths.isEmpty() || (remotes.isEmpty() && earlyChecks.isEmpty())) {
      return;
    }
    checks.start();
    earlyChecks.forEach(it -> checks.arrived(it.path, it.from, it.priority, it.useCandidate));
    earlyChecks.clear();
  }

  private void stopChecks() {
    cancel(again);
    if (checks != null) {
      pairsTried = Math.max(pairsTried, checks.pairs());
      checks.close();
      checks = null;
    }
  }

  private void checkAgain() {
    if (state == IceState.CHECKING) {
      stopChecks();
      newChecks();
    }
  }

  private void addRemoteOnLoop(IceCandidate candidate, InetSocketAddress address) {
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
    for (LocalPath path : paths) {
      path.expect(address);
    }
    if (checks != null) {
      checks.addRemote(candidate, address);
      maybeRun();
    }
  }

  // ---- datagrams

  void onDatagram(ByteBuffer packet, long arrivalNanos) {
    counters.packetsReceived.increment();
    counters.bytesReceived.add(packet.remaining());
    if (consent != null) {
      consent.heard(arrivalNanos);
    }
    try {
      listener.onDatagram(packet, arrivalNanos);
    } catch (RuntimeException | Error e) {
      listenerFailed(e);
    }
  }

  /** What a relay received for us. */
  void onRelayed(LocalPath path, InetSocketAddress peer, ByteBuffer packet, long now) {
    int first = packet.hasRemaining() ? packet.get(packet.position()) & 0xFF : 255;
    if (first >= 4) {
      Set<LocalPath> known = authenticated.get(peer);
      if (first >= 192 || (first >= 64 && first < 80)) {
        counters.unknownDropped.increment();
      } else if (known == null || !known.contains(path)) {
        counters.foreignDropped.increment();
      } else {
        onDatagram(packet, now);
      }
      return;
    }
    StunMessage message = StunMessage.parse(packet);
    if (message == null) {
      counters.stunMalformed.increment();
    } else if (message.isResponse()) {
      if (!hub.transactions().onResponse(path, peer, message, now)) {
        counters.stunUnmatched.increment();
      }
    } else if (message.type() == StunMessage.BINDING_REQUEST) {
      String username = message.text(StunMessage.USERNAME);
      if (username == null || !username.startsWith(local.usernameFragment() + ":")) {
        counters.stunForged.increment();
      } else {
        onCheck(path, peer, username, message, now);
      }
    } else if (message.type() != StunMessage.BINDING_INDICATION) {
      counters.stunMalformed.increment();
    }
  }

  /** A connectivity check that names our username fragment. */
  void onCheck(
      LocalPath path, InetSocketAddress from, String username, StunMessage check, long now) {
    String expected =
        remote == null ? null : local.usernameFragment() + ":" + remote.usernameFragment();
    if ((expected != null && !expected.equals(username)) || !check.verify(localKey)) {
      counters.stunForged.increment();
      checksHeard++;
      StunWriter refusal = new StunWriter(StunMessage.BINDING_ERROR, check.transactionId());
      path.send(refusal.error(401, "Unauthorized").finish(), from);
      return;
    }
    int[] unknown = check.unknownRequired();
    if (unknown.length > 0) {
      byte[] types = new byte[2 * unknown.length];
      for (int i = 0; i < unknown.length; i++) {
        types[2 * i] = (byte) (unknown[i] >> 8);
        types[2 * i + 1] = (byte) unknown[i];
      }
      StunWriter refusal = new StunWriter(StunMessage.BINDING_ERROR, check.transactionId());
      refusal.error(420, "Unknown Attribute").bytes(StunMessage.UNKNOWN_ATTRIBUTES, types);
      path.send(refusal.sign(localKey), from);
      return;
    }
    if (!roleSettled(path, from, check) || !admit(path, from)) {
      return;
    }
    counters.checksReceived.increment();
    StunWriter answer = new StunWriter(StunMessage.BINDING_SUCCESS, check.transactionId());
    path.send(answer.xorAddress(StunMessage.XOR_MAPPED_ADDRESS, from).sign(localKey), from);
    if (consent != null) {
      consent.heard(now);
    }
    long priority = check.uint32(StunMessage.PRIORITY);
    boolean useCandidate = check.has(StunMessage.USE_CANDIDATE);
    if (selected != null) {
      if (useCandidate) {
        follow(path, from, priority);
      }
    } else if (checks != null && checks.running()) {
      checks.arrived(path, from, priority, useCandidate);
    } else if (earlyChecks.size() < config.maxRemoteCandidates()) {
      earlyChecks.add(new EarlyCheck(path, from, priority, useCandidate));
      if (checks != null) {
        maybeRun();
      }
    }
  }

  /** RFC 8445 section 7.3.1.1; false when the other side was told to change its role. */
  private boolean roleSettled(LocalPath path, InetSocketAddress from, StunMessage check) {
    if (remote == null) {
      return true; // not started: our role is not known yet
    }
    boolean controlling = role == IceRole.CONTROLLING;
    int same = controlling ? StunMessage.ICE_CONTROLLING : StunMessage.ICE_CONTROLLED;
    if (!check.has(same)) {
      return true;
    }
    counters.roleConflicts.increment();
    boolean weControl = Long.compareUnsigned(tieBreaker, check.int64(same)) >= 0;
    if (weControl == controlling) {
      StunWriter refusal = new StunWriter(StunMessage.BINDING_ERROR, check.transactionId());
      path.send(refusal.error(487, "Role Conflict").sign(localKey), from);
      return false;
    }
    changeRole(role.other());
    return true;
  }

  private void changeRole(IceRole now) {
    role = now;
    if (checks != null) {
      checks.role(now);
    }
  }

  /** The address has authenticated itself: its datagrams are ours. Bounded. */
  private boolean admit(LocalPath path, InetSocketAddress from) {
    Set<LocalPath> known = authenticated.get(from);
    if (known == null) {
      if (authenticated.size() >= config.maxRemoteCandidates()) {
        counters.foreignDropped.increment();
        return false;
      }
      known = new HashSet<>();
      authenticated.put(from, known);
    }
    if (known.add(path)) {
      path.learn(from, this);
    }
    return true;
  }

  /** Another agent on the port has gone: what it got of ours comes to us again. */
  void relearn(UdpPort port) {
    authenticated.forEach(
        (address, known) -> {
          if (known.contains(port)) {
            port.learn(address, this);
          }
        });
  }

  void onPathDead(LocalPath path, IOException cause) {
    paths.remove(path);
    if (paths.isEmpty() || (selected != null && selected.path == path)) {
      fail(
          new IceFailure.SocketFailed(
              "the socket on " + path.address() + " failed: " + cause.getMessage()));
    }
  }

  // ---- checks

  private StunWriter request(LocalPath path, boolean controlling) {
    StunWriter request = new StunWriter(StunMessage.BINDING_REQUEST, TransactionId.random());
    request.text(StunMessage.USERNAME, remote.usernameFragment() + ":" + local.usernameFragment());
    // RFC 8445 section 7.1.1: the priority that a peer-reflexive candidate from here would have.
    int localPreference = (int) (path.candidate().priority() >> 8 & 0xFFFF);
    request.uint32(
        StunMessage.PRIORITY,
        IceCandidateType.PEER_REFLEXIVE.priority(localPreference, Candidates.COMPONENT));
    return request.int64(
        controlling ? StunMessage.ICE_CONTROLLING : StunMessage.ICE_CONTROLLED, tieBreaker);
  }

  @Override
  public void sendCheck(
      LocalPath path,
      InetSocketAddress to,
      boolean useCandidate,
      boolean controlling,
      Ice4jStack.Outcome outcome) {
    StunWriter request = request(path, controlling);
    if (useCandidate) {
      request.flag(StunMessage.USE_CANDIDATE);
    }
    counters.checksSent.increment();
    hub.transactions()
        .send(
            this,
            path,
            to,
            request.id(),
            request.sign(remoteKey),
            new StunTransactions.Handler() {
              @Override
              public boolean onResponse(StunMessage response, long roundTrip) {
                return onCheckResponse(path, to, controlling, response, roundTrip, outcome);
              }

              @Override
              public void onTimeout() {
                if (checks != null) {
                  outcome.timeout();
                }
              }
            });
  }

  private boolean onCheckResponse(
      LocalPath path,
      InetSocketAddress from,
      boolean controlling,
      StunMessage response,
      long roundTrip,
      Ice4jStack.Outcome outcome) {
    if (!response.verify(remoteKey)) {
      if (response.errorCode() == 401) {
        counters.stunRefused.increment(); // nobody could sign that; a hint, not a proof
      } else {
        counters.stunForged.increment();
      }
      return false;
    }
    if (response.isSuccess()) {
      InetSocketAddress mapped = response.xorAddress(StunMessage.XOR_MAPPED_ADDRESS);
      if (mapped == null) {
        counters.stunMalformed.increment();
        return false;
      }
      roundTripNanos = roundTrip;
      admit(path, from);
      if (checks != null) {
        outcome.success(mapped);
      }
      return true;
    }
    int code = response.errorCode();
    if (code == 487) {
      counters.roleConflicts.increment();
      if (controlling == (role == IceRole.CONTROLLING)) {
        role = role.other();
      }
    } else {
      counters.stunRefused.increment();
    }
    if (checks != null) {
      outcome.error(code);
      if (checks != null) {
        checks.role(role);
      }
    }
    return true;
  }

  @Override
  public void pairValid() {
    pairWasValid = true;
  }

  @Override
  public void checksFailed() {
    // ice4j gives up five seconds after its last pair; candidates, or the peer, may still come.
    cancel(again);
    again = loop.schedule(config.pacing().toNanos() * 20, this::checkAgain);
  }

  @Override
  public void pairSelected(LocalPath path, InetSocketAddress to, InetSocketAddress mapped) {
    if (state != IceState.CHECKING) {
      return;
    }
    cancel(watchdog);
    select(path, to, mapped);
    stopChecks();
    earlyChecks.clear();
    consent = new Consent(loop, config, this);
    consent.start();
    change(IceState.CONNECTED);
    maybeCompleted();
  }

  private void select(LocalPath path, InetSocketAddress to, InetSocketAddress mapped) {
    IceCandidate theirs = remotes.computeIfAbsent(to, it -> Candidates.remotePeerReflexive(it, 1));
    SelectedPath now = new SelectedPath(path, to, localCandidate(path, mapped), theirs);
    selected = now;
    path.selected(to);
    call(() -> listener.onSelectedPair(pair(now)));
  }

  private IceCandidate localCandidate(LocalPath path, InetSocketAddress mapped) {
    if (mapped.equals(path.address())) {
      return path.candidate();
    }
    String address = IceCandidate.text(mapped.getAddress());
    for (IceCandidate it : localCandidates) {
      if (it.address().equals(address) && it.port() == mapped.getPort()) {
        return it;
      }
    }
    return Candidates.reflexive(mapped, path.candidate(), null, IceCandidateType.PEER_REFLEXIVE);
  }

  /** The other side nominates once more: a better pair, or one instead of a silent one. */
  private void follow(LocalPath path, InetSocketAddress from, long priority) {
    SelectedPath now = selected;
    if (role == IceRole.CONTROLLING || (now.path == path && now.to.equals(from))) {
      return;
    }
    IceCandidate theirs = remotes.get(from);
    if (theirs == null) {
      if (remotes.size() >= 2 * config.maxRemoteCandidates()) {
        return;
      }
      theirs = Candidates.remotePeerReflexive(from, priority);
      remotes.put(from, theirs);
    }
    if (pairPriority(path.candidate(), theirs) > pairPriority(now.path.candidate(), now.remote)
        || state == IceState.DISCONNECTED) {
      consent.probe(path, from, mapped -> select(path, from, mapped));
    }
  }

  /** RFC 8445 section 6.1.2.3, we being controlled. */
  private static long pairPriority(IceCandidate ours, IceCandidate theirs) {
    long g = theirs.priority();
    long d = ours.priority();
    return (Math.min(g, d) << 32) + 2 * Math.max(g, d) + (g > d ? 1 : 0);
  }

  // ---- consent

  /** Where consent goes. */
  void sendConsent(StunTransactions.Handler handler, long waitNanos) {
    SelectedPath now = selected;
    if (now != null) {
      sendConsent(now.path, now.to, handler, waitNanos);
    }
  }

  void sendConsent(
      LocalPath path, InetSocketAddress to, StunTransactions.Handler handler, long waitNanos) {
    StunWriter request = request(path, role == IceRole.CONTROLLING);
    counters.consentSent.increment();
    hub.transactions()
        .sendOnce(this, path, to, request.id(), request.sign(remoteKey), waitNanos, handler);
  }

  /** The mapped address of an authentic success response, or null. */
  InetSocketAddress consentGiven(StunMessage response, long roundTrip) {
    if (!response.verify(remoteKey)) {
      counters.stunForged.increment();
      return null;
    }
    InetSocketAddress mapped = response.xorAddress(StunMessage.XOR_MAPPED_ADDRESS);
    if (!response.isSuccess() || mapped == null) {
      counters.stunRefused.increment();
      return null;
    }
    counters.consentReceived.increment();
    roundTripNanos = roundTrip;
    return mapped;
  }

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
    Duration silence = Duration.ofNanos(silenceNanos);
    SelectedPath now = selected;
    if (state == IceState.CONNECTED || state == IceState.COMPLETED) {
      selected = null;
      change(IceState.DISCONNECTED);
    }
    fail(
        new IceFailure.ConsentLost(
            "the other side at "
                + (now == null ? "?" : now.remote.address() + " port " + now.to.getPort())
                + " has not answered for "
                + silence.toMillis()
                + " ms: it has gone, or the network between has",
            silence));
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
    pairsTried = Math.max(pairsTried, checks == null ? 0 : checks.pairs());
    String after = " within " + config.checkTimeout().toMillis() + " ms";
    if (pairWasValid) {
      fail(
          new IceFailure.NotNominated(
              "a path was found, but the controlling side did not choose it" + after));
    } else if (counters.stunRefused.sum() > 0 || (checksHeard > 0 && authenticated.isEmpty())) {
      fail(
          new IceFailure.CredentialsRefused(
              "the other side was reached, but username or password do not match" + after));
    } else if (remotes.isEmpty() && authenticated.isEmpty()) {
      fail(
          new IceFailure.NoRemoteCandidates(
              "the other side sent no candidate that can be used, and did not reach us" + after));
    } else {
      fail(
          new IceFailure.NoRoute(
              "no answer on any of " + pairsTried + " pairs of addresses" + after, pairsTried));
    }
  }

  private void fail(IceFailure reason) {
    if (isOver()) {
      return;
    }
    selected = null;
    cancel(watchdog);
    stopChecks();
    if (consent != null) {
      consent.stop();
    }
    hub.transactions().cancel(this);
    change(IceState.FAILED);
    call(() -> listener.onFailed(reason));
  }

  private void change(IceState now) {
    if (state != now && state != IceState.CLOSED) {
      state = now;
      call(() -> listener.onStateChange(now));
    }
  }

  private void call(Runnable callback) {
    if (state == IceState.CLOSED) {
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
    LOG.warn("an IceListener failed", e);
  }
}

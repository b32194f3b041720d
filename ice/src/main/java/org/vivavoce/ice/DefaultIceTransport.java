package org.vivavoce.ice;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The generations of agents on one hub. Commands come from any thread; what the agents say comes on
 * the hub's loop, and so does everything that is told. No lock is held while calling out.
 */
final class DefaultIceTransport implements IceTransport {
  /**
   * How long the old generation goes on after the new one took over: the other side may learn of
   * its own new pair only from a nomination that had to be repeated (1.6 s at most), and what it
   * sent on the old path meanwhile may be under way.
   */
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final IceListener listener;
  private final UdpHub hub;
  private final boolean ownHub;
  private final long lingerNanos;

  private final Object lock = new Object();

  /** Oldest first; never empty; guarded by lock, as is what is in it. */
  private final List<IceGeneration> generations = new ArrayList<>();

  private IceConfig config; // guarded by lock
  private IceStats retired = new Counters().snapshot(0); // guarded by lock
  private long retiredPairChanges; // guarded by lock
  private IoLoop loop; // guarded by lock
  private boolean closed; // guarded by lock

  /** Whose pair packets take; changed under the lock. */
  private volatile IceGeneration carrying;

  private volatile IceState state = IceState.NEW;

  DefaultIceTransport(IceConfig config, IceListener listener) {
    this(config, listener, LINGER_NANOS);
  }

  DefaultIceTransport(IceConfig config, IceListener listener, long lingerNanos) {
    Objects.requireNonNull(config, "config");
    this.listener = Objects.requireNonNull(listener, "listener");
    this.lingerNanos = lingerNanos;
    ownHub = config.hub().isEmpty();
    hub = config.hub().orElseGet(() -> UdpHub.create(config));
    this.config = config.toBuilder().hub(hub).build();
    carrying = addGeneration();
  }

  private IceGeneration addGeneration() {
    Events events = new Events();
    IceGeneration made = new IceGeneration(config, events);
    events.generation = made;
    generations.add(made);
    return made;
  }

  private IceGeneration newest() {
    return generations.get(generations.size() - 1);
  }

  // ---- commands

  @Override
  public IceParameters localParameters() {
    synchronized (lock) {
      return newest().agent.localParameters();
    }
  }

  @Override
  public IceParameters restart() {
    IceGeneration replaced = null;
    IceParameters made;
    synchronized (lock) {
      requireOpen();
      if (generations.size() > 1 && !newest().started()) {
        replaced = newest();
        retire(replaced);
      }
      made = addGeneration().agent.localParameters();
    }
    end(replaced);
    return made;
  }

  @Override
  public boolean cancelRestart() {
    IceGeneration cancelled;
    synchronized (lock) {
      cancelled = newest();
      if (closed || generations.size() == 1 || cancelled.started()) {
        return false;
      }
      retire(cancelled);
    }
    end(cancelled);
    return true;
  }

  @Override
  public void configure(IceConfig changed) {
    synchronized (lock) {
      config = changed.toBuilder().hub(hub).build();
    }
  }

  @Override
  public void gather() {
    synchronized (lock) {
      requireOpen();
      attach();
      newest().agent.gather(); // returns at once, and calls nobody
    }
  }

  @Override
  public void start(IceRole role, IceParameters remote) {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(remote, "remote");
    List<IceGeneration> superseded = new ArrayList<>();
    synchronized (lock) {
      requireOpen();
      IceGeneration newest = newest();
      if (newest.started()) {
        throw new IllegalStateException(
            "this generation was started before; an ICE restart begins with restart()");
      }
      attach();
      newest.agent.start(role, remote);
      newest.remote = remote;
      for (IceGeneration it : List.copyOf(generations)) {
        if (it != newest && !it.hasPair()) {
          superseded.add(it);
          retire(it);
        }
      }
    }
    superseded.forEach(this::end);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the transport is closed");
    }
  }

  /** The transport is a user of the hub itself, because a generation may outlive another. */
  private void attach() {
    if (loop == null) {
      loop = hub.attach();
    }
  }

  @Override
  public void addRemoteCandidate(IceCandidate candidate) {
    agentFor(candidate.usernameFragment().orElse("")).addRemoteCandidate(candidate);
  }

  @Override
  public void endOfRemoteCandidates(IceParameters remote) {
    agentFor(remote.usernameFragment()).endOfRemoteCandidates();
  }

  /** The generation whose remote one this is, or the newest. */
  private IceAgent agentFor(String remoteFragment) {
    synchronized (lock) {
      IceGeneration found = newest();
      for (IceGeneration it : generations) {
        if (it.started() && it.remote.usernameFragment().equals(remoteFragment)) {
          found = it;
        }
      }
      return found.agent;
    }
  }

  @Override
  public void endOfRemoteCandidates() {
    IceAgent to;
    synchronized (lock) {
      to = newest().agent;
    }
    to.endOfRemoteCandidates();
  }

  @Override
  public boolean send(ByteBuffer packet) {
    return carrying.agent.send(packet);
  }

  @Override
  public Optional<IceCandidatePair> selectedPair() {
    return carrying.agent.selectedPair();
  }

  @Override
  public IceState state() {
    return state;
  }

  @Override
  public IceRole role() {
    synchronized (lock) {
      IceRole role = IceRole.CONTROLLING;
      for (IceGeneration it : generations) {
        if (it.started()) {
          role = it.agent.role();
        }
      }
      return role;
    }
  }

  @Override
  public IceStats stats() {
    synchronized (lock) {
      IceStats sum = retired;
      for (IceGeneration it : generations) {
        sum = sum.plus(it.agent.stats());
      }
      return ownHub ? sum.plus(hub.stats()) : sum;
    }
  }

  @Override
  public IceReport report() {
    synchronized (lock) {
      IceReport sum = new IceReport(List.of(), List.of(), List.of(), retiredPairChanges);
      for (IceGeneration it : generations) {
        sum = sum.plus(it.agent.report(it == carrying));
      }
      return sum;
    }
  }

  @Override
  public void close() {
    IoLoop attached;
    List<IceGeneration> all;
    synchronized (lock) {
      all = List.copyOf(generations);
      attached = closed ? null : loop;
      closed = true;
      state = IceState.CLOSED;
    }
    all.forEach(it -> it.agent.close()); // waits, also for a close that another thread began
    if (attached != null) {
      attached.runAndWait(() -> {}); // for those that were retired just now
      if (ownHub) {
        hub.close();
      }
      hub.detach();
    }
  }

  // ---- generations come and go

  /** Out of the list, its counters kept; under the lock. */
  private void retire(IceGeneration it) {
    generations.remove(it);
    retired = retired.plus(it.agent.stats());
    retiredPairChanges += it.agent.report().selectedPairChanges();
    if (carrying == it) {
      carrying = newest();
      for (IceGeneration other : generations) {
        carrying = other.hasPair() ? other : carrying;
      }
    }
  }

  /** Closes a retired generation, on the loop if there is one: nobody need wait for that. */
  private void end(IceGeneration it) {
    if (it == null) {
      return;
    }
    IoLoop on;
    synchronized (lock) {
      on = loop;
    }
    if (on == null) {
      it.agent.close();
    } else {
      on.execute(it.agent::close);
    }
  }

  /** The newest generation has got its pair. */
  private void tookOver(IceGeneration now) {
    synchronized (lock) {
      int at = generations.indexOf(now);
      if (at < generations.indexOf(carrying) || at < 0) {
        return; // a newer one has a pair already
      }
      carrying = now;
      if (at > 0) {
        loop.schedule(lingerNanos, () -> endBefore(now));
      }
    }
  }

  private void endBefore(IceGeneration now) {
    List<IceGeneration> old;
    synchronized (lock) {
      int at = generations.indexOf(now);
      if (closed || at < 0) {
        return;
      }
      old = List.copyOf(generations.subList(0, at));
      old.forEach(this::retire);
    }
    old.forEach(it -> it.agent.close());
  }

  // ---- what is told, on the loop

  /** The state that follows from the generations' states; under the lock. */
  private IceState combined() {
    IceGeneration newest = newest();
    IceGeneration carrier = carrying;
    if (newest == carrier || newest.isUp()) {
      return newest.state;
    }
    if (!newest.isLooking()) {
      return carrier.state; // not started, or failed while the old one goes on
    }
    return carrier.state == IceState.CONNECTED || carrier.state == IceState.COMPLETED
        ? IceState.CONNECTED
        : IceState.CHECKING;
  }

  private void update() {
    IceState now;
    IceFailure failure = null;
    IceFailure restartFailure = null;
    synchronized (lock) {
      if (closed) {
        return;
      }
      IceGeneration newest = newest();
      if (newest.state == IceState.FAILED && !carrying.isUp() && !carrying.isLooking()) {
        carrying = newest;
      }
      now = combined();
      if (newest.failure != null && newest != carrying) {
        restartFailure = newest.failure;
        newest.failure = null;
      }
      if (now == IceState.FAILED && carrying.failure != null) {
        failure = carrying.failure;
        carrying.failure = null;
      }
      if (now == state) {
        now = null;
      } else {
        state = now;
      }
    }
    tell(now, restartFailure, failure);
  }

  /** Null is not told; a listener that throws hears the rest nevertheless. */
  private void tell(IceState now, IceFailure restartFailure, IceFailure failure) {
    try {
      if (now != null) {
        listener.onStateChange(now);
      }
    } finally {
      if (restartFailure != null) {
        listener.onRestartFailed(restartFailure);
      }
      if (failure != null) {
        listener.onFailed(failure);
      }
    }
  }

  /** Neither taken back nor over: what was gathered for it may still be of use. */
  private boolean isThere(IceGeneration it) {
    synchronized (lock) {
      return !closed && generations.contains(it);
    }
  }

  /** What one generation's agent says, on the loop. */
  private final class Events implements IceListener {
    private IceGeneration generation;

    @Override
    public void onLocalCandidate(IceCandidate candidate) {
      if (isThere(generation)) {
        String fragment = generation.agent.localParameters().usernameFragment();
        listener.onLocalCandidate(candidate.withUsernameFragment(fragment));
      }
    }

    @Override
    public void onGatheringComplete(String usernameFragment) {
      if (isThere(generation)) {
        listener.onGatheringComplete(usernameFragment);
      }
    }

    @Override
    public void onCandidateError(IceCandidateError error) {
      if (isThere(generation)) {
        listener.onCandidateError(error);
      }
    }

    @Override
    public void onWritable() {
      if (carrying == generation) {
        listener.onWritable();
      }
    }

    @Override
    public void onSelectedPair(IceCandidatePair pair) {
      tookOver(generation);
      if (carrying == generation) {
        listener.onSelectedPair(pair);
      }
    }

    @Override
    public void onStateChange(IceState now) {
      synchronized (lock) {
        generation.state = now;
      }
      if (now != IceState.FAILED) {
        update(); // a failure is told with its reason, which follows
      }
    }

    @Override
    public void onFailed(IceFailure reason) {
      synchronized (lock) {
        generation.failure = reason;
      }
      update();
    }

    @Override
    public void onDatagram(ByteBuffer packet, long arrivalNanos) {
      listener.onDatagram(packet, arrivalNanos);
    }

    @Override
    public void onDatagramsRead() {
      listener.onDatagramsRead();
    }
  }
}

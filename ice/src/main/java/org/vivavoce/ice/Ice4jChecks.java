package org.vivavoce.ice;

import java.beans.PropertyChangeListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.Agent;
import org.ice4j.ice.Candidate;
import org.ice4j.ice.CandidateExtendedType;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.CandidatePairState;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RemoteCandidate;
import org.ice4j.ice.harvest.AbstractCandidateHarvester;
import org.ice4j.socket.IceSocketWrapper;

/**
 * The check list (RFC 8445 sections 6 and 7) of one agent, by ice4j: pairs, their order, pacing,
 * triggered checks and nomination. Lives from the first pair to the selected one; an idle agent has
 * none. All methods on the loop; ice4j's own threads only pace the checks.
 */
final class Ice4jChecks {
  private static final String STREAM = "vivavoce";
  private static final long RELAY_PATIENCE = TimeUnit.MILLISECONDS.toNanos(200);

  /** The agent that these checks are for; every method but {@link #sendCheck} on the loop. */
  interface Host {
    /** Sends one check; any thread. */
    void sendCheck(
        LocalPath path,
        InetSocketAddress to,
        boolean useCandidate,
        boolean controlling,
        Ice4jStack.Outcome outcome);

    void pairSelected(LocalPath path, InetSocketAddress remote, InetSocketAddress mapped);

    void pairValid();

    void checksFailed();
  }

  private final IoLoop loop;
  private final Host host;
  private final IceNomination nomination;
  private final Ice4jAgent agent;
  private final IceMediaStream stream;
  private final Component component;
  private final PathHarvester harvester;
  private final PropertyChangeListener states;
  private final Map<TransportAddress, LocalPath> paths = new HashMap<>();
  private final List<CandidatePair> valid = new ArrayList<>();
  private boolean running;
  private boolean relayPatienceOver;
  private volatile boolean closed;

  Ice4jChecks(
      IoLoop loop,
      Host host,
      IceConfig config,
      IceParameters local,
      IceParameters remote,
      IceRole role,
      long tieBreaker,
      List<LocalPath> locals) {
    this.loop = loop;
    this.host = host;
    this.nomination = config.nomination();
    this.relayPatienceOver = config.relayOnly();
    agent = Ice4jAgent.create(local, tieBreaker, config.pacing().toMillis(), events());
    agent.stack().checker(this::check);
    agent.setControlling(role == IceRole.CONTROLLING);
    stream = agent.createMediaStream(STREAM);
    stream.setRemoteUfrag(remote.usernameFragment());
    stream.setRemotePassword(remote.password());
    locals.forEach(it -> paths.put(Ice4jStack.ice4j(it.address()), it));
    harvester = new PathHarvester(locals);
    agent.addCandidateHarvester(harvester);
    try {
      component = agent.createComponent(stream, KeepAliveStrategy.SELECTED_ONLY, false);
    } catch (IOException e) {
      throw new AssertionError("no socket is opened here", e);
    }
    states =
        event -> {
          if (event.getPropertyName().equals(Agent.PROPERTY_ICE_PROCESSING_STATE)) {
            onState((IceProcessingState) event.getNewValue());
          }
        };
    agent.addStateChangeListener(states);
  }

  private void onState(IceProcessingState now) {
    if (now == IceProcessingState.RUNNING) {
      nominateEarly(); // in start(), after the pairs were made and before the first check leaves
    } else if (now == IceProcessingState.FAILED) {
      onLoop(host::checksFailed);
    }
  }

  private void onLoop(Runnable task) {
    loop.execute(
        () -> {
          if (!closed) {
            task.run();
          }
        });
  }

  private Ice4jAgent.Events events() {
    return new Ice4jAgent.Events() {
      // ice4j may hold locks here, and is in the middle of something: later, therefore.
      @Override
      public void valid(CandidatePair pair) {
        onLoop(() -> onValid(pair));
      }

      @Override
      public void nominated(CandidatePair pair) {
        onLoop(Ice4jChecks.this::onNominated);
      }
    };
  }

  /** Begins; the first check leaves at once if there is a pair. */
  void start() {
    agent.startConnectivityEstablishment();
    running = true;
  }

  boolean running() {
    return running;
  }

  void addRemote(IceCandidate candidate, InetSocketAddress address) {
    RemoteCandidate remote =
        new RemoteCandidate(
            Ice4jStack.ice4j(address),
            component,
            type(candidate.type()),
            candidate.foundation(),
            candidate.priority(),
            null);
    if (running) {
      component.addUpdateRemoteCandidates(remote);
      component.updateRemoteCandidates();
      nominateEarly();
    } else {
      component.addRemoteCandidate(remote);
    }
  }

  /** A path that came while the checks were going on, such as a relay. */
  void addLocal(LocalPath path) {
    paths.put(Ice4jStack.ice4j(path.address()), path);
    PathCandidate candidate = new PathCandidate(path, component);
    if (!component.addLocalCandidate(candidate) || !running) {
      return;
    }
    for (RemoteCandidate remote : component.getRemoteCandidates()) {
      if (candidate.canReach(remote)) {
        stream.getCheckList().add(agent.pair(candidate, remote));
      }
    }
  }

  /** An authentic check of the other side. */
  void arrived(LocalPath path, InetSocketAddress from, long priority, boolean useCandidate) {
    agent.arrived(Ice4jStack.ice4j(from), Ice4jStack.ice4j(path.address()), priority, useCandidate);
  }

  void role(IceRole role) {
    agent.setControlling(role == IceRole.CONTROLLING);
    if (running) {
      nominateBest();
    }
  }

  int pairs() {
    return stream.getCheckList().size();
  }

  void close() {
    closed = true;
    agent.removeStateChangeListener(states);
    harvester.paths.clear();
    agent.end();
  }

  /** On a thread of ice4j. */
  private boolean check(
      TransportAddress through,
      TransportAddress to,
      boolean useCandidate,
      boolean controlling,
      Ice4jStack.Outcome outcome) {
    // Sent by the loop: ice4j interrupts its threads, and bookkeeping has one owner that way.
    InetSocketAddress destination = new InetSocketAddress(to.getAddress(), to.getPort());
    onLoop(
        () -> {
          LocalPath path = paths.get(through);
          if (path != null) {
            host.sendCheck(path, destination, useCandidate, controlling, whileOpen(outcome));
          }
        });
    return !closed;
  }

  /** What comes after the end is not for ice4j any more. */
  private Ice4jStack.Outcome whileOpen(Ice4jStack.Outcome outcome) {
    return new Ice4jStack.Outcome() {
      @Override
      public void success(InetSocketAddress mapped) {
        if (!closed) {
          outcome.success(mapped);
        }
      }

      @Override
      public void error(int code) {
        if (!closed) {
          outcome.error(code);
        }
      }

      @Override
      public void timeout() {
        if (!closed) {
          outcome.timeout();
        }
      }
    };
  }

  private void onValid(CandidatePair pair) {
    if (closed) {
      return;
    }
    valid.add(pair);
    host.pairValid();
    if (relayed(pair) && !relayPatienceOver) {
      loop.schedule(
          RELAY_PATIENCE,
          () -> {
            relayPatienceOver = true;
            nominateBest();
          });
    } else {
      nominateBest();
    }
  }

  private void nominateBest() {
    if (closed || !agent.isControlling()) {
      return;
    }
    CandidatePair best = null;
    for (CandidatePair pair : valid) {
      if ((relayPatienceOver || !relayed(pair))
          && (best == null || pair.getPriority() > best.getPriority())) {
        best = pair;
      }
    }
    if (best != null) {
      agent.nominate(best);
    }
  }

  /** RFC 5245's aggressive nomination, of the best pair only. */
  private void nominateEarly() {
    if (nomination != IceNomination.EARLY || !agent.isControlling()) {
      return;
    }
    CandidatePair best = null;
    synchronized (stream.getCheckList()) {
      for (CandidatePair pair : stream.getCheckList()) {
        if (pair.isNominated()) {
          return;
        }
        boolean open =
            pair.getState() == CandidatePairState.WAITING
                || pair.getState() == CandidatePairState.FROZEN;
        if (open && (best == null || pair.getPriority() > best.getPriority())) {
          best = pair;
        }
      }
    }
    if (best != null) {
      agent.nominate(best);
    }
  }

  private void onNominated() {
    CandidatePair pair = component.getSelectedPair();
    if (closed || pair == null) {
      return;
    }
    LocalCandidate local = pair.getLocalCandidate();
    LocalCandidate base = local.getBase() == null ? local : local.getBase();
    LocalPath path = paths.get(base.getTransportAddress());
    if (path == null) {
      throw new AssertionError("ice4j selected a pair on no path of ours: " + pair);
    }
    host.pairSelected(
        path,
        plain(pair.getRemoteCandidate().getTransportAddress()),
        plain(local.getTransportAddress()));
  }

  private static InetSocketAddress plain(TransportAddress address) {
    return new InetSocketAddress(address.getAddress(), address.getPort());
  }

  private static boolean relayed(CandidatePair pair) {
    return pair.getLocalCandidate().getBase().getType() == CandidateType.RELAYED_CANDIDATE
        || pair.getRemoteCandidate().getType() == CandidateType.RELAYED_CANDIDATE;
  }

  private static CandidateType type(IceCandidateType type) {
    return switch (type) {
      case HOST -> CandidateType.HOST_CANDIDATE;
      case PEER_REFLEXIVE -> CandidateType.PEER_REFLEXIVE_CANDIDATE;
      case SERVER_REFLEXIVE -> CandidateType.SERVER_REFLEXIVE_CANDIDATE;
      case RELAYED -> CandidateType.RELAYED_CANDIDATE;
    };
  }

  /**
   * A candidate with the priority that we signalled, for a path of ours, which it does not hold.
   */
  private static final class PathCandidate extends LocalCandidate {
    private final long signalled;
    private final boolean relay;

    PathCandidate(LocalPath path, Component component) {
      super(
          Ice4jStack.ice4j(path.address()),
          component,
          type(path.candidate().type()),
          path.isRelay()
              ? CandidateExtendedType.TURN_RELAYED_CANDIDATE
              : CandidateExtendedType.HOST_CANDIDATE,
          null);
      signalled = path.candidate().priority();
      relay = path.isRelay();
      setBase(this);
    }

    @Override
    public long computePriority() {
      priority = signalled;
      return priority;
    }

    /** Of a foundation only; the relay's address tells two relays apart as well. */
    @Override
    public TransportAddress getRelayServerAddress() {
      return getTransportAddress();
    }

    @Override
    public boolean canReach(Candidate<?> remote) {
      return super.canReach(remote)
          && getTransport() == Transport.UDP
          && (relay
              || getTransportAddress().getAddress().isLoopbackAddress()
                  == remote.getTransportAddress().getAddress().isLoopbackAddress());
    }

    @Override
    protected IceSocketWrapper getCandidateIceSocketWrapper() {
      return null;
    }
  }

  /** Gives ice4j our paths, loopback too, which its own harvester refuses. */
  private static final class PathHarvester extends AbstractCandidateHarvester {
    private final List<LocalPath> paths;

    PathHarvester(List<LocalPath> paths) {
      this.paths = new ArrayList<>(paths);
    }

    @Override
    public java.util.Collection<LocalCandidate> harvest(Component component) {
      List<LocalCandidate> added = new ArrayList<>();
      for (LocalPath path : paths) {
        PathCandidate candidate = new PathCandidate(path, component);
        if (component.addLocalCandidate(candidate)) {
          added.add(candidate);
        }
      }
      return added;
    }

    @Override
    public boolean isHostHarvester() {
      return true;
    }
  }
}

package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The checks of one session, from start to the selected pair: one {@link Ice4jChecks} after the
 * other if need be, because ice4j's gives up early, and has been seen to get stuck. On the loop.
 */
final class CheckRun implements Ice4jChecks.Host {
  /** The session that is told. */
  interface Owner {
    void pairSelected(LocalPath path, InetSocketAddress remote, InetSocketAddress mapped);
  }

  private final IoLoop loop;
  private final IceConfig config;
  private final IceParameters local;
  private final IceParameters remote;
  private final CheckExchange exchange;
  private final List<LocalPath> paths;
  private final Map<InetSocketAddress, IceCandidate> remotes;
  private final List<EarlyCheck> early;
  private final Owner owner;
  private Ice4jChecks checks;
  private IoLoop.Timer again;
  private boolean pairWasValid;
  private int pairsTried;
  private boolean stopped;

  /** A check of the other side that came before there were checks of ours. */
  record EarlyCheck(LocalPath path, InetSocketAddress from, long priority, boolean useCandidate) {}

  /** The collections are the session's, and read whenever checks begin anew. */
  CheckRun(
      IoLoop loop,
      IceConfig config,
      IceParameters local,
      IceParameters remote,
      CheckExchange exchange,
      List<LocalPath> paths,
      Map<InetSocketAddress, IceCandidate> remotes,
      List<EarlyCheck> early,
      Owner owner) {
    this.loop = loop;
    this.config = config;
    this.local = local;
    this.remote = remote;
    this.exchange = exchange;
    this.paths = paths;
    this.remotes = remotes;
    this.early = early;
    this.owner = owner;
  }

  void start() {
    checks =
        new Ice4jChecks(
            loop,
            this,
            config,
            local,
            remote,
            exchange.role(),
            exchange.tieBreaker(),
            List.copyOf(paths));
    remotes.forEach((address, candidate) -> checks.addRemote(candidate, address));
    maybeRun();
    // Whatever made the first attempt get stuck: two more fit into the time that is left.
    again = loop.schedule(config.checkTimeout().toNanos() / 3, this::checkAgain);
  }

  void stop() {
    stopped = true;
    end();
  }

  private void end() {
    if (again != null) {
      again.cancel();
    }
    if (checks != null) {
      pairsTried = Math.max(pairsTried, checks.pairs());
      checks.close();
      checks = null;
    }
  }

  private void checkAgain() {
    if (!stopped) {
      end();
      start();
    }
  }

  /** Begins once there is something to check, so that the first check need not wait for a tick. */
  private void maybeRun() {
    if (checks.running() || paths.isEmpty() || (remotes.isEmpty() && early.isEmpty())) {
      return;
    }
    checks.start();
    List<EarlyCheck> waiting = new ArrayList<>(early);
    early.clear();
    waiting.forEach(it -> checks.arrived(it.path, it.from, it.priority, it.useCandidate));
  }

  void addRemote(IceCandidate candidate, InetSocketAddress address) {
    if (!stopped) {
      checks.addRemote(candidate, address);
      maybeRun();
    }
  }

  void addLocal(LocalPath path) {
    if (!stopped) {
      checks.addLocal(path);
      maybeRun();
    }
  }

  void arrived(EarlyCheck check) {
    if (stopped) {
      return;
    }
    if (checks.running()) {
      checks.arrived(check.path, check.from, check.priority, check.useCandidate);
    } else if (early.size() < config.maxRemoteCandidates()) {
      early.add(check);
      maybeRun();
    }
  }

  void role(IceRole now) {
    if (!stopped) {
      checks.role(now);
    }
  }

  boolean pairWasValid() {
    return pairWasValid;
  }

  int pairsTried() {
    return pairsTried;
  }

  @Override
  public void sendCheck(
      LocalPath path,
      InetSocketAddress to,
      boolean useCandidate,
      boolean controlling,
      Ice4jStack.Outcome outcome) {
    exchange.check(path, to, useCandidate, controlling, outcome);
  }

  @Override
  public void pairValid() {
    pairWasValid = true;
  }

  @Override
  public void pairSelected(LocalPath path, InetSocketAddress to, InetSocketAddress mapped) {
    owner.pairSelected(path, to, mapped);
  }

  @Override
  public void checksFailed() {
    // ice4j gives up five seconds after its last pair; candidates, or the peer, may still come.
    again.cancel();
    again = loop.schedule(config.pacing().toNanos() * 20, this::checkAgain);
  }
}

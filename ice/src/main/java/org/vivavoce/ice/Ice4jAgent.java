package org.vivavoce.ice;

import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.NominationStrategy;
import org.ice4j.stack.StunStack;

/** ice4j's agent on our sockets, with our credentials, telling us what it finds. */
final class Ice4jAgent extends Agent {
  /** Told what the checks find; on whatever thread ice4j is at it. */
  interface Events {
    void valid(CandidatePair pair);

    void nominated(CandidatePair pair);
  }

  /** Who is over hears nothing, and holds nobody who would. */
  private static final Events NOBODY =
      new Events() {
        @Override
        public void valid(CandidatePair pair) {
          // Too late.
        }

        @Override
        public void nominated(CandidatePair pair) {
          // Too late.
        }
      };

  // No initialiser: the super constructor asks for the stack before initialisers would run.
  private Ice4jStack stack;
  private IceParameters local;
  private volatile Events events;
  private long pacingMillis;
  private volatile boolean over;

  static Ice4jAgent create(IceParameters local, long tieBreaker, long pacingMillis, Events events) {
    Ice4jSetup.ensure();
    Ice4jAgent agent = new Ice4jAgent();
    agent.local = local;
    agent.events = events;
    agent.pacingMillis = pacingMillis;
    agent.setTieBreaker(tieBreaker);
    agent.setUseDynamicPorts(false);
    agent.setTrickling(true); // no harvester of ice4j's own runs
    agent.setTa(pacingMillis);
    agent.setNominationStrategy(NominationStrategy.NONE); // by Ice4jChecks
    return agent;
  }

  @Override
  public synchronized StunStack getStunStack() {
    return stack();
  }

  synchronized Ice4jStack stack() {
    if (stack == null) {
      stack = new Ice4jStack();
    }
    return stack;
  }

  @Override
  public String getLocalUfrag() {
    return local == null ? "" : local.usernameFragment();
  }

  @Override
  public String getLocalPassword() {
    return local == null ? "" : local.password();
  }

  @Override
  protected void validatePair(CandidatePair pair) {
    super.validatePair(pair);
    events.valid(pair);
  }

  @Override
  protected void nominationConfirmed(CandidatePair pair) {
    super.nominationConfirmed(pair);
    events.nominated(pair);
  }

  /** Visible to {@link Ice4jChecks}. */
  CandidatePair pair(
      org.ice4j.ice.LocalCandidate localCandidate, org.ice4j.ice.RemoteCandidate remote) {
    return createCandidatePair(localCandidate, remote);
  }

  /** A check of the other side has arrived and is authentic; a check back is triggered. */
  void arrived(
      org.ice4j.TransportAddress remote,
      org.ice4j.TransportAddress through,
      long priority,
      boolean useCandidate) {
    incomingCheckReceived(remote, through, priority, null, null, useCandidate);
  }

  long pacingMillis() {
    return pacingMillis;
  }

  /**
   * Frees it. Nothing of ours hangs on it then, whatever ice4j may still hold of it in its timers.
   */
  void end() {
    over = true;
    events = NOBODY;
    stack().checker(null);
    free();
  }

  /**
   * The time until the next check: negative, and so none, once it is over. Without this a pacer
   * that {@link #free} cancels in the middle of a beat arms its timer after that, and ticks (and
   * holds the agent) for ever: ice4j's {@code PeriodicRunnable} takes a cancelled one for one that
   * has not begun.
   */
  @Override
  protected long calculateTa() {
    return over ? -1 : super.calculateTa();
  }

  /** ice4j frees an agent that is collected; ours are freed by hand, or hold nothing. */
  @Override
  @SuppressWarnings({"deprecation", "removal"})
  protected void finalize() {
    // Nothing: no socket and no thread hangs on it.
  }
}

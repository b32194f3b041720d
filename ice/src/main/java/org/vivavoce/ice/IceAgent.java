package org.vivavoce.ice;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds a path to one peer (RFC 8445), keeps it (RFC 7675), and carries datagrams on it.
 *
 * <pre>{@code
 * IceAgent agent = IceAgent.create(IceConfig.defaults(), listener);
 * signal(agent.localParameters());
 * agent.gather();                         // candidates go to listener.onLocalCandidate
 * // ... when the other side's parameters are known:
 * agent.start(IceRole.CONTROLLING, remoteParameters);
 * agent.addRemoteCandidate(candidate);    // as they come, before or after start
 * agent.endOfRemoteCandidates();
 * // ... after listener.onSelectedPair:
 * agent.send(packet);
 * agent.close();
 * }</pre>
 *
 * <p>One component, as with rtcp-mux and BUNDLE. Every method may be called from any thread; none
 * blocks but {@link #close}. An agent is not restarted: {@link IceTransport} does that, with a
 * second agent on the same {@link UdpHub}.
 */
public interface IceAgent extends AutoCloseable {
  /**
   * Makes an agent. Opens no socket and starts no thread.
   *
   * @param config what to use
   * @param listener is told what happens
   * @return a new agent in state {@link IceState#NEW}
   */
  static IceAgent create(IceConfig config, IceListener listener) {
    return new DefaultIceAgent(config, listener);
  }

  /**
   * Loads and initialises what makes the first agent of a JVM slow (about half a second), and
   * connects two agents over loopback once. Blocks for that long; later calls return at once. Call
   * it on a thread of your own at start-up.
   */
  static void warmUp() {
    IceWarmup.run();
  }

  /**
   * Our credentials, made at random with the agent.
   *
   * @return to be signalled to the other side
   */
  IceParameters localParameters();

  /**
   * Opens the sockets and looks for local candidates. Returns at once; the listener gets the
   * candidates and then {@link IceListener#onGatheringComplete}. A second call has no effect.
   *
   * @throws IllegalStateException when the agent is closed
   */
  void gather();

  /**
   * Begins the connectivity checks.
   *
   * @param role ours
   * @param remote the other side's credentials
   * @throws IllegalStateException when the agent was started before or is closed
   */
  void start(IceRole role, IceParameters remote);

  /**
   * Adds a candidate of the other side, before or after {@link #start}. Candidates of no use (TCP,
   * component 2, link-local IPv6, names, duplicates, more than {@link
   * IceConfig#maxRemoteCandidates()}) are ignored and counted. {@code .local} names are looked up
   * if {@link IceConfig#mdns} says so, which nothing waits for; a peer that has only such
   * candidates is found by its own checks as well (peer-reflexive).
   *
   * @param candidate the candidate
   */
  void addRemoteCandidate(IceCandidate candidate);

  /** The other side has no more candidates. */
  void endOfRemoteCandidates();

  /**
   * Sends on the selected pair, in the caller's thread, without waiting. Before there is one, the
   * best pair that has answered a check is taken; see {@link IceListener#onWritable}.
   *
   * @param packet position to limit is sent; the position is at the limit afterwards if it was
   * @return false when nothing was sent: no pair has answered, the socket's buffer is full, or
   *     consent was lost
   */
  boolean send(ByteBuffer packet);

  /**
   * The pair in use.
   *
   * @return empty before {@link IceState#CONNECTED} and after {@link IceState#FAILED}
   */
  Optional<IceCandidatePair> selectedPair();

  /**
   * The state.
   *
   * @return the state as of now
   */
  IceState state();

  /**
   * Our role, which a role conflict may have changed.
   *
   * @return {@link IceRole#CONTROLLING} before {@link #start}
   */
  IceRole role();

  /**
   * The counters.
   *
   * @return a snapshot
   */
  IceStats stats();

  /**
   * The candidates and the pairs that were checked, each with its counters. Walks over all of them:
   * once a second is often enough.
   *
   * @return a snapshot
   */
  IceReport report();

  /**
   * Ends the agent: sockets are closed (those of a shared {@link UdpHub} with the hub), TURN
   * allocations given back. Returns when that is done and the listener will not be called any more;
   * so do not hold a lock that a listener's method waits for. May be called more than once, and in
   * a listener's method; in that of another agent it returns at once, and is done soon after.
   */
  @Override
  void close();
}

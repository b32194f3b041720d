package org.vivavoce.ice;

import java.nio.ByteBuffer;

/**
 * An {@link IceAgent} that can be restarted (RFC 8445 section 9) without losing what it carries.
 *
 * <pre>{@code
 * IceTransport ice = IceTransport.create(config, listener);
 * // ... gather, start, send, as with any agent; then, while packets flow:
 * signal(ice.restart());                         // new credentials; nothing happens yet
 * ice.gather();                                  // setLocalDescription
 * ice.start(ice.role(), newRemoteParameters);    // when both sides' credentials are agreed
 * // or, when the offer or answer is rolled back instead: ice.cancelRestart();
 * }</pre>
 *
 * <p>Each restart makes a generation: an agent with credentials of its own, on the same sockets
 * (relayed addresses are allocated anew). {@link #localParameters}, {@link #gather}, {@link
 * #start}, {@link #endOfRemoteCandidates} and {@link #role} mean the newest generation. What {@link
 * #send} is given goes through the newest generation that has a pair: through the old one until the
 * checks of the new one have found and nominated theirs, from the next packet on through the new
 * one. Datagrams of every generation reach {@link IceListener#onDatagram}, all on one thread, so
 * late ones of the old path are not lost; the old generation ends some seconds after the new one
 * took over.
 *
 * <p>How {@link #state} and {@link IceListener#onStateChange} go on (WebRTC 1.0 section 5.6):
 *
 * <ul>
 *   <li>{@link #restart} and {@link #gather} change nothing.
 *   <li>{@link #start} of a new generation turns {@code COMPLETED} into {@code CONNECTED}, and
 *       {@code DISCONNECTED} and {@code FAILED} into {@code CHECKING}.
 *   <li>Once the new generation has a pair, its state is the state.
 *   <li>When the new generation fails while the old one still has a pair, the old one goes on, its
 *       state is the state, and {@link IceListener#onRestartFailed} says why.
 *   <li>{@link IceListener#onFailed} comes when no generation has a path or still looks for one.
 *       Another restart may follow.
 * </ul>
 *
 * <p>Candidates told to the listener carry their generation's {@code ufrag}; those of a generation
 * that is not the newest any more are not told, nor are errors and the end of its gathering.
 */
public interface IceTransport extends IceAgent {
  /**
   * Makes a transport with its first generation. Opens no socket and starts no thread.
   *
   * @param config what to use; without a hub the transport has one of its own
   * @param listener is told what happens; all its methods are called on one thread
   * @return a new transport in state {@link IceState#NEW}
   */
  static IceTransport create(IceConfig config, IceListener listener) {
    return new DefaultIceTransport(config, listener);
  }

  /**
   * Makes the next generation. It opens and sends nothing before {@link #gather} or {@link #start},
   * so a generation that was never used costs a few kilobytes. One that was not started is replaced
   * by this, one that was started but has no pair ends with the start of this one.
   *
   * @return its credentials, to be signalled to the other side
   * @throws IllegalStateException when the transport is closed
   */
  IceParameters restart();

  /**
   * Takes the last {@link #restart} back, as a rollback of the description that told of it does:
   * the generation before is the newest again. What it carries was never interrupted.
   *
   * @return false when there is nothing to take back: the newest generation is the first one, or
   *     was started
   */
  boolean cancelRestart();

  /**
   * Changes the configuration, servers and relay-only policy for instance, of the generations to
   * come; those that there are keep theirs. The hub stays, with the addresses it has.
   *
   * @param config the configuration from the next {@link #restart} on; a hub in it is ignored
   */
  void configure(IceConfig config);

  /**
   * Begins the checks of the newest generation; see {@link IceAgent#start}.
   *
   * @param role ours; for a restart that is {@link #role()}, because a restart does not determine
   *     roles anew (RFC 8445 section 6.1.1)
   * @param remote the other side's credentials for this generation
   * @throws IllegalStateException when the newest generation was started before, or the transport
   *     is closed
   */
  @Override
  void start(IceRole role, IceParameters remote);

  /**
   * Adds a candidate of the other side. With a {@code ufrag} that is an older generation's remote
   * one it goes to that, otherwise to the newest generation, started or not.
   *
   * @param candidate the candidate
   */
  @Override
  void addRemoteCandidate(IceCandidate candidate);

  /**
   * The other side has no more candidates for the generation with these credentials of its own; for
   * the newest one if they are new.
   *
   * @param remote the other side's credentials
   */
  void endOfRemoteCandidates(IceParameters remote);

  /**
   * Sends on the pair in use, whichever generation's it is; see {@link IceAgent#send}.
   *
   * @param packet position to limit is sent; the position is at the limit afterwards if it was
   * @return false when nothing was sent
   */
  @Override
  boolean send(ByteBuffer packet);

  /**
   * Our role: the newest generation's once it is started, before that the role of the one before.
   *
   * @return {@link IceRole#CONTROLLING} before the first {@link #start}
   */
  @Override
  IceRole role();

  /**
   * The counters of all generations together, and of the hub if the transport has it alone.
   *
   * @return a snapshot
   */
  @Override
  IceStats stats();

  /**
   * The candidates and pairs of the generations that there are, oldest first. Those of an ended
   * generation are gone from it, but not its share in {@link IceReport#selectedPairChanges}.
   *
   * @return a snapshot
   */
  @Override
  IceReport report();
}

package org.vivavoce.ice;

import java.nio.ByteBuffer;

/**
 * What an {@link IceAgent} tells its owner.
 *
 * <p>All calls of one agent come from one thread, its I/O loop, one after the other; other agents
 * share that thread, so be short and do not block. An exception is counted, the first one is
 * logged, nothing more. After {@link IceAgent#close} has returned there is no further call.
 */
public interface IceListener {
  /**
   * A local candidate to signal to the other side.
   *
   * @param candidate ready for {@code a=candidate}
   */
  default void onLocalCandidate(IceCandidate candidate) {}

  /**
   * Every local candidate has been told; comes once after {@link IceAgent#gather}, and of an {@link
   * IceTransport} for each generation that is not taken back or superseded before.
   *
   * @param usernameFragment of our credentials that they belong to
   */
  default void onGatheringComplete(String usernameFragment) {}

  /**
   * A STUN or TURN server gave no candidate, or does not renew one. The others, and local
   * addresses, go on.
   *
   * @param error which server and why
   */
  default void onCandidateError(IceCandidateError error) {}

  /**
   * The state changed.
   *
   * @param state the new state; never {@link IceState#CLOSED}, which the owner brought about
   */
  default void onStateChange(IceState state) {}

  /**
   * A check of ours was answered for the first time, before any pair was selected: {@link
   * IceAgent#send} works from now on (RFC 8445 section 12.1), on the best pair that was answered.
   * With regular nomination that is some milliseconds earlier than {@link #onSelectedPair}. A
   * restart of an {@link IceTransport} tells it again only when nothing carried any more.
   */
  default void onWritable() {}

  /**
   * A pair has been selected, or another one than before. Called before the change to {@link
   * IceState#CONNECTED}; {@link IceAgent#send} works already.
   *
   * @param pair the pair
   */
  default void onSelectedPair(IceCandidatePair pair) {}

  /**
   * The agent has failed: comes after the change to {@link IceState#FAILED}, and at most once but
   * for an {@link IceTransport} that was restarted after it.
   *
   * @param reason why, with a message for a person
   */
  default void onFailed(IceFailure reason) {}

  /**
   * The newest generation of an {@link IceTransport} has failed, while the one before still carries
   * datagrams and goes on: the other side did not answer the restart, or cannot be reached anew.
   *
   * @param reason why, with a message for a person
   */
  default void onRestartFailed(IceFailure reason) {}

  /**
   * A datagram that is not STUN (RFC 7983), from an address that has authenticated itself by a
   * connectivity check.
   *
   * @param packet a heap buffer; position to limit is the datagram; it may be changed in place and
   *     is valid during the call only
   * @param arrivalNanos on the scale of {@link System#nanoTime}
   */
  default void onDatagram(ByteBuffer packet, long arrivalNanos) {}

  /**
   * What lay in the sockets has been told by {@link #onDatagram}, at least once: the time for what
   * is better done once for many datagrams. On the same thread; nothing is received meanwhile.
   */
  default void onDatagramsRead() {}
}

package org.vivavoce.sctp;

import java.util.List;

/** Why an association has ended. */
public sealed interface CloseReason {
  /** Either side shut it down, and everything that was sent has arrived. */
  record ShutDown() implements CloseReason {}

  /**
   * We aborted it.
   *
   * @param text what was told to the other side
   */
  record Aborted(String text) implements CloseReason {}

  /**
   * The other side aborted it.
   *
   * @param causes why, if it said so
   */
  record AbortedByPeer(List<ErrorCause> causes) implements CloseReason {
    /** Copies the list. */
    public AbortedByPeer {
      causes = List.copyOf(causes);
    }
  }

  /** The other side did not answer the handshake. */
  record HandshakeTimedOut() implements CloseReason {}

  /** The other side stopped acknowledging. */
  record PeerUnreachable() implements CloseReason {}

  /** The other side lost its state, and began anew. */
  record PeerRestarted() implements CloseReason {}

  /**
   * The other side broke the protocol, and was told so by ABORT.
   *
   * @param text how
   */
  record PeerMisbehaved(String text) implements CloseReason {}
}

package org.vivavoce.call;

import org.vivavoce.peer.PeerFailure;

/** Why somebody is no longer in a call. */
public sealed interface LeaveReason {
  /**
   * They said so.
   *
   * @param reason in their words; may be empty
   */
  record Left(String reason) implements LeaveReason {}

  /** They began anew, after a restart or on another device: {@code ParticipantJoined} follows. */
  record Restarted() implements LeaveReason {}

  /**
   * The connection to them failed.
   *
   * @param failure why
   */
  record Lost(PeerFailure failure) implements LeaveReason {}
}

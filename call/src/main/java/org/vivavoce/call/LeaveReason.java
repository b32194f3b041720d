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

  /**
   * The connection to them failed.
   *
   * @param failure why
   */
  record Lost(PeerFailure failure) implements LeaveReason {}
}

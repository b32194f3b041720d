package org.vivavoce.call;

/** Whether somebody is in a call (the founding notes' callState). */
public enum ParticipantState {
  /** In the list, but not heard of yet, or gone. */
  NOT_JOINED,
  /** Our offer is with them, and they have not answered yet. */
  RINGING,
  /** Said Hello. */
  JOINED,
  /** In the call, but the connection is lost, and is being looked for. */
  RECONNECTING,
  /** Said no, or did not answer in time. */
  DECLINED
}

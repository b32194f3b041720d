package org.vivavoce.call;

/** Whether somebody is in a call (the founding notes' callState). */
public enum ParticipantState {
  /** In the list, but not heard of yet, or gone. */
  NOT_JOINED,
  /** Said Hello. */
  JOINED,
  /** Said no. */
  DECLINED
}

package org.vivavoce.ice;

/** How far the checks of a pair are; the W3C's RTCStatsIceCandidatePairState, without frozen. */
public enum IcePairState {
  /** The other side checks it, we have not yet. */
  WAITING,
  /** A check of ours is under way. */
  IN_PROGRESS,
  /** A check of ours was answered. */
  SUCCEEDED,
  /** Our checks were refused, or never answered. */
  FAILED
}

package org.vivavoce.ice;

/** When the controlling side nominates. */
public enum IceNomination {
  /**
   * After a check of the pair has succeeded, by a second check (RFC 8445 section 8.1.1). Every peer
   * knows it; on a short path it costs one pacing interval.
   */
  REGULAR,
  /**
   * With the very first check of the most preferred pair (RFC 5245's aggressive nomination), and
   * regular for the others. One round trip less and no waiting for the pacing; for peers that are
   * known to take it, such as our own.
   */
  EARLY
}

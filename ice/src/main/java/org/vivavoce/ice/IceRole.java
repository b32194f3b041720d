package org.vivavoce.ice;

/** Which side nominates the pair (RFC 8445 section 6.1.1). A conflict is repaired by the checks. */
public enum IceRole {
  /** Nominates the pair that is used; in SDP's offer/answer, the side that offered. */
  CONTROLLING,
  /** Follows the other side's nomination. */
  CONTROLLED;

  IceRole other() {
    return this == CONTROLLING ? CONTROLLED : CONTROLLING;
  }
}

package org.vivavoce.ice;

/** Whether multicast DNS is spoken (draft-ietf-mmusic-mdns-ice-candidates). */
public enum IceMdns {
  /**
   * Nothing is multicast. Candidates of the other side with a {@code .local} name are ignored; it
   * is found by its own checks instead (peer-reflexive), if it can reach one of our candidates.
   */
  OFF,
  /** {@code .local} names of the other side are looked up on the link. */
  RESOLVE,
  /**
   * That, and our host candidates are told as random {@code .local} names, for which we answer on
   * the link, and never as addresses. An interface without multicast, loopback too, gets none.
   */
  HIDE
}

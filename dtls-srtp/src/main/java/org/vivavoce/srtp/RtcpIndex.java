package org.vivavoce.srtp;

/**
 * The SRTCP index that the next packet of one sender SSRC gets: zero for its first (RFC 3711
 * section 3.4). One owner at a time.
 */
final class RtcpIndex {
  private int next;

  RtcpIndex(int first) {
    next = first;
  }

  /** Says whether all 2<sup>31</sup> indices have been given out (RFC 3711 section 9.2). */
  boolean isUsedUp() {
    return next < 0;
  }

  int next() {
    return next++;
  }
}

package org.vivavoce.srtp;

/**
 * What an {@link SrtpUnprotector} has seen since it was made, RTP and RTCP together where nothing
 * else is said. Every packet is counted exactly once.
 *
 * @param rtpPackets RTP packets that were authentic and new
 * @param rtcpPackets RTCP packets that were authentic and new
 * @param malformed packets dropped as {@link SrtpDrop#MALFORMED}
 * @param forged packets dropped as {@link SrtpDrop#FORGED}
 * @param replayed packets dropped as {@link SrtpDrop#REPLAYED}
 * @param tooOld packets dropped as {@link SrtpDrop#TOO_OLD}
 * @param tooManySources packets dropped as {@link SrtpDrop#TOO_MANY_SOURCES}
 */
public record SrtpCounters(
    long rtpPackets,
    long rtcpPackets,
    long malformed,
    long forged,
    long replayed,
    long tooOld,
    long tooManySources) {

  /** Returns how many packets were dropped, for any reason. */
  public long dropped() {
    return malformed + forged + replayed + tooOld + tooManySources;
  }
}

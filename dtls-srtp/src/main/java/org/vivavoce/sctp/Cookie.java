package org.vivavoce.sctp;

/**
 * What a state cookie remembers (RFC 9260 section 5.1.3): all that an association needs to begin,
 * so that nothing is kept for an INIT that was only answered.
 *
 * @param createdAt when, in the association's own time
 * @param localTag our tag in the INIT ACK that carried it
 * @param peerTag the tag in the INIT that it answered
 * @param localTsn our first TSN
 * @param peerTsn the other side's first TSN
 * @param peerWindow the other side's receive window in bytes
 * @param outboundStreams how many streams we may send on
 * @param inboundStreams how many streams the other side may send on
 * @param features what both can do
 * @param tieLocal our tag when the INIT came into an association, otherwise 0
 * @param tiePeer the other side's tag then, otherwise 0
 */
record Cookie(
    long createdAt,
    int localTag,
    int peerTag,
    int localTsn,
    int peerTsn,
    long peerWindow,
    int outboundStreams,
    int inboundStreams,
    Features features,
    int tieLocal,
    int tiePeer) {
  static final int LENGTH = 48;

  byte[] toBytes() {
    byte[] bytes = new byte[LENGTH];
    Bytes.put32(bytes, 0, (int) (createdAt >>> 32));
    Bytes.put32(bytes, 4, (int) createdAt);
    Bytes.put32(bytes, 8, localTag);
    Bytes.put32(bytes, 12, peerTag);
    Bytes.put32(bytes, 16, localTsn);
    Bytes.put32(bytes, 20, peerTsn);
    Bytes.put32(bytes, 24, (int) peerWindow);
    Bytes.put16(bytes, 28, outboundStreams);
    Bytes.put16(bytes, 30, inboundStreams);
    Bytes.put32(bytes, 32, features.toBits());
    Bytes.put32(bytes, 36, tieLocal);
    Bytes.put32(bytes, 40, tiePeer);
    return bytes;
  }

  static Cookie parse(byte[] bytes) {
    return new Cookie(
        (long) Bytes.u32(bytes, 0) << 32 | Bytes.u32(bytes, 4) & 0xFFFF_FFFFL,
        Bytes.u32(bytes, 8),
        Bytes.u32(bytes, 12),
        Bytes.u32(bytes, 16),
        Bytes.u32(bytes, 20),
        Bytes.u32(bytes, 24) & 0xFFFF_FFFFL,
        Bytes.u16(bytes, 28),
        Bytes.u16(bytes, 30),
        Features.ofBits(Bytes.u32(bytes, 32)),
        Bytes.u32(bytes, 36),
        Bytes.u32(bytes, 40));
  }
}

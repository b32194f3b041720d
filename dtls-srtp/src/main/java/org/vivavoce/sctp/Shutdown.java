package org.vivavoce.sctp;

/** Sends SHUTDOWN or SHUTDOWN ACK until it is answered: timer T2-shutdown (RFC 9260 9.2). */
final class Shutdown {
  private int type = -1;
  private long interval;
  private long resendAt = Deadline.NONE;
  private boolean due;

  void begin(int chunkType, long rto, long now) {
    type = chunkType;
    interval = rto;
    resendAt = Deadline.after(now, rto);
    due = true;
  }

  /** The other side has not got it. */
  void again() {
    due = true;
  }

  long deadline() {
    return resendAt;
  }

  /** Says whether it went without an answer. */
  boolean onTimeout(long now) {
    if (!Deadline.isOver(resendAt, now)) {
      return false;
    }
    interval *= 2;
    resendAt = Deadline.after(now, interval);
    due = true;
    return true;
  }

  void write(PacketWriter packet, int cumulativeTsn, long now) {
    if (due && packet.room() >= ShutdownChunk.LENGTH) {
      due = false;
      packet.put(
          type == Chunk.SHUTDOWN
              ? ShutdownChunk.toBytes(cumulativeTsn)
              : Chunk.of(type, 0, new byte[0]));
    }
  }
}

package org.vivavoce.dtls;

/**
 * Seals all records of an established connection, whoever wrote them: so there is one counter of
 * sequence numbers, and with it of nonces. Guarded by the transport's lock around all that is sent.
 */
final class RecordSealer {
  private static final int SEQUENCE_BITS = 48;

  private final GcmRecord record;
  private final long epoch;
  private long next;

  /**
   * Goes on where the handshake ended.
   *
   * @param next epoch and sequence number of the next record
   */
  RecordSealer(JdkGcm gcm, long next) {
    this.record = new GcmRecord(gcm);
    this.epoch = next >>> SEQUENCE_BITS;
    this.next = next;
  }

  /** The epoch whose records it seals. */
  long epoch() {
    return epoch;
  }

  /** Whether all sequence numbers have been used: then nothing can be sent any more. */
  boolean isExhausted() {
    return next >>> SEQUENCE_BITS != epoch;
  }

  /**
   * Makes data a record.
   *
   * @param bytes of which the {@link GcmRecord#HEAD_LENGTH} from the offset on are overwritten,
   *     then comes the data, and after it {@link GcmRecord#TAG_LENGTH} are overwritten
   */
  void seal(byte[] bytes, int offset, int type, int dataLength) {
    if (isExhausted()) {
      throw new AssertionError("A sequence number would be used twice");
    }
    record.seal(bytes, offset, type, next++, dataLength);
  }
}

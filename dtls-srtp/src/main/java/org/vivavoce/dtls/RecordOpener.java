package org.vivavoce.dtls;

import org.vivavoce.srtp.ReplayWindow;

/**
 * Opens the application data of an established connection. Belongs to whoever owns the inbox.
 *
 * <p>Alerts and repeated handshake messages go on to Bouncy Castle, which has a replay window of
 * its own for them. The type of a record is authenticated, so none is taken by both.
 */
final class RecordOpener {
  private static final long SEQUENCE_MASK = (1L << 48) - 1;

  private final GcmRecord record;
  private final ReplayWindow window = new ReplayWindow();

  RecordOpener(JdkGcm gcm) {
    this.record = new GcmRecord(gcm);
  }

  /** Whether it is one for us: a record of the first epoch with a cipher, with application data. */
  boolean takes(byte[] bytes, int offset) {
    return Records.type(bytes, offset) == Records.APPLICATION_DATA
        && Records.epoch(bytes, offset) == 1;
  }

  /**
   * Opens a record.
   *
   * @param out at least as long as the record
   * @return the length of the data in it, or -1 if it is forged, malformed or a replay
   */
  int open(byte[] bytes, int offset, int recordLength, byte[] out) {
    int length = recordLength - GcmRecord.OVERHEAD;
    if (length < 0
        || length > Records.MAX_DATA_LENGTH
        || Records.version(bytes, offset) != Records.DTLS_1_2) {
      return -1;
    }
    long sequence = Records.number(bytes, offset) & SEQUENCE_MASK;
    if (window.isTooOld(sequence) || window.isSeen(sequence)) {
      return -1;
    }
    int opened = record.open(bytes, offset, recordLength, out);
    if (opened >= 0) {
      window.mark(sequence);
    }
    return opened;
  }
}

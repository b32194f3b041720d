package org.vivavoce.dtls;

/** Counts the records we send without a cipher. Not safe for several threads. */
final class EpochZeroNumbers {
  private long next;

  /** Gives the records of epoch 0 among these bytes the next sequence numbers. */
  void assign(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int position = offset;
    while (position < end) {
      int recordLength = Records.length(bytes, position, end);
      if (recordLength < 0) {
        throw new AssertionError("Bouncy Castle wrote a broken record");
      }
      if (Records.epoch(bytes, position) == 0) {
        Records.setSequence(bytes, position, next++);
      }
      position += recordLength;
    }
  }
}

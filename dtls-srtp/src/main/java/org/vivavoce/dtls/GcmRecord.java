package org.vivavoce.dtls;

/**
 * A record under AES-GCM (RFC 5288 section 3, RFC 6347 section 4.1.2), whose length is therefore
 * known beforehand.
 *
 * <pre>
 *    0             13               21
 *   +-------------+----------------+--------------------------+--------------+
 *   |   header    | explicit nonce | data, encrypted          |     tag      |
 *   |  (13 bytes) |   (8 bytes)    |                          |  (16 bytes)  |
 *   +-------------+----------------+--------------------------+--------------+
 *
 *   nonce             salt (4 bytes, from the key block) | explicit nonce
 *   associated data   epoch, sequence number (8 bytes) | type | version (2) | length of the data (2)
 * </pre>
 *
 * <p>Ours have the epoch and the sequence number for an explicit nonce; others may have what they
 * like. One instance serves one direction and one thread at a time.
 */
final class GcmRecord {
  static final int EXPLICIT_NONCE_LENGTH = 8;
  static final int TAG_LENGTH = 16;

  /** What comes before the data. */
  static final int HEAD_LENGTH = Records.HEADER_LENGTH + EXPLICIT_NONCE_LENGTH;

  /** What a record adds to its data. */
  static final int OVERHEAD = HEAD_LENGTH + TAG_LENGTH;

  private final JdkGcm gcm;
  private final byte[] nonce = new byte[JdkGcm.SALT_LENGTH + EXPLICIT_NONCE_LENGTH];
  private final byte[] associatedData = new byte[13];

  GcmRecord(JdkGcm gcm) {
    this.gcm = gcm;
    System.arraycopy(gcm.salt(), 0, nonce, 0, JdkGcm.SALT_LENGTH);
  }

  /** Writes header, explicit nonce and tag around the data, and encrypts it where it lies. */
  void seal(byte[] bytes, int offset, int type, long number, int dataLength) {
    Records.writeHeader(
        bytes, offset, type, number, EXPLICIT_NONCE_LENGTH + dataLength + TAG_LENGTH);
    Records.putLong(bytes, offset + Records.HEADER_LENGTH, number);
    begin(bytes, offset, dataLength);
    int data = offset + HEAD_LENGTH;
    int sealed = gcm.doFinal(associatedData, bytes, data, dataLength, bytes, data);
    if (sealed != dataLength + TAG_LENGTH) {
      throw new AssertionError("AES-GCM wrote " + sealed + " bytes for " + dataLength);
    }
  }

  /**
   * Decrypts a record of at least {@link #OVERHEAD} bytes.
   *
   * @return the length of its data, or -1 if it is not authentic
   */
  int open(byte[] bytes, int offset, int recordLength, byte[] out) {
    begin(bytes, offset, recordLength - OVERHEAD);
    try {
      return gcm.doFinal(
          associatedData, bytes, offset + HEAD_LENGTH, recordLength - HEAD_LENGTH, out, 0);
    } catch (IllegalStateException e) {
      return -1;
    }
  }

  private void begin(byte[] bytes, int offset, int dataLength) {
    System.arraycopy(
        bytes, offset + Records.HEADER_LENGTH, nonce, JdkGcm.SALT_LENGTH, EXPLICIT_NONCE_LENGTH);
    Records.putLong(associatedData, 0, Records.number(bytes, offset));
    // Type and version; the length is that of the data.
    System.arraycopy(bytes, offset, associatedData, 8, 3);
    associatedData[11] = (byte) (dataLength >> 8);
    associatedData[12] = (byte) dataLength;
    gcm.init(nonce, TAG_LENGTH);
  }
}

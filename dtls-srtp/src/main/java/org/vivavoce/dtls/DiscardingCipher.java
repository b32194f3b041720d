package org.vivavoce.dtls;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;

/**
 * Makes every record that does not decrypt a bad_record_mac, which Bouncy Castle discards silently
 * as RFC 6347 section 4.1.2.7 wants. Its own ciphers raise decode_error when a record is too short
 * to hold a tag, and that would let a forged datagram of 14 bytes end the connection.
 */
final class DiscardingCipher implements TlsCipher {
  private final TlsCipher cipher;
  private long nextNumber;
  private boolean handedOver;

  DiscardingCipher(TlsCipher cipher) {
    this.cipher = cipher;
  }

  /**
   * From now on {@link #encodePlaintext} leaves records as they are: whoever is given them seals
   * them.
   *
   * @return the first number (epoch and sequence number) that no record has had
   */
  long handOver() {
    if (nextNumber == 0) {
      throw new AssertionError("A handshake is not over before our Finished");
    }
    handedOver = true;
    return nextNumber;
  }

  @Override
  public TlsDecodeResult decodeCiphertext(
      long sequence,
      short recordType,
      ProtocolVersion version,
      byte[] ciphertext,
      int offset,
      int length)
      throws IOException {
    TlsDecodeResult decoded;
    try {
      decoded = cipher.decodeCiphertext(sequence, recordType, version, ciphertext, offset, length);
    } catch (TlsFatalAlert e) {
      throw e.getAlertDescription() == AlertDescription.bad_record_mac
          ? e
          : new TlsFatalAlert(AlertDescription.bad_record_mac, e);
    }
    if (decoded.contentType == ContentType.handshake
        && !HandshakeHeader.isAcceptable(decoded.buf, decoded.off, decoded.len)) {
      throw new TlsFatalAlert(AlertDescription.bad_record_mac);
    }
    return decoded;
  }

  @Override
  public TlsEncodeResult encodePlaintext(
      long sequence,
      short contentType,
      ProtocolVersion version,
      int headerAllocation,
      byte[] plaintext,
      int offset,
      int length)
      throws IOException {
    if (handedOver) {
      byte[] record = new byte[headerAllocation + length];
      System.arraycopy(plaintext, offset, record, headerAllocation, length);
      return new TlsEncodeResult(record, 0, record.length, contentType);
    }
    nextNumber = sequence + 1;
    return cipher.encodePlaintext(
        sequence, contentType, version, headerAllocation, plaintext, offset, length);
  }

  @Override
  public int getCiphertextDecodeLimit(int plaintextLimit) {
    return cipher.getCiphertextDecodeLimit(plaintextLimit);
  }

  @Override
  public int getCiphertextEncodeLimit(int plaintextLimit) {
    return cipher.getCiphertextEncodeLimit(plaintextLimit);
  }

  @Override
  public int getPlaintextDecodeLimit(int ciphertextLimit) {
    return cipher.getPlaintextDecodeLimit(ciphertextLimit);
  }

  @Override
  public int getPlaintextEncodeLimit(int ciphertextLimit) {
    return cipher.getPlaintextEncodeLimit(ciphertextLimit);
  }

  @Override
  public void rekeyDecoder() throws IOException {
    cipher.rekeyDecoder();
  }

  @Override
  public void rekeyEncoder() throws IOException {
    cipher.rekeyEncoder();
  }

  @Override
  public boolean usesOpaqueRecordTypeDecode() {
    return cipher.usesOpaqueRecordTypeDecode();
  }

  @Override
  public boolean usesOpaqueRecordTypeEncode() {
    return cipher.usesOpaqueRecordTypeEncode();
  }
}

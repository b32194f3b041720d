package org.vivavoce.dtls;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.tls.DatagramTransport;

/**
 * What Bouncy Castle takes for a network once the handshake is done: one record is fed, and what it
 * writes is kept until its lock is released. Guarded by the lock around all calls into Bouncy
 * Castle.
 */
final class RecordWire implements DatagramTransport {
  /** Tells Bouncy Castle that there is nothing more, without a millisecond of spinning. */
  private static final Empty EMPTY = new Empty();

  private final int mtu;
  private RecordSealer sealer;
  private byte[] fed;
  private int fedOffset;
  private int fedLength;
  private List<ByteBuffer> written = List.of();

  RecordWire(int mtu) {
    this.mtu = mtu;
  }

  /** From now on Bouncy Castle's records of that epoch come in plain text, to be sealed here. */
  void seal(RecordSealer by) {
    sealer = by;
  }

  /**
   * Gives the one record that the next call of Bouncy Castle's receive will find. Given a whole
   * datagram it would queue the rest, and might leave it there.
   */
  void feed(byte[] bytes, int offset, int length) {
    fed = bytes;
    fedOffset = offset;
    fedLength = length;
  }

  /** What has been written since the last time. */
  List<ByteBuffer> take() {
    List<ByteBuffer> taken = written;
    written = List.of();
    return taken;
  }

  boolean hasWritten() {
    return !written.isEmpty();
  }

  /** As much as the record needs: Bouncy Castle allocates this for every record. */
  @Override
  public int getReceiveLimit() {
    return fedLength;
  }

  @Override
  public int getSendLimit() {
    return mtu;
  }

  @Override
  public int receive(byte[] buffer, int offset, int length, int waitMillis)
      throws InterruptedIOException {
    if (fed == null) {
      throw EMPTY;
    }
    System.arraycopy(fed, fedOffset, buffer, offset, fedLength);
    fed = null;
    return fedLength;
  }

  /** Keeps the array: Bouncy Castle makes one for each record and forgets it. */
  @Override
  public void send(byte[] bytes, int offset, int length) {
    if (sealer != null && Records.epoch(bytes, offset) == sealer.epoch()) {
      int dataLength = length - Records.HEADER_LENGTH;
      byte[] record = new byte[GcmRecord.OVERHEAD + dataLength];
      System.arraycopy(
          bytes, offset + Records.HEADER_LENGTH, record, GcmRecord.HEAD_LENGTH, dataLength);
      sealer.seal(record, 0, Records.type(bytes, offset), dataLength);
      write(ByteBuffer.wrap(record));
      return;
    }
    write(ByteBuffer.wrap(bytes, offset, length).slice());
  }

  /** Keeps a datagram to send. */
  void write(ByteBuffer record) {
    if (written.isEmpty()) {
      written = List.of(record);
    } else {
      List<ByteBuffer> more = new ArrayList<>(written);
      more.add(record);
      written = more;
    }
  }

  @Override
  public void close() {
    // The datagrams are carried by somebody else: nothing to release.
  }

  private static final class Empty extends InterruptedIOException {
    private static final long serialVersionUID = 1;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}

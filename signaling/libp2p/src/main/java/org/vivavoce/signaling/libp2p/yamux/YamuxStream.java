package org.vivavoce.signaling.libp2p.yamux;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** One stream of a {@link YamuxSession}. Belongs to the thread that drives the session. */
public final class YamuxStream {
  private final YamuxSession session;
  private final int id;
  private final boolean inbound;
  private final ArrayDeque<ByteBuffer> pending = new ArrayDeque<>();
  private int pendingBytes;
  private boolean refusedWrite;
  private long sendWindow = YamuxSession.INITIAL_WINDOW;
  private long receiveWindow = YamuxSession.INITIAL_WINDOW;
  private boolean acknowledged;
  private boolean closingWrite;
  private boolean writeClosed;
  private boolean readClosed;
  private boolean over;
  private Object attachment;

  YamuxStream(YamuxSession session, int id, boolean inbound) {
    this.session = session;
    this.id = id;
    this.inbound = inbound;
    acknowledged = inbound;
  }

  /** Its number, unsigned; odd if the connection's initiator opened it. */
  public int id() {
    return id;
  }

  /** Whether the peer opened it. */
  public boolean isInbound() {
    return inbound;
  }

  /** What its user keeps with it. */
  public Object attachment() {
    return attachment;
  }

  /** Keeps something with it. */
  public void attach(Object object) {
    attachment = object;
  }

  /**
   * Queues bytes to be sent.
   *
   * @param bytes copied
   * @return false, and nothing is queued, if that would be more than may wait: {@link
   *     YamuxListener#onWritable} tells when it has gone; false too if the stream is over
   * @throws IllegalStateException if the write side was closed
   */
  public boolean write(byte[] bytes) {
    if (over) {
      return false;
    }
    if (closingWrite) {
      throw new IllegalStateException("this side of the stream is closed");
    }
    if (pendingBytes + bytes.length > session.limits().maxPendingBytes()) {
      refusedWrite = true;
      return false;
    }
    if (bytes.length > 0) {
      pending.add(ByteBuffer.wrap(bytes.clone()));
      pendingBytes += bytes.length;
      session.ready(this);
    }
    return true;
  }

  /** Bytes that wait to be sent. */
  public int pendingBytes() {
    return pendingBytes;
  }

  /** Sends no more after what is queued. Again does nothing. */
  public void closeWrite() {
    if (!closingWrite && !over) {
      closingWrite = true;
      session.ready(this);
    }
  }

  /** Gives the stream up, both ways; what is queued is discarded. Again does nothing. */
  public void reset() {
    if (!over) {
      session.sendReset(this);
      end(true);
    }
  }

  /** Whether it has ended, one way or the other. */
  public boolean isOver() {
    return over;
  }

  boolean isAcknowledged() {
    return acknowledged;
  }

  void acknowledge() {
    acknowledged = true;
  }

  boolean isReadClosed() {
    return readClosed;
  }

  void closeRead() {
    readClosed = true;
  }

  /** False if the window would be larger than 32 bits hold. */
  boolean growSendWindow(long delta) {
    sendWindow += delta;
    if (sendWindow > 0 && (pendingBytes > 0 || closingWrite)) {
      session.ready(this);
    }
    return sendWindow <= 0xffff_ffffL;
  }

  /** False if the peer sends more than it may. */
  boolean useReceiveWindow(long length) {
    receiveWindow -= length;
    return receiveWindow >= 0;
  }

  /** What to give back; 0 while less than half of the window is used. */
  long windowToReturn() {
    long used = YamuxSession.INITIAL_WINDOW - receiveWindow;
    if (used < YamuxSession.INITIAL_WINDOW / 2 || readClosed) {
      return 0;
    }
    receiveWindow += used;
    return used;
  }

  /** Whether there is a frame to send now. */
  boolean isSendable() {
    return !over && !writeClosed && (pendingBytes > 0 ? sendWindow > 0 : closingWrite);
  }

  /** Writes one frame of at most {@code max} bytes of data; there is room for it. */
  void writeFrame(ByteBuffer out, int max) {
    if (pendingBytes == 0) {
      new YamuxHeader(YamuxHeader.WINDOW_UPDATE, YamuxHeader.FIN, id, 0).write(out);
      writeClosed = true;
      endIfClosed();
      return;
    }
    int length = (int) Math.min(Math.min(pendingBytes, sendWindow), max);
    new YamuxHeader(YamuxHeader.DATA, 0, id, length).write(out);
    sendWindow -= length;
    pendingBytes -= length;
    for (int left = length; left > 0; ) {
      ByteBuffer first = pending.element();
      int part = Math.min(left, first.remaining());
      out.put(out.position(), first, first.position(), part);
      out.position(out.position() + part);
      first.position(first.position() + part);
      left -= part;
      if (!first.hasRemaining()) {
        pending.remove();
      }
    }
  }

  /** Whether a write was refused and there is room again; asking forgets it. */
  boolean becameWritable() {
    boolean writable =
        refusedWrite && pendingBytes <= session.limits().maxPendingBytes() / 2 && !over;
    refusedWrite &= !writable;
    return writable;
  }

  void endIfClosed() {
    if (readClosed && writeClosed && !over) {
      end(false);
    }
  }

  void end(boolean reset) {
    over = true;
    pending.clear();
    pendingBytes = 0;
    session.remove(this, reset);
  }
}

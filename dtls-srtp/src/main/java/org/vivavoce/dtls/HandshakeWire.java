package org.vivavoce.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;

/**
 * What Bouncy Castle takes for a network while its handshake blocks a thread: it reads from the
 * {@link Inbox}, record by record, and packs what it writes into flights.
 */
final class HandshakeWire implements DatagramTransport {
  /** A browser's fragments take 1,438 bytes; a stack on loopback may not fragment at all. */
  private static final int RECEIVE_LIMIT = 4096;

  private static final long MIN_SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int mtu;
  private final Inbox inbox;
  private final Consumer<ByteBuffer> out;
  private final Counters counters;
  private final EpochZeroNumbers numbers;
  private final EarlyRecords early;
  private final Flight flight;
  private final long begun = System.nanoTime();
  private long lastSent = begun;
  private AbortAction abort = () -> {};

  /** How to end a handshake in good order. */
  interface AbortAction {
    void run() throws IOException;
  }

  HandshakeWire(
      DtlsRole role,
      int mtu,
      Inbox inbox,
      EpochZeroNumbers numbers,
      Consumer<ByteBuffer> out,
      Counters counters) {
    this.numbers = numbers;
    this.mtu = mtu;
    this.inbox = inbox;
    this.out = out;
    this.counters = counters;
    this.early = new EarlyRecords(role, counters);
    this.flight = new Flight(mtu);
  }

  /** What to do on this thread when the transport is closed meanwhile. */
  void onClosed(AbortAction action) {
    abort = action;
  }

  @Override
  public int getReceiveLimit() {
    return RECEIVE_LIMIT;
  }

  @Override
  public int getSendLimit() {
    return mtu;
  }

  @Override
  public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
    flush();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    for (; ; ) {
      byte[] record = early.next();
      if (record != null) {
        if (record.length > length) {
          counters.recordsDropped.increment();
          continue;
        }
        System.arraycopy(record, 0, buffer, offset, record.length);
        return record.length;
      }
      long now = System.nanoTime();
      long untilRepeat = lastSent + silence(now) - now;
      if (untilRepeat <= 0) {
        repeat(now);
        continue;
      }
      if (deadline - now <= 0) {
        return -1;
      }
      byte[] datagram = await(Math.min(deadline - now, untilRepeat));
      if (datagram != null) {
        early.add(datagram);
      }
    }
  }

  /** How long our last flight may be silent. */
  private long silence(long now) {
    return Math.min(MAX_SILENCE_NANOS, Math.max(MIN_SILENCE_NANOS, (now - begun) / 10));
  }

  private void repeat(long now) {
    lastSent = now;
    if (flight.repeat(numbers, out)) {
      counters.flightsRepeated.increment();
    }
  }

  private byte[] await(long nanos) throws IOException {
    byte[] datagram;
    try {
      datagram = inbox.await(nanos);
    } catch (InterruptedException e) {
      throw closed();
    }
    if (datagram == null && inbox.isClosed()) {
      throw closed();
    }
    return datagram;
  }

  private InterruptedIOException closed() throws IOException {
    abort.run();
    return new InterruptedIOException("closed during the handshake");
  }

  @Override
  public void send(byte[] bytes, int offset, int length) {
    flight.add(bytes, offset, length);
  }

  @Override
  public void close() {
    flush();
  }

  /** Sends what has been written. */
  void flush() {
    if (flight.flush(out)) {
      lastSent = System.nanoTime();
    }
  }

  /** The records that came for after the handshake. */
  List<byte[]> remainder() {
    return early.remainder();
  }

  /** The last flight we sent. */
  Flight lastFlight() {
    return flight;
  }
}

package org.vivavoce.peer;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.vivavoce.rtp.NtpTime;
import org.vivavoce.rtp.RtpSession;
import org.vivavoce.srtp.SrtpProtector;

/** Sends a session's RTCP when it is due; everything on the connection's loop but {@link #wake}. */
final class RtcpSender {
  private static final int BUFFER_BYTES = 1_500;

  private final EventLoop loop;
  private final Object lock;
  private final RtpSession session;
  private final SrtpProtector protector;
  private final Predicate<ByteBuffer> wire;
  private final LongConsumer alongside;
  private final Instant begun;
  private final long begunNanos;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteBuffer datagram = ByteBuffer.wrap(buffer);
  private EventLoop.Timer timer = () -> {};
  private boolean closed;

  /**
   * @param lock guards the session
   * @param wire takes datagrams; false: it did not
   * @param alongside is done now and then as well, under the lock
   */
  RtcpSender(
      EventLoop loop,
      Object lock,
      RtpSession session,
      SrtpProtector protector,
      Predicate<ByteBuffer> wire,
      LongConsumer alongside) {
    this.loop = loop;
    this.lock = lock;
    this.session = session;
    this.protector = protector;
    this.wire = wire;
    this.alongside = alongside;
    this.begun = Instant.now();
    this.begunNanos = loop.nanoTime();
  }

  /** There may be something to send; from any thread. */
  void wake() {
    loop.execute(this::poll);
  }

  /** Sends what is due, and comes back when more is. */
  void poll() {
    if (closed) {
      return;
    }
    timer.cancel();
    long now = loop.nanoTime();
    int length;
    long next;
    synchronized (lock) {
      alongside.accept(now);
      length = session.poll(now, ntpAt(now), buffer, 0);
      next = session.nextDeadlineNanos();
    }
    send(length);
    timer = loop.schedule(this::poll, next - now);
  }

  private void send(int length) {
    if (length > 0) {
      int sealed = protector.protectRtcp(buffer, 0, length);
      datagram.limit(sealed).position(0);
      // RTCP that finds the socket full is lost like any other: the next report says the same and
      // more.
      wire.test(datagram);
    }
  }

  /** The wall clock as it was at first, and what has passed since: it never goes back. */
  private NtpTime ntpAt(long nowNanos) {
    Instant wall = begun.plusNanos(nowNanos - begunNanos);
    return NtpTime.ofUnix(wall.getEpochSecond(), wall.getNano());
  }

  /** Says goodbye; nothing is sent after that. */
  void close() {
    closed = true;
    timer.cancel();
    long now = loop.nanoTime();
    int length;
    synchronized (lock) {
      length = session.close(now, ntpAt(now), buffer, 0);
    }
    send(length);
  }
}

package org.vivavoce.ice;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * TLS between a stream of the application and one of the network, by the JDK's engine, which does
 * no I/O. Received on the loop, sent on from any thread; what takes long, such as verifying a
 * certificate, runs on a thread of a small pool that ends when it is idle.
 */
final class TlsStream {
  /** A handshake with long chains of certificates is some 20 KiB. */
  private static final int MAX_WAITING = 128 * 1024;

  private static final Executor TASKS = pool();

  /** The other side of the stream; called with no lock held but the stream's own. */
  interface Wire {
    /** Takes a record, always, as the order of records must not be broken. */
    void write(ByteBuffer record);

    /** The handshake is over and the server is who it says it is; once, on the loop. */
    void onOpen();

    /** No more can be received or sent; on the loop. */
    void onBroken(String why);
  }

  private final SSLEngine engine;
  private final Consumer<Runnable> loop;
  private final Wire wire;
  private ByteBuffer received; // in write mode; loop only
  private ByteBuffer plain; // loop only
  private ByteBuffer record; // guarded by this
  private boolean working; // tasks are on their way; loop only
  private boolean broken; // loop only
  private volatile boolean open;

  TlsStream(SSLEngine engine, Consumer<Runnable> loop, Wire wire) {
    this.engine = engine;
    this.loop = loop;
    this.wire = wire;
    int size = engine.getSession().getPacketBufferSize();
    received = ByteBuffer.allocate(size);
    record = ByteBuffer.allocate(size);
    plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
  }

  private static Executor pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            2,
            2,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "vivavoce-tls");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Runs what may take long, such as reading the trusted certificates, off the loop. */
  static void offLoop(Runnable task) {
    TASKS.execute(task);
  }

  /** Says hello; on the loop. */
  void begin() {
    try {
      engine.beginHandshake();
      advance(it -> {});
    } catch (SSLException e) {
      fail(e);
    }
  }

  /**
   * What the network brought; on the loop.
   *
   * @param in read to its end
   * @param application gets what was in it, in pieces
   */
  void receive(ByteBuffer in, Consumer<ByteBuffer> application) {
    if (broken) {
      return;
    }
    if (received.remaining() < in.remaining()) {
      int wanted = received.position() + in.remaining();
      if (wanted > MAX_WAITING) {
        broken("sends more than a TLS handshake needs");
        return;
      }
      received = ByteBuffer.allocate(wanted).put(received.flip());
    }
    received.put(in);
    try {
      advance(application);
    } catch (SSLException e) {
      fail(e);
    }
  }

  /** Goes on until there is something to wait for. */
  private void advance(Consumer<ByteBuffer> application) throws SSLException {
    while (!broken && !working) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> work();
        case NEED_WRAP -> {
          if (!wrap(ByteBuffer.allocate(0))) {
            broken("closed the TLS session");
          }
        }
        default -> {
          if (!unwrap(application)) {
            return;
          }
        }
      }
    }
  }

  private void work() {
    working = true;
    TASKS.execute(
        () -> {
          for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
          }
          loop.accept(
              () -> {
                working = false;
                receive(ByteBuffer.allocate(0), it -> {});
              });
        });
  }

  /** False when more is needed from the network. */
  private boolean unwrap(Consumer<ByteBuffer> application) throws SSLException {
    received.flip();
    SSLEngineResult result;
    try {
      result = engine.unwrap(received, plain.clear());
    } finally {
      received.compact();
    }
    boolean more = true;
    switch (result.getStatus()) {
      case BUFFER_OVERFLOW ->
          plain = ByteBuffer.allocate(Math.max(2 * plain.capacity(), sizeOfApplicationData()));
      case BUFFER_UNDERFLOW -> more = false;
      case CLOSED -> broken("closed the TLS session");
      case OK -> {
        finished(result);
        if (plain.flip().hasRemaining()) {
          application.accept(plain);
        }
        more = result.bytesConsumed() > 0 || received.position() > 0 || handshaking();
      }
    }
    return more;
  }

  private boolean handshaking() {
    HandshakeStatus status = engine.getHandshakeStatus();
    return status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP;
  }

  private int sizeOfApplicationData() {
    return engine.getSession().getApplicationBufferSize();
  }

  private void finished(SSLEngineResult result) {
    if (result.getHandshakeStatus() == HandshakeStatus.FINISHED && !open) {
      open = true;
      wire.onOpen();
    }
  }

  /** Any thread; false when TLS is not there yet, or not any more. */
  boolean send(ByteBuffer message) {
    if (!open) {
      return false;
    }
    try {
      return wrap(message);
    } catch (SSLException e) {
      loop.accept(() -> fail(e));
      return false;
    }
  }

  private boolean wrap(ByteBuffer message) throws SSLException {
    SSLEngineResult result;
    synchronized (this) {
      do {
        result = engine.wrap(message, record.clear());
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
          record = ByteBuffer.allocate(2 * record.capacity());
        } else if (record.flip().hasRemaining()) {
          wire.write(record);
        }
      } while (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW
          || message.hasRemaining() && result.getStatus() == SSLEngineResult.Status.OK);
    }
    if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
      loop.accept(() -> finishedBySending());
    }
    return result.getStatus() == SSLEngineResult.Status.OK;
  }

  private void finishedBySending() {
    if (!open && !broken) {
      open = true;
      wire.onOpen();
    }
  }

  /** Says goodbye; on the loop. */
  void close() {
    boolean greeted = open;
    open = false;
    broken = true;
    if (greeted) {
      engine.closeOutbound();
      try {
        wrap(ByteBuffer.allocate(0));
      } catch (SSLException e) {
        // The goodbye is a courtesy: the connection ends either way.
        engine.closeOutbound();
      }
    }
  }

  private void fail(SSLException e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause(); // the innermost says which certificate, and why
    }
    broken("no TLS: " + cause.getMessage());
  }

  private void broken(String why) {
    if (!broken) {
      broken = true;
      open = false;
      wire.onBroken(why);
    }
  }
}

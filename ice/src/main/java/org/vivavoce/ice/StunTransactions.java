package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The requests that wait for a response, on one loop. Retransmitted after 100 ms, doubling up to
 * 1.6 s, seven times sent in all, given up 1.6 s later; on a reliable path sent once (RFC 8489
 * section 6.2.2).
 */
final class StunTransactions {
  private static final long FIRST_WAIT = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long MAX_WAIT = TimeUnit.MILLISECONDS.toNanos(1600);
  private static final int SENDS = 7;

  /** Ti of RFC 8489 section 6.2.2. */
  private static final long RELIABLE_WAIT = TimeUnit.MILLISECONDS.toNanos(39_500);

  private final IoLoop loop;
  private final Map<TransactionId, Transaction> pending = new HashMap<>();

  /** Told the outcome, on the loop, exactly once unless the transaction is cancelled. */
  interface Handler {
    /** False when the response is not authentic: then the transaction goes on. */
    boolean onResponse(StunMessage response, long roundTripNanos);

    void onTimeout();
  }

  private final class Transaction {
    final TransactionId id;
    final Object owner;
    final LocalPath path;
    final InetSocketAddress to;
    final ByteBuffer request;
    final Handler handler;
    final int sends;
    long wait;
    long sentAt;
    int sent;
    IoLoop.Timer timer;

    Transaction(
        TransactionId id,
        Object owner,
        LocalPath path,
        InetSocketAddress to,
        ByteBuffer request,
        Handler handler,
        int sends,
        long wait) {
      this.id = id;
      this.owner = owner;
      this.path = path;
      this.to = to;
      this.request = request;
      this.handler = handler;
      this.sends = sends;
      this.wait = wait;
    }

    void transmit() {
      sentAt = System.nanoTime();
      sent++;
      path.send(request.duplicate(), to);
      timer = loop.schedule(wait, this::onTimer);
      wait = Math.min(MAX_WAIT, 2 * wait);
    }

    private void onTimer() {
      if (sent < sends) {
        transmit();
      } else {
        pending.remove(id);
        handler.onTimeout();
      }
    }
  }

  StunTransactions(IoLoop loop) {
    this.loop = loop;
  }

  /** Sends a request until it is answered; on the loop. */
  void send(
      Object owner,
      LocalPath path,
      InetSocketAddress to,
      TransactionId id,
      ByteBuffer request,
      Handler handler) {
    boolean reliable = path.isReliable();
    int sends = reliable ? 1 : SENDS;
    long wait = reliable ? RELIABLE_WAIT : FIRST_WAIT;
    start(new Transaction(id, owner, path, to, request, handler, sends, wait));
  }

  /** Sends a request once and waits for the answer that long; on the loop. */
  void sendOnce(
      Object owner,
      LocalPath path,
      InetSocketAddress to,
      TransactionId id,
      ByteBuffer request,
      long waitNanos,
      Handler handler) {
    start(new Transaction(id, owner, path, to, request, handler, 1, waitNanos));
  }

  private void start(Transaction transaction) {
    pending.put(transaction.id, transaction);
    transaction.transmit();
  }

  /** False when nobody waits for it: never asked, answered before, or from another address. */
  boolean onResponse(LocalPath path, InetSocketAddress source, StunMessage message, long now) {
    TransactionId id = message.transactionId();
    Transaction transaction = pending.get(id);
    if (transaction == null || transaction.path != path || !transaction.to.equals(source)) {
      return false;
    }
    if (transaction.handler.onResponse(message, now - transaction.sentAt)) {
      pending.remove(id);
      transaction.timer.cancel();
    }
    return true;
  }

  /** Cancels what the owner started; on the loop. */
  void cancel(Object owner) {
    for (Iterator<Transaction> all = pending.values().iterator(); all.hasNext(); ) {
      Transaction transaction = all.next();
      if (transaction.owner == owner) {
        transaction.timer.cancel();
        all.remove();
      }
    }
  }
}

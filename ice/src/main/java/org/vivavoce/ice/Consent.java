package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks the other side again and again whether it still wants our traffic (RFC 7675), and notices
 * when it does not answer. On the loop. While an answer is overdue the requests come five times as
 * often, so that one lost datagram is told from a peer that has gone.
 */
final class Consent {
  private static final long MIN_WAIT = TimeUnit.MILLISECONDS.toNanos(5);

  private final IoLoop loop;
  private final CheckExchange exchange;
  private final IceSession session;
  private final long interval;
  private final long timeout;
  private final long silentAfter;
  private long answeredAt;
  private long heardAt;
  private boolean overdue;
  private boolean silent;
  private boolean stopped;
  private IoLoop.Timer next;
  private IoLoop.Timer deadline;

  Consent(IoLoop loop, IceConfig config, CheckExchange exchange, IceSession session) {
    this.loop = loop;
    this.exchange = exchange;
    this.session = session;
    interval = config.consentInterval().toNanos();
    timeout = config.consentTimeout().toNanos();
    silentAfter = Math.min(interval + interval / 2, timeout);
  }

  void start() {
    answeredAt = System.nanoTime();
    heardAt = answeredAt;
    scheduleRequest();
    scheduleDeadline();
  }

  void stop() {
    stopped = true;
    if (next != null) {
      next.cancel();
    }
    if (deadline != null) {
      deadline.cancel();
    }
  }

  /** Something authentic came: it is not consent, but a sign of life. */
  void heard(long now) {
    heardAt = now;
    if (silent && !stopped) {
      silent = false;
      session.consentBack();
    }
  }

  private void scheduleRequest() {
    long base = overdue ? interval / 5 : interval;
    // RFC 7675 section 5.1: at random between 0.8 and 1.2 times the interval.
    long wait = (long) (base * (0.8 + 0.4 * ThreadLocalRandom.current().nextDouble()));
    next = loop.schedule(wait, this::request);
  }

  private void request() {
    PairRecord pair = session.selection().current();
    exchange.consent(
        pair.path(),
        pair.address(),
        Math.max(interval / 10, MIN_WAIT),
        new CheckExchange.ConsentOutcome() {
          @Override
          public void given(InetSocketAddress mapped) {
            answered();
          }

          @Override
          public void notGiven() {
            if (!overdue) {
              overdue = true;
              next.cancel();
              scheduleRequest();
            }
          }
        });
    scheduleRequest();
  }

  private void answered() {
    overdue = false;
    answeredAt = System.nanoTime();
    heard(answeredAt);
  }

  private void scheduleDeadline() {
    if (stopped) {
      return;
    }
    long due =
        silent ? answeredAt + timeout : Math.min(answeredAt + timeout, heardAt + silentAfter);
    deadline = loop.schedule(Math.max(0, due - System.nanoTime()), this::onDeadline);
  }

  private void onDeadline() {
    long now = System.nanoTime();
    if (now - answeredAt >= timeout) {
      stopped = true;
      session.consentLost(now - answeredAt);
      return;
    }
    if (!silent && now - heardAt >= silentAfter) {
      silent = true;
      session.consentSilent();
    }
    scheduleDeadline();
  }

  /** Asks on another pair; an answer is consent for it. */
  void probe(LocalPath path, InetSocketAddress to, Consumer<InetSocketAddress> answered) {
    exchange.consent(
        path,
        to,
        Math.max(interval / 5, MIN_WAIT),
        new CheckExchange.ConsentOutcome() {
          @Override
          public void given(InetSocketAddress mapped) {
            if (!stopped) {
              answered.accept(mapped);
              answered();
            }
          }

          @Override
          public void notGiven() {
            // The other side will nominate again if it means it.
          }
        });
  }
}

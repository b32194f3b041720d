package org.vivavoce.signaling.libp2p;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.vivavoce.signaling.libp2p.multiformats.AddressPart.Protocol;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr.TcpEndpoint;

/**
 * Opens TCP connections without holding up the loop: names are looked up on a thread of their own,
 * which ends when it has had nothing to do for a while.
 */
final class Dialer {
  private static final int MAX_LOOKUPS = 64;

  private final HostLoop loop;
  private final long timeoutNanos;
  private final ThreadPoolExecutor lookups;

  Dialer(HostLoop loop, long timeoutNanos) {
    this.loop = loop;
    this.timeoutNanos = timeoutNanos;
    lookups =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_LOOKUPS),
            task -> {
              Thread thread = new Thread(task, "vivavoce-libp2p-names");
              thread.setDaemon(true);
              return thread;
            });
    lookups.allowCoreThreadTimeOut(true);
  }

  /** Hears how it went, once, on the loop's thread. */
  interface Outcome {
    void connected(SocketChannel channel);

    void failed(String why);
  }

  /** On the loop's thread. */
  void dial(Multiaddr address, Outcome outcome) {
    TcpEndpoint endpoint = address.tcpEndpoint().orElse(null);
    if (endpoint == null) {
      outcome.failed("only TCP addresses can be dialed, not " + address);
      return;
    }
    if (endpoint.kind() == Protocol.IP4 || endpoint.kind() == Protocol.IP6) {
      try {
        connect(InetAddress.getByName(endpoint.host()), endpoint.port(), outcome);
      } catch (IOException e) {
        outcome.failed(address + ": " + e.getMessage());
      }
      return;
    }
    try {
      lookups.execute(() -> lookUp(endpoint, outcome));
    } catch (RejectedExecutionException e) {
      outcome.failed("too many names are being looked up");
    }
  }

  private void lookUp(TcpEndpoint endpoint, Outcome outcome) {
    Consumer<Outcome> next;
    try {
      List<InetAddress> all =
          Arrays.stream(InetAddress.getAllByName(endpoint.host()))
              .filter(
                  ip ->
                      switch (endpoint.kind()) {
                        case DNS4 -> ip.getAddress().length == 4;
                        case DNS6 -> ip.getAddress().length == 16;
                        default -> true;
                      })
              .toList();
      next =
          all.isEmpty()
              ? then -> then.failed(endpoint.host() + " has no address of that kind")
              : then -> connect(all.get(0), endpoint.port(), then);
    } catch (IOException e) {
      next = then -> then.failed("the name " + endpoint.host() + " is not known");
    }
    Consumer<Outcome> step = next;
    loop.execute(() -> step.accept(outcome));
  }

  private void connect(InetAddress ip, int port, Outcome outcome) {
    Attempt attempt = null;
    try {
      SocketChannel channel = SocketChannel.open();
      attempt = new Attempt(channel, ip, port, outcome);
      attempt.begin();
    } catch (IOException | RuntimeException e) {
      // An unresolvable or forbidden address comes as an unchecked exception.
      if (attempt == null) {
        outcome.failed("no socket: " + e.getMessage());
      } else {
        attempt.fail(e.getMessage());
      }
    }
  }

  private final class Attempt implements HostLoop.Socket {
    private final SocketChannel channel;
    private final InetSocketAddress target;
    private final Outcome outcome;
    private HostLoop.Timer timer;
    private SelectionKey key;
    private boolean done;

    Attempt(SocketChannel channel, InetAddress ip, int port, Outcome outcome) {
      this.channel = channel;
      this.outcome = outcome;
      target = new InetSocketAddress(ip, port);
    }

    void begin() throws IOException {
      key = loop.register(channel, SelectionKey.OP_CONNECT, this);
      timer = loop.schedule(timeoutNanos, () -> fail("no answer in time"));
      if (channel.connect(target)) {
        succeed();
      }
    }

    @Override
    public void ready(SelectionKey ready) {
      try {
        if (channel.finishConnect()) {
          succeed();
        }
      } catch (IOException e) {
        fail(e.getMessage());
      }
    }

    private void succeed() {
      done = true;
      timer.cancel();
      key.interestOps(0); // the link that takes the socket over attaches itself
      outcome.connected(channel);
    }

    void fail(String why) {
      if (done) {
        return;
      }
      done = true;
      if (timer != null) {
        timer.cancel();
      }
      String reason = why;
      try {
        channel.close();
      } catch (IOException e) {
        reason = why + " (and " + e.getMessage() + ")";
      }
      outcome.failed(target + ": " + reason);
    }
  }

  void close() {
    lookups.shutdownNow();
  }
}

package org.vivavoce.call;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.SignalMessage;
import org.vivavoce.signaling.SignalMessage.IceCandidateSignal;
import org.vivavoce.signaling.SignalMessage.SessionDescriptionSignal;

/**
 * A stretch of network between two people that can be taken away without a word to either:
 * datagrams to somebody's candidate go to a port of this relay instead, and from there to them.
 */
final class UdpRelay implements AutoCloseable {
  private final DatagramChannel front;
  private final DatagramChannel back;
  private final List<Thread> threads;
  private volatile SocketAddress outside;
  private volatile SocketAddress inside;
  private volatile boolean cut;

  private UdpRelay() throws IOException {
    front = open();
    back = open();
    threads = List.of(pump(front, back, true), pump(back, front, false));
  }

  static UdpRelay create() throws IOException {
    return new UdpRelay();
  }

  private static DatagramChannel open() throws IOException {
    return DatagramChannel.open()
        .bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
  }

  /**
   * What this person says of their candidates becomes a candidate at the relay; what others say of
   * theirs is kept back.
   */
  SignalMessage rewrite(SignalMessage message, Did behind) {
    if (message instanceof SessionDescriptionSignal d) {
      // A description that is repeated has the candidates that were found meanwhile.
      return new SessionDescriptionSignal(
          d.callId(),
          d.from(),
          d.ends(),
          d.connection(),
          d.round(),
          d.type(),
          d.sdp().replaceAll("a=candidate:[^\r]*\r\n", ""));
    }
    if (!(message instanceof IceCandidateSignal c) || c.candidate().isEmpty()) {
      return message;
    }
    String[] words = c.candidate().split(" ");
    if (!c.from().equals(behind)) {
      words[5] = "9";
    } else {
      inside = new InetSocketAddress(words[4], Integer.parseInt(words[5]));
      words[5] = Integer.toString(front.socket().getLocalPort());
    }
    return new IceCandidateSignal(
        c.callId(),
        c.from(),
        c.ends(),
        c.connection(),
        String.join(" ", words),
        c.sdpMid(),
        c.sdpMLineIndex(),
        c.usernameFragment());
  }

  /** From now on it swallows everything. */
  void cut() {
    cut = true;
  }

  /** From now on it lets everything through again. */
  void restore() {
    cut = false;
  }

  private Thread pump(DatagramChannel from, DatagramChannel to, boolean inward) {
    Thread t =
        new Thread(
            () -> {
              ByteBuffer buffer = ByteBuffer.allocate(2_048);
              try {
                while (true) {
                  buffer.clear();
                  SocketAddress source = from.receive(buffer);
                  buffer.flip();
                  if (inward) {
                    outside = source;
                  }
                  SocketAddress target = inward ? inside : outside;
                  if (!cut && target != null) {
                    to.send(buffer, target);
                  }
                }
              } catch (ClosedChannelException e) {
                // The test is over.
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            },
            "test-relay");
    t.setDaemon(true);
    t.start();
    return t;
  }

  @Override
  public void close() throws IOException {
    front.close();
    back.close();
    try {
      for (Thread t : threads) {
        t.join();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

package org.vivavoce.ice;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Random;

/**
 * A NAT on loopback: what arrives at {@link #outside} goes to the target from {@link #inside}, and
 * back. Loses packets by a seed; can be cut.
 */
final class UdpRelay implements AutoCloseable {
  private final DatagramChannel left;
  private DatagramChannel right;
  private volatile boolean rebind;
  private final Selector selector;
  private final Thread thread;
  private final InetSocketAddress target;
  private final Random random;
  private final double loss;
  private volatile boolean cut;
  private volatile boolean closed;
  private volatile int forwarded;
  private InetSocketAddress client;

  UdpRelay(InetSocketAddress target, double loss, long seed) throws IOException {
    this.target = target;
    this.loss = loss;
    random = new Random(seed);
    selector = Selector.open();
    left = open();
    right = open();
    thread = new Thread(this::run, "test-udp-relay");
    thread.start();
  }

  private DatagramChannel open() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.configureBlocking(false);
    channel.bind(new InetSocketAddress("127.0.0.1", 0));
    channel.register(selector, SelectionKey.OP_READ);
    return channel;
  }

  /** Where the one side sends to, in the place of the target. */
  InetSocketAddress outside() throws IOException {
    return (InetSocketAddress) left.getLocalAddress();
  }

  int forwarded() {
    return forwarded;
  }

  /** Another port towards the target, as from a NAT that has forgotten the old one. */
  void rebind() {
    rebind = true;
    selector.wakeup();
  }

  void cut(boolean value) {
    cut = value;
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    try {
      while (!closed) {
        selector.select();
        selector.selectedKeys().clear();
        if (rebind) {
          rebind = false;
          right.close();
          right = open();
        }
        forward(left, right, buffer);
        forward(right, left, buffer);
      }
    } catch (IOException e) {
      if (!closed) {
        throw new AssertionError(e);
      }
    }
  }

  private void forward(DatagramChannel from, DatagramChannel to, ByteBuffer buffer)
      throws IOException {
    while (true) {
      buffer.clear();
      InetSocketAddress source = (InetSocketAddress) from.receive(buffer);
      if (source == null) {
        return;
      }
      if (from == left) {
        client = source;
      }
      InetSocketAddress destination = from == left ? target : client;
      if (!cut && destination != null && random.nextDouble() >= loss) {
        to.send(buffer.flip(), destination);
        forwarded = forwarded + 1;
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    left.close();
    right.close();
    selector.close();
  }
}

package org.vivavoce.dtls;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;

/** The network of a bare Bouncy Castle peer: every record is a datagram. */
final class RawLink implements DatagramTransport {
  private final BlockingQueue<byte[]> incoming = new LinkedBlockingQueue<>();
  private final Consumer<byte[]> network;

  RawLink(Consumer<byte[]> network) {
    this.network = network;
  }

  void deliver(byte[] datagram) {
    incoming.add(datagram);
  }

  @Override
  public int getReceiveLimit() {
    return 1500;
  }

  @Override
  public int getSendLimit() {
    return 1200;
  }

  @Override
  public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
    try {
      byte[] datagram = incoming.poll(waitMillis, TimeUnit.MILLISECONDS);
      if (datagram == null) {
        return -1;
      }
      System.arraycopy(datagram, 0, buffer, offset, datagram.length);
      return datagram.length;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void send(byte[] bytes, int offset, int length) {
    network.accept(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public void close() {}
}

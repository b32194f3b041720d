package org.vivavoce.dtls;

import java.io.IOException;
import org.bouncycastle.tls.DatagramTransport;

/**
 * The one network that Bouncy Castle knows: first the handshake's, then that of the records.
 *
 * <p>It numbers the records of epoch 0 itself, so that a flight we repeat has numbers that the peer
 * has not seen yet. Nothing protects those numbers, and no hash covers them.
 */
final class Wire implements DatagramTransport {
  private final EpochZeroNumbers numbers;
  private volatile DatagramTransport phase;

  Wire(DatagramTransport first, EpochZeroNumbers numbers) {
    this.phase = first;
    this.numbers = numbers;
  }

  void become(DatagramTransport next) {
    phase = next;
  }

  @Override
  public int getReceiveLimit() throws IOException {
    return phase.getReceiveLimit();
  }

  @Override
  public int getSendLimit() throws IOException {
    return phase.getSendLimit();
  }

  @Override
  public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
    return phase.receive(buffer, offset, length, waitMillis);
  }

  @Override
  public void send(byte[] bytes, int offset, int length) throws IOException {
    numbers.assign(bytes, offset, length);
    phase.send(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    phase.close();
  }
}

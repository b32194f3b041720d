package org.vivavoce.dtls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The records that Bouncy Castle sends in one go, packed into as few datagrams as the MTU allows:
 * four datagrams make a handshake instead of thirteen, so that less is lost on a bad path, and none
 * of a flight's records overtakes another.
 *
 * <p>Not safe for several threads.
 */
final class Flight {
  private final int mtu;
  private final ArrayList<byte[]> datagrams = new ArrayList<>();
  private byte[] last;
  private int lastLength;
  private boolean sent;

  Flight(int mtu) {
    this.mtu = mtu;
  }

  /** Adds a record; the first one after a flight was sent begins the next. */
  void add(byte[] bytes, int offset, int length) {
    if (sent) {
      datagrams.clear();
      last = null;
      sent = false;
    }
    if (last == null || lastLength + length > mtu) {
      close();
      last = new byte[Math.max(mtu, length)];
      lastLength = 0;
    }
    System.arraycopy(bytes, offset, last, lastLength, length);
    lastLength += length;
  }

  /** Sends what has been added since the last time, and says whether there was anything. */
  boolean flush(Consumer<ByteBuffer> out) {
    if (sent || last == null) {
      return false;
    }
    close();
    sent = true;
    datagrams.forEach(datagram -> out.accept(ByteBuffer.wrap(datagram)));
    return true;
  }

  /**
   * Sends the flight again, and says whether there is one. Its records without a cipher get new
   * numbers, so that a peer who has seen them takes them for a retransmission and answers with its
   * own flight. Those under the cipher go out as they were: whoever has them discards them as
   * replays.
   */
  boolean repeat(EpochZeroNumbers numbers, Consumer<ByteBuffer> out) {
    if (!sent) {
      return false;
    }
    for (byte[] datagram : datagrams) {
      byte[] copy = datagram.clone();
      numbers.assign(copy, 0, copy.length);
      out.accept(ByteBuffer.wrap(copy));
    }
    return true;
  }

  /** Whether the last flight sent is an alert. */
  boolean isAlert() {
    return sent && Records.type(datagrams.get(0), 0) == Records.ALERT;
  }

  private void close() {
    if (last != null) {
      datagrams.add(Arrays.copyOf(last, lastLength));
      last = null;
    }
  }
}

package org.vivavoce.ice;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A TURN server that relays nothing, and answers what a test wants it to answer. */
final class FakeTurn implements AutoCloseable {
  static final int ALLOCATE = 0x0003;
  static final int REFRESH = 0x0004;
  private static final int SUCCESS = 0x0100;
  private static final int ERROR = 0x0110;
  private static final String REALM = "test";

  private final DatagramSocket socket;
  private final Thread thread = new Thread(this::run, "fake-turn");
  private final StunHmac key = StunHmac.longTerm("u", REALM, "p");
  final AtomicInteger allocations = new AtomicInteger();
  final AtomicInteger refreshes = new AtomicInteger();
  final AtomicInteger challenges = new AtomicInteger();

  /** How many times more a nonce is called stale. */
  final AtomicInteger stale = new AtomicInteger();

  /** What LIFETIME says; negative for none. */
  volatile int lifetime = 600;

  /** What every authentic refresh is answered with; 0 for success. */
  volatile int refreshError;

  FakeTurn() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    thread.start();
  }

  IceServer server() {
    return IceServer.of("turn:127.0.0.1:" + socket.getLocalPort(), "u", "p");
  }

  private void run() {
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    try {
      while (true) {
        packet.setLength(4096);
        socket.receive(packet);
        StunMessage request =
            StunMessage.parse(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        if (request != null && !request.isResponse()) {
          ByteBuffer answer = answer(request, (InetSocketAddress) packet.getSocketAddress());
          socket.send(
              new DatagramPacket(answer.array(), answer.remaining(), packet.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private String nonce() {
    return "nonce" + challenges;
  }

  private ByteBuffer answer(StunMessage request, InetSocketAddress from) {
    if (!request.has(StunMessage.USERNAME) || !request.verify(key)) {
      return challenge(request, 401);
    }
    if (!nonce().equals(request.text(StunMessage.NONCE))) {
      return challenge(request, 438);
    }
    if (stale.get() > 0) {
      stale.decrementAndGet();
      return challenge(request, 438);
    }
    if (request.type() == REFRESH) {
      refreshes.incrementAndGet();
      if (refreshError != 0) {
        StunWriter error = new StunWriter(REFRESH | ERROR, request.transactionId());
        return error.error(refreshError, "No").sign(key);
      }
    } else if (request.type() == ALLOCATE) {
      allocations.incrementAndGet();
    }
    StunWriter answer = new StunWriter(request.type() | SUCCESS, request.transactionId());
    answer.xorAddress(StunMessage.XOR_RELAYED_ADDRESS, new InetSocketAddress("192.0.2.7", 77));
    answer.xorAddress(StunMessage.XOR_MAPPED_ADDRESS, from);
    if (lifetime >= 0) {
      answer.uint32(StunMessage.LIFETIME, lifetime);
    }
    return answer.sign(key);
  }

  private ByteBuffer challenge(StunMessage request, int code) {
    challenges.incrementAndGet();
    StunWriter error = new StunWriter(request.type() | ERROR, request.transactionId());
    error.error(code, "Again").text(StunMessage.REALM, REALM);
    return error.text(StunMessage.NONCE, nonce()).finish();
  }

  @Override
  public void close() {
    socket.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

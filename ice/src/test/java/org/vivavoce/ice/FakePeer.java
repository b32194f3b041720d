package org.vivavoce.ice;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A controlling peer made of plain sockets: it says exactly what a test wants it to say. */
final class FakePeer implements AutoCloseable {
  static final IceParameters PARAMETERS = new IceParameters("fake", "f".repeat(22));

  private final DatagramChannel channel;
  private final IceParameters theirs;
  private final InetSocketAddress to;
  private final Thread thread;
  private volatile boolean answering = true;
  private volatile boolean refusing;
  private volatile boolean conflicting;

  /** The tie-breakers of the checks that came, by the role that they claimed. */
  final List<Long> ofControlling = new CopyOnWriteArrayList<>();

  final List<Long> ofControlled = new CopyOnWriteArrayList<>();
  volatile int successes;
  volatile int checksHeard;
  volatile int nominationsHeard;

  FakePeer(Peer peer) throws IOException {
    theirs = peer.agent.localParameters();
    IceCandidate there = peer.candidates.get(0);
    to = new InetSocketAddress(there.address(), there.port());
    channel = DatagramChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
    thread = new Thread(this::run, "fake-peer");
    thread.start();
  }

  int port() throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  void answering(boolean value) {
    answering = value;
  }

  /** Answers checks with an authentic error. */
  void refusing(boolean value) {
    refusing = value;
  }

  /** Claims the role that they claim, once. */
  void conflicting() {
    conflicting = true;
  }

  void nominate(long priority) throws IOException {
    StunWriter check = new StunWriter(StunMessage.BINDING_REQUEST, TransactionId.random());
    check.text(
        StunMessage.USERNAME, theirs.usernameFragment() + ":" + PARAMETERS.usernameFragment());
    check.uint32(StunMessage.PRIORITY, priority).int64(StunMessage.ICE_CONTROLLING, 1);
    check.flag(StunMessage.USE_CANDIDATE);
    channel.send(check.sign(StunHmac.shortTerm(theirs.password())), to);
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocate(2000);
    StunHmac key = StunHmac.shortTerm(PARAMETERS.password());
    try {
      while (true) {
        buffer.clear();
        InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
        StunMessage message = StunMessage.parse(buffer.flip());
        if (message == null) {
          continue;
        }
        if (message.isSuccess()) {
          successes = successes + 1;
        } else if (message.type() == StunMessage.BINDING_REQUEST) {
          if (message.has(StunMessage.USE_CANDIDATE)) {
            nominationsHeard = nominationsHeard + 1;
          }
          checksHeard = checksHeard + 1;
          note(message);
          if (conflicting) {
            conflicting = false;
            StunWriter error = new StunWriter(StunMessage.BINDING_ERROR, message.transactionId());
            channel.send(error.error(487, "Role Conflict").sign(key), from);
          } else if (refusing) {
            StunWriter error = new StunWriter(StunMessage.BINDING_ERROR, message.transactionId());
            channel.send(error.error(400, "Bad Request").sign(key), from);
          } else if (answering) {
            StunWriter answer =
                new StunWriter(StunMessage.BINDING_SUCCESS, message.transactionId());
            channel.send(answer.xorAddress(StunMessage.XOR_MAPPED_ADDRESS, from).sign(key), from);
          }
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void note(StunMessage check) {
    if (check.has(StunMessage.ICE_CONTROLLING)) {
      ofControlling.add(check.int64(StunMessage.ICE_CONTROLLING));
    } else {
      ofControlled.add(check.int64(StunMessage.ICE_CONTROLLED));
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

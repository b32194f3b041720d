package org.vivavoce.dtls;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One end of a connection under test, and what it was told. */
final class Peer implements DtlsListener {
  final DtlsTransport transport;
  final DtlsConfig config;
  final CompletableFuture<DtlsSession> connected = new CompletableFuture<>();
  final CompletableFuture<Object> ended = new CompletableFuture<>();
  final BlockingQueue<byte[]> data = new LinkedBlockingQueue<>();
  final List<String> calls = new java.util.concurrent.CopyOnWriteArrayList<>();
  volatile Function<byte[], Boolean> network = bytes -> true;

  Peer(DtlsConfig config) {
    this.config = config;
    this.transport = DtlsTransport.create(config, this);
  }

  static Peer make() {
    return new Peer(DtlsConfig.of(DtlsCertificate.generate()));
  }

  /** Wires two peers directly: a datagram is received while it is sent. */
  static void join(Peer a, Peer b) {
    a.network = bytes -> b.receive(bytes);
    b.network = bytes -> a.receive(bytes);
  }

  /** A client of ours that has begun a handshake with that server. */
  static Peer clientOf(RawServer server) {
    Peer client = make();
    client.network =
        bytes -> {
          server.receive(bytes);
          return true;
        };
    server.start(client::receive);
    client.start(DtlsRole.CLIENT, server.fingerprint());
    return client;
  }

  boolean receive(byte[] datagram) {
    transport.receive(ByteBuffer.wrap(datagram));
    return true;
  }

  Fingerprint fingerprint() {
    return config.certificate().fingerprint();
  }

  void start(DtlsRole role, Fingerprint... remote) {
    transport.start(role, List.of(remote));
  }

  void start(DtlsRole role, Collection<Fingerprint> remote) {
    transport.start(role, remote);
  }

  DtlsSession session() throws Exception {
    return connected.get(20, TimeUnit.SECONDS);
  }

  /** How it ended: a DtlsFailure, or "closed". */
  Object end() throws Exception {
    return ended.get(20, TimeUnit.SECONDS);
  }

  byte[] nextData() throws Exception {
    return data.poll(10, TimeUnit.SECONDS);
  }

  boolean send(byte[] bytes) {
    return transport.send(ByteBuffer.wrap(bytes));
  }

  @Override
  public boolean onSend(ByteBuffer datagram) {
    byte[] copy = new byte[datagram.remaining()];
    datagram.get(copy);
    return network.apply(copy);
  }

  @Override
  public void onConnected(DtlsSession session) {
    calls.add("connected");
    connected.complete(session);
  }

  @Override
  public void onData(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(copy);
    calls.add("data");
    data.add(copy);
  }

  @Override
  public void onFailed(DtlsFailure failure) {
    calls.add("failed");
    ended.complete(failure);
    connected.completeExceptionally(new IllegalStateException(failure.message()));
  }

  @Override
  public void onClosed() {
    calls.add("closed");
    ended.complete("closed");
    connected.completeExceptionally(new IllegalStateException("closed"));
  }
}

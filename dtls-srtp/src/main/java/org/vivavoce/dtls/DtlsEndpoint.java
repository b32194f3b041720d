package org.vivavoce.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSRecordCallback;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;

/**
 * The transport over Bouncy Castle.
 *
 * <p>Two locks, neither held while calling the listener. The {@link Inbox}'s orders incoming
 * datagrams. {@code records} is held around every call into an established Bouncy Castle
 * connection: while it repeats the last flight of the handshake it changes its write epoch for a
 * moment, and application data sent by another thread in that moment would leave in plain text.
 */
final class DtlsEndpoint implements DtlsTransport {
  /**
   * What a record adds to its data: header, explicit nonce and tag of AES-GCM, the largest of ours.
   */
  private static final int RECORD_OVERHEAD = Records.HEADER_LENGTH + 8 + 16;

  /** How often a peer that missed our last flight is answered with a copy of it. */
  private static final int MAX_ANSWERS = 100;

  /** How often a peer that goes on after our fatal alert is told again. */
  private static final int MAX_FAREWELLS = 10;

  private static final AtomicLong THREADS = new AtomicLong();

  /** Seeded once; safe for all threads. */
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DtlsConfig config;
  private final DtlsListener listener;
  private final Counters counters = new Counters();
  private final Inbox inbox = new Inbox(counters);
  private final AtomicReference<DtlsState> state = new AtomicReference<>(DtlsState.NEW);

  private final ReentrantLock records = new ReentrantLock();
  private final RecordWire recordWire;
  private DTLSTransport established;
  private Negotiation negotiation;
  private Flight lastFlight;
  private EpochZeroNumbers epochZero;
  private int answersLeft = MAX_ANSWERS;
  private boolean accepted;
  private final DTLSRecordCallback onAccepted = flags -> accepted = true;

  private byte[] plain = new byte[2048];
  private ByteBuffer plainBuffer = ByteBuffer.wrap(plain);
  private volatile DtlsSession session;

  DtlsEndpoint(DtlsConfig config, DtlsListener listener) {
    this.config = Objects.requireNonNull(config, "config");
    this.listener = Objects.requireNonNull(listener, "listener");
    this.recordWire = new RecordWire(config.mtu());
  }

  @Override
  public void start(DtlsRole role, Collection<Fingerprint> remoteFingerprints) {
    Objects.requireNonNull(role, "role");
    List<Fingerprint> fingerprints = List.copyOf(remoteFingerprints);
    if (fingerprints.isEmpty()) {
      throw new IllegalArgumentException("DTLS needs at least one fingerprint of the peer");
    }
    if (!state.compareAndSet(DtlsState.NEW, DtlsState.CONNECTING)) {
      if (state.get() == DtlsState.CLOSED) {
        return;
      }
      throw new IllegalStateException("start() may be called once; the state is " + state.get());
    }
    Thread thread =
        new Thread(
            () -> runHandshake(role, fingerprints),
            "vivavoce-dtls-"
                + role.name().toLowerCase(Locale.ROOT)
                + "-"
                + THREADS.incrementAndGet());
    thread.setDaemon(true);
    thread.start();
  }

  // ---- the handshake, on its own thread

  private void runHandshake(DtlsRole role, List<Fingerprint> fingerprints) {
    try {
      handshake(role, fingerprints);
    } catch (RuntimeException | Error e) {
      // A listener's exception, or no memory: the thread ends here, and the connection with it.
      fail(new DtlsFailure.ProtocolError(String.valueOf(e)));
      throw e;
    }
  }

  private void handshake(DtlsRole role, List<Fingerprint> fingerprints) {
    Negotiation terms = new Negotiation(config, role, fingerprints, new MixedCrypto(RANDOM));
    EpochZeroNumbers numbers = new EpochZeroNumbers();
    HandshakeWire handshakeWire =
        new HandshakeWire(role, config.mtu(), inbox, numbers, this::emit, counters);
    Wire wire = new Wire(handshakeWire, numbers);
    DTLSTransport connection;
    try {
      connection = connect(role, terms, handshakeWire, wire);
      handshakeWire.flush();
    } catch (IOException | RuntimeException e) {
      keepFarewell(handshakeWire.lastFlight(), numbers);
      handshakeFailed(terms, e);
      return;
    }
    records.lock();
    try {
      wire.become(recordWire);
      established = connection;
      negotiation = terms;
      session = terms.session();
      if (role == DtlsRole.SERVER) {
        lastFlight = handshakeWire.lastFlight();
        epochZero = numbers;
      }
    } finally {
      records.unlock();
    }
    if (!state.compareAndSet(DtlsState.CONNECTING, DtlsState.CONNECTED)) {
      closeConnection();
      return;
    }
    listener.onConnected(session);
    for (byte[] record : handshakeWire.remainder()) {
      process(record);
    }
    drain();
  }

  private static DTLSTransport connect(
      DtlsRole role, Negotiation terms, HandshakeWire handshakeWire, Wire wire) throws IOException {
    if (role == DtlsRole.CLIENT) {
      ClientPeer client = new ClientPeer(terms);
      handshakeWire.onClosed(client::cancel);
      return new DTLSClientProtocol().connect(client, wire);
    }
    ServerPeer server = new ServerPeer(terms);
    handshakeWire.onClosed(server::cancel);
    return new DTLSServerProtocol().accept(server, wire);
  }

  /** An alert may get lost, and the peer would try on until its timeout. */
  private void keepFarewell(Flight flight, EpochZeroNumbers numbers) {
    records.lock();
    try {
      if (flight.isAlert()) {
        lastFlight = flight;
        epochZero = numbers;
        answersLeft = MAX_FAREWELLS;
      }
    } finally {
      records.unlock();
    }
  }

  private void repeatFarewell() {
    List<ByteBuffer> out;
    records.lock();
    try {
      if (established == null) {
        answerRepetition();
      }
      out = recordWire.take();
    } finally {
      records.unlock();
    }
    out.forEach(this::emit);
  }

  private void handshakeFailed(Negotiation terms, Exception cause) {
    if (state.get() != DtlsState.CLOSED) {
      fail(reason(terms, cause));
    }
  }

  private DtlsFailure reason(Negotiation terms, Exception cause) {
    if (terms.failure() != null) {
      return terms.failure();
    }
    if (cause instanceof TlsTimeoutException) {
      return new DtlsFailure.Timeout(config.timeout());
    }
    if (cause instanceof TlsFatalAlertReceived alert) {
      short description = alert.getAlertDescription();
      return new DtlsFailure.PeerAlert(description, AlertDescription.getName(description));
    }
    if (terms.closeNotified()) {
      return new DtlsFailure.PeerAlert(AlertDescription.close_notify, "close_notify");
    }
    if (cause instanceof TlsFatalAlert alert) {
      return new DtlsFailure.ProtocolError(
          AlertDescription.getName(alert.getAlertDescription())
              + (alert.getCause() == null ? "" : " (" + alert.getCause() + ")"));
    }
    return new DtlsFailure.ProtocolError(String.valueOf(cause));
  }

  // ---- records

  @Override
  public void receive(ByteBuffer datagram) {
    counters.datagramsReceived.increment();
    int length = datagram.remaining();
    byte[] bytes;
    int offset;
    if (datagram.hasArray()) {
      bytes = datagram.array();
      offset = datagram.arrayOffset() + datagram.position();
      datagram.position(datagram.limit());
    } else {
      bytes = new byte[length];
      offset = 0;
      datagram.get(bytes);
    }
    if (inbox.enter(bytes, offset, length)) {
      boolean done = false;
      try {
        process(bytes, offset, offset + length);
        drain();
        done = true;
      } finally {
        if (!done) {
          inbox.leave();
        }
      }
    } else if (state.get().isFinal()
        && Records.length(bytes, offset, offset + length) > 0
        && Records.isOfHandshake(bytes, offset)) {
      repeatFarewell();
    }
  }

  private void drain() {
    byte[] next;
    while ((next = inbox.nextOrLeave()) != null) {
      process(next);
    }
  }

  private void process(byte[] datagram) {
    process(datagram, 0, datagram.length);
  }

  /** Only the inbox's owner is here. */
  private void process(byte[] bytes, int offset, int end) {
    int position = offset;
    while (position < end && state.get() == DtlsState.CONNECTED) {
      int recordLength = Records.length(bytes, position, end);
      if (recordLength < 0) {
        counters.recordsDropped.increment();
        return;
      }
      if (recordLength > plain.length) {
        plain = new byte[recordLength];
        plainBuffer = ByteBuffer.wrap(plain);
      }
      int length = decrypt(bytes, position, recordLength);
      if (length >= 0) {
        counters.dataRecordsReceived.increment();
        counters.dataBytesReceived.add(length);
        listener.onData(plainBuffer.clear().limit(length));
      }
      position += recordLength;
    }
  }

  /**
   * Lets Bouncy Castle have a record; the length of its application data in {@link #plain}, or -1.
   */
  private int decrypt(byte[] bytes, int offset, int recordLength) {
    int length = -1;
    DtlsFailure failure = null;
    boolean closed = false;
    List<ByteBuffer> out;
    records.lock();
    try {
      if (state.get() != DtlsState.CONNECTED) {
        return -1;
      }
      accepted = false;
      recordWire.feed(bytes, offset, recordLength);
      try {
        length = established.receive(plain, 0, plain.length, 1, onAccepted);
      } catch (InterruptedIOException e) {
        // The record held nothing for the application, and there is no other.
        length = -1;
      } catch (IOException e) {
        failure = reason(negotiation, e);
      }
      closed = negotiation.closeNotified();
      if (length >= 0) {
        lastFlight = null;
      } else if (Records.isOfHandshake(bytes, offset)) {
        answerRepetition();
      }
      if (!accepted) {
        counters.recordsDropped.increment();
      }
      out = recordWire.take();
    } finally {
      records.unlock();
    }
    out.forEach(this::emit);
    if (failure != null) {
      fail(failure);
    } else if (closed) {
      closedByPeer();
    }
    return length;
  }

  /**
   * The peer repeats its last flight, so it has not seen ours. If it is a retransmission by the
   * book, with a Finished of a new number, Bouncy Castle has just answered it. If it is a copy
   * ({@link Flight#repeat}), Bouncy Castle has discarded its Finished as a replay.
   */
  private void answerRepetition() {
    if (lastFlight != null && !recordWire.hasWritten() && answersLeft > 0) {
      answersLeft--;
      counters.flightsRepeated.increment();
      lastFlight.repeat(epochZero, recordWire::write);
    }
  }

  @Override
  public boolean send(ByteBuffer applicationData) {
    int length = applicationData.remaining();
    if (length == 0 || length > maxDataSize()) {
      throw new IllegalArgumentException(
          "A record holds 1 to " + maxDataSize() + " bytes, not " + length);
    }
    if (state.get() != DtlsState.CONNECTED) {
      return false;
    }
    byte[] bytes;
    int offset;
    if (applicationData.hasArray()) {
      bytes = applicationData.array();
      offset = applicationData.arrayOffset() + applicationData.position();
    } else {
      bytes = new byte[length];
      offset = 0;
      applicationData.get(applicationData.position(), bytes);
    }
    DtlsFailure failure = null;
    List<ByteBuffer> out;
    records.lock();
    try {
      if (state.get() != DtlsState.CONNECTED) {
        return false;
      }
      try {
        established.send(bytes, offset, length);
      } catch (IOException e) {
        failure = reason(negotiation, e);
      }
      out = recordWire.take();
    } finally {
      records.unlock();
    }
    applicationData.position(applicationData.limit());
    counters.dataRecordsSent.increment();
    counters.dataBytesSent.add(length);
    out.forEach(this::emit);
    if (failure != null) {
      fail(failure);
    }
    return failure == null;
  }

  private void emit(ByteBuffer datagram) {
    counters.datagramsSent.increment();
    if (!listener.onSend(datagram)) {
      counters.datagramsRefused.increment();
    }
  }

  @Override
  public int maxDataSize() {
    return config.mtu() - RECORD_OVERHEAD;
  }

  // ---- the end

  @Override
  public void close() {
    DtlsState before = end(DtlsState.CLOSED);
    if (before.isFinal()) {
      return;
    }
    if (before == DtlsState.CONNECTED) {
      closeConnection();
    }
    listener.onClosed();
  }

  private void closedByPeer() {
    if (!end(DtlsState.CLOSED).isFinal()) {
      listener.onClosed();
    }
  }

  private void fail(DtlsFailure failure) {
    if (!end(DtlsState.FAILED).isFinal()) {
      listener.onFailed(failure);
    }
  }

  private DtlsState end(DtlsState to) {
    DtlsState before = state.getAndUpdate(now -> now.isFinal() ? now : to);
    inbox.close();
    return before;
  }

  private void closeConnection() {
    List<ByteBuffer> out;
    records.lock();
    try {
      established.close();
      out = recordWire.take();
    } catch (IOException e) {
      throw new AssertionError("Our wire does not fail", e);
    } finally {
      records.unlock();
    }
    out.forEach(this::emit);
  }

  // ---- what is known

  @Override
  public DtlsState state() {
    return state.get();
  }

  @Override
  public Optional<DtlsSession> session() {
    return Optional.ofNullable(session);
  }

  @Override
  public DtlsStats stats() {
    return counters.snapshot();
  }
}

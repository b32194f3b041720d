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
import org.bouncycastle.tls.DTLSRecordCallback;
import org.bouncycastle.tls.DTLSTransport;

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
  private LastFlight lastFlight;
  private boolean accepted;
  private final DTLSRecordCallback onAccepted = flags -> accepted = true;

  private byte[] plain = new byte[2048];
  private ByteBuffer plainBuffer = ByteBuffer.wrap(plain);
  private volatile DtlsSession session;
  private volatile Negotiation underWay;
  private volatile DtlsFailure failed;

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
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      fail(new DtlsFailure.ProtocolError("the JVM has no thread left for it"));
      throw e;
    }
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
    underWay = terms;
    Handshake handshake = new Handshake(role, terms, inbox, this::emit, counters);
    DTLSTransport connection;
    try {
      connection = handshake.run();
    } catch (IOException | RuntimeException e) {
      keepFarewell(handshake.farewell());
      fail(terms.reason(e));
      return;
    }
    records.lock();
    try {
      handshake.handOver(recordWire);
      established = connection;
      negotiation = terms;
      session = terms.session();
      lastFlight = handshake.lastFlight();
    } finally {
      records.unlock();
    }
    if (!state.compareAndSet(DtlsState.CONNECTING, DtlsState.CONNECTED)) {
      closeConnection();
      return;
    }
    listener.onConnected(session);
    for (byte[] record : handshake.remainder()) {
      process(record);
    }
    drain();
  }

  /** An alert may get lost, and the peer would try on until its timeout. */
  private void keepFarewell(LastFlight farewell) {
    records.lock();
    try {
      lastFlight = farewell;
    } finally {
      records.unlock();
    }
  }

  private void repeatFarewell() {
    List<ByteBuffer> out;
    records.lock();
    try {
      if (established == null && lastFlight != null) {
        lastFlight.answer(recordWire, counters);
      }
      out = recordWire.take();
    } finally {
      records.unlock();
    }
    out.forEach(this::emit);
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
        failure = negotiation.reason(e);
      }
      closed = negotiation.closeNotified();
      if (length >= 0) {
        lastFlight = null;
      } else if (lastFlight != null
          && Records.isOfHandshake(bytes, offset)
          && !recordWire.hasWritten()) {
        // The client repeats its last flight, so it has not seen ours. Bouncy Castle answers
        // retransmissions by the book, with a Finished of a new number. This one is a copy (see
        // Flight.repeat), whose Finished it discards as a replay.
        lastFlight.answer(recordWire, counters);
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
        failure = negotiation.reason(e);
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
    if (failed == null) {
      failed = failure;
    }
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
  public Optional<DtlsFailure> failure() {
    DtlsFailure known = failed;
    Negotiation terms = underWay;
    return known != null || terms == null ? Optional.ofNullable(known) : terms.failure();
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

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
 * The transport: handshakes, alerts and repeated flights are Bouncy Castle's, application data
 * under AES-GCM our own ({@link RecordSealer}, {@link RecordOpener}), under other ciphers Bouncy
 * Castle's.
 *
 * <p>Two locks, neither held while calling the listener. The {@link Inbox}'s orders incoming
 * datagrams, and whoever owns it opens records. {@code records} is held while a record is sealed
 * and around every call into an established Bouncy Castle connection: while it repeats the last
 * flight of the handshake it changes its write epoch for a moment, and application data sent
 * through it by another thread in that moment would leave in plain text.
 */
final class DtlsEndpoint implements DtlsTransport {
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
  private RecordSealer sealer;
  private boolean accepted;
  private final DTLSRecordCallback onAccepted = flags -> accepted = true;

  // The inbox's owner's.
  private RecordOpener opener;
  private boolean dataSeen;
  private byte[] plain = new byte[2048];
  private ByteBuffer plainBuffer = ByteBuffer.wrap(plain);

  /** A buffer for {@link #send}, of whichever thread takes it first. */
  private final AtomicReference<byte[]> spare = new AtomicReference<>();

  /** What the handshake finds out stays after the end: who seals then is told that it is over. */
  private volatile int maxDataSize;

  private volatile int largestDataSize;
  private volatile DtlsSession session;
  private volatile Negotiation underWay;
  private volatile DtlsFailure failed;

  DtlsEndpoint(DtlsConfig config, DtlsListener listener) {
    this.config = Objects.requireNonNull(config, "config");
    this.listener = Objects.requireNonNull(listener, "listener");
    this.recordWire = new RecordWire(config.mtu());
    this.maxDataSize = config.mtu() - GcmRecord.OVERHEAD;
    this.largestDataSize = maxDataSize;
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
      sealer = terms.crypto().takeOverSealing();
      recordWire.seal(sealer);
      opener = terms.crypto().takeOverOpening();
      maxDataSize = Math.min(maxDataSize, terms.recordLimit().orElse(maxDataSize));
      largestDataSize = sealer == null ? maxDataSize : terms.recordLimit().orElse(maxDataSize);
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
      int length = open(bytes, position, recordLength);
      if (length >= 0) {
        counters.dataRecordsReceived.increment();
        counters.dataBytesReceived.add(length);
        listener.onData(plainBuffer.clear().limit(length));
      }
      position += recordLength;
    }
  }

  /** The length of a record's application data in {@link #plain}, or -1 if it has none for us. */
  private int open(byte[] bytes, int offset, int recordLength) {
    int length;
    if (opener == null) {
      length = letBouncyCastleOpen(bytes, offset, recordLength);
    } else if (opener.takes(bytes, offset)) {
      length = opener.open(bytes, offset, recordLength, plain);
      if (length < 0) {
        counters.recordsDropped.increment();
      }
    } else if (dataSeen && Records.epoch(bytes, offset) == 0) {
      // Who sends data has our last flight, and nothing more to say without a cipher.
      counters.recordsDropped.increment();
      return -1;
    } else {
      length = letBouncyCastleOpen(bytes, offset, recordLength);
    }
    if (length >= 0 && !dataSeen) {
      dataSeen = true;
      forgetLastFlight();
    }
    return length;
  }

  private void forgetLastFlight() {
    records.lock();
    try {
      lastFlight = null;
    } finally {
      records.unlock();
    }
  }

  /**
   * Lets Bouncy Castle have a record; the length of its application data in {@link #plain}, or -1.
   */
  private int letBouncyCastleOpen(byte[] bytes, int offset, int recordLength) {
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
      if (length < 0
          && lastFlight != null
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
    int length = checkedLength(applicationData, maxDataSize());
    if (state.get() != DtlsState.CONNECTED) {
      return false;
    }
    byte[] record = spare.getAndSet(null);
    if (record == null) {
      record = new byte[config.mtu()];
    }
    applicationData.get(applicationData.position(), record, HEADROOM, length);
    ByteBuffer datagram = ByteBuffer.wrap(record).limit(HEADROOM + length).position(HEADROOM);
    if (!seal(datagram)) {
      return false;
    }
    applicationData.position(applicationData.limit());
    emitSealed(datagram);
    spare.set(record);
    return true;
  }

  @Override
  public boolean seal(ByteBuffer packet) {
    int length = checkedLength(packet, largestDataSize());
    int data = packet.position();
    if (!packet.hasArray() || data < HEADROOM || packet.capacity() - packet.limit() < TAILROOM) {
      throw new IllegalArgumentException(
          "Sealing in place wants a heap buffer with "
              + HEADROOM
              + " bytes of room before the data and "
              + TAILROOM
              + " after it: "
              + packet);
    }
    if (state.get() != DtlsState.CONNECTED) {
      return false;
    }
    byte[] bytes = packet.array();
    int offset = packet.arrayOffset() + data;
    DtlsFailure failure = null;
    records.lock();
    try {
      if (state.get() != DtlsState.CONNECTED) {
        return false;
      }
      if (sealer == null) {
        failure = letBouncyCastleSeal(packet, bytes, offset, length);
      } else if (sealer.isExhausted()) {
        failure = new DtlsFailure.ProtocolError("the numbers of records are used up");
      } else {
        int start = offset - GcmRecord.HEAD_LENGTH;
        sealer.seal(bytes, start, Records.APPLICATION_DATA, length);
        packet.limit(data + length + GcmRecord.TAG_LENGTH).position(data - GcmRecord.HEAD_LENGTH);
      }
    } finally {
      records.unlock();
    }
    if (failure != null) {
      fail(failure);
      return false;
    }
    counters.dataRecordsSent.increment();
    counters.dataBytesSent.add(length);
    counters.datagramsSent.increment();
    return true;
  }

  /** With the lock held: the record that Bouncy Castle makes, in the place of the data. */
  private DtlsFailure letBouncyCastleSeal(ByteBuffer packet, byte[] bytes, int offset, int length) {
    try {
      established.send(bytes, offset, length);
    } catch (IOException e) {
      return negotiation.reason(e);
    }
    List<ByteBuffer> written = recordWire.take();
    if (written.size() != 1) {
      throw new AssertionError("One record was to be written, not " + written.size());
    }
    ByteBuffer record = written.get(0);
    int start = packet.position() - Records.HEADER_LENGTH;
    packet.limit(start + record.remaining()).position(start);
    packet.put(packet.position(), record, 0, record.remaining());
    return null;
  }

  private static int checkedLength(ByteBuffer applicationData, int most) {
    int length = applicationData.remaining();
    if (length == 0 || length > most) {
      throw new IllegalArgumentException("A record holds 1 to " + most + " bytes, not " + length);
    }
    return length;
  }

  private void emit(ByteBuffer datagram) {
    counters.datagramsSent.increment();
    emitSealed(datagram);
  }

  private void emitSealed(ByteBuffer datagram) {
    if (!listener.onSend(datagram)) {
      counters.datagramsRefused.increment();
    }
  }

  @Override
  public int maxDataSize() {
    return maxDataSize;
  }

  @Override
  public int largestDataSize() {
    return largestDataSize;
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

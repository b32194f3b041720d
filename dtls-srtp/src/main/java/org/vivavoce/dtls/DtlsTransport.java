package org.vivavoce.dtls;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Optional;

/**
 * One DTLS 1.2 connection over datagrams that somebody else carries: the handshake that keys a call
 * (RFC 5764, RFC 8842), and records of application data after it (RFC 8261).
 *
 * <pre>{@code
 * DtlsCertificate certificate = DtlsCertificate.generate();
 * DtlsTransport dtls = DtlsTransport.create(DtlsConfig.of(certificate), listener);
 * // signal certificate.fingerprint(), learn the peer's; once ICE has a pair:
 * dtls.start(DtlsRole.CLIENT, List.of(remoteFingerprint));
 * // on the network thread, for every datagram whose first byte is 20 to 63 (RFC 7983):
 * dtls.receive(datagram);
 * }</pre>
 *
 * <p>Threads: all methods may be called from any thread. {@link #start} makes the one thread that
 * this transport ever has, a daemon named {@code vivavoce-dtls-…}, which ends with the handshake;
 * after it, all work is done within {@link #send}, {@link #receive} and {@link #close}. A peer that
 * missed the last flight of the handshake and asks again is answered from {@link #receive}. As
 * client, start when ICE has a usable pair: a ClientHello sent into the void costs a resend time.
 */
public interface DtlsTransport extends AutoCloseable {

  /** The room that {@link #seal} wants before the data: a record's header and explicit nonce. */
  int HEADROOM = GcmRecord.HEAD_LENGTH;

  /** The room that {@link #seal} wants after the data: a record's tag. */
  int TAILROOM = GcmRecord.TAG_LENGTH;

  /**
   * Makes a transport in state {@link DtlsState#NEW}. It keeps what it receives until {@link
   * #start}.
   */
  static DtlsTransport create(DtlsConfig config, DtlsListener listener) {
    return new DtlsEndpoint(config, listener);
  }

  /**
   * Runs handshakes between two transports in memory, so that the first real one need not wait for
   * class loading and compilation. Blocks for about half a second, in any thread; once per JVM is
   * enough, and further calls return at once.
   */
  static void warmUp() {
    WarmUp.run();
  }

  /**
   * Starts the handshake on a thread of its own and returns.
   *
   * @param role ours, from SDP's {@code a=setup}
   * @param remoteFingerprints what signalling announced. The peer's certificate must match one of
   *     those made with the strongest hash function among them (RFC 8122 section 5).
   * @throws IllegalArgumentException if there is no fingerprint
   * @throws IllegalStateException if it was started before. After {@link #close} it does nothing.
   */
  void start(DtlsRole role, Collection<Fingerprint> remoteFingerprints);

  /**
   * Takes a datagram from the network, of any number of records. Never blocks. Anything wrong with
   * it is counted and forgotten. If another thread is inside this method, or the handshake runs,
   * the datagram is queued for that thread; a full queue drops it.
   *
   * @param datagram from position to limit; read only during the call, its position goes to the
   *     limit
   */
  void receive(ByteBuffer datagram);

  /**
   * Sends application data as one record in one datagram.
   *
   * @param applicationData from position to limit, 1 to {@link #maxDataSize()} bytes; its position
   *     goes to the limit
   * @return false if not connected, and then the buffer is untouched
   * @throws IllegalArgumentException if it is empty or too long
   */
  boolean send(ByteBuffer applicationData);

  /**
   * Makes application data a datagram of one record, where it lies, for the caller to send: the
   * listener is not called. Whoever is refused by the network can offer the same datagram again
   * later, but must never change one and send it: its number counts as used.
   *
   * @param packet a heap buffer with 1 to {@link #largestDataSize()} bytes of data from position to
   *     limit, and around them {@link #HEADROOM} bytes before the position and {@link #TAILROOM}
   *     after the limit, which are overwritten; afterwards position and limit are the datagram's
   * @return false if not connected, and then the buffer is untouched
   * @throws IllegalArgumentException if the data is empty or too long, there is too little room
   *     around it, or it is not on the heap
   */
  boolean seal(ByteBuffer packet);

  /**
   * How many bytes of application data fit one record within the MTU, with any cipher suite of
   * ours; fewer once connected if the other side takes no more (RFC 8449).
   */
  int maxDataSize();

  /**
   * How many bytes of application data {@link #seal} takes once connected, for those who know that
   * the path takes datagrams of more than the MTU: what the other side says that it takes (RFC
   * 8449: 2<sup>14</sup> at most) under AES-GCM. {@link #maxDataSize()} if it says nothing
   * (libwebrtc ends a connection that brings it more than 2,048), and under other ciphers.
   */
  int largestDataSize();

  /** The state now. */
  DtlsState state();

  /**
   * What it failed for, or is about to: known before the peer is told, so that whoever hears of the
   * end in another way can say why.
   */
  Optional<DtlsFailure> failure();

  /** What the handshake agreed on, once connected; it stays after the end. */
  Optional<DtlsSession> session();

  /** The counters now. */
  DtlsStats stats();

  /**
   * Ends the connection and tells the peer (close_notify). {@link DtlsListener#onClosed} is called
   * before it returns, unless the connection had ended before: then nothing happens.
   */
  @Override
  void close();
}

package org.vivavoce.dtls;

import java.nio.ByteBuffer;

/**
 * What a {@link DtlsTransport} tells its owner. No lock of ours is held during any of these calls,
 * so they may call the transport. The last call is either {@link #onFailed} or {@link #onClosed},
 * once; calls already under way on other threads may still return after it.
 *
 * <p>An exception thrown by a listener goes to whoever called: the caller of {@link
 * DtlsTransport#receive}, {@link DtlsTransport#send} or {@link DtlsTransport#close}. On the
 * handshake's own thread it fails the connection.
 */
public interface DtlsListener {

  /**
   * A datagram to send to the peer. Called on the handshake's thread, and afterwards on the threads
   * that call {@link DtlsTransport#send}, {@link DtlsTransport#receive} and {@link
   * DtlsTransport#close}.
   *
   * @param datagram from position to limit, at most the MTU; must not be kept after the call
   * @return false if it was not sent (back-pressure): it then counts as lost
   */
  boolean onSend(ByteBuffer datagram);

  /**
   * The handshake is done and the peer's fingerprint verified. Called on the handshake's thread,
   * before any {@link #onData}.
   */
  void onConnected(DtlsSession session);

  /**
   * Application data of one record. Called by one thread at a time: the handshake's for what
   * arrived before it ended, then that of {@link DtlsTransport#receive}.
   *
   * @param data from position to limit, in a buffer that is used again after the call
   */
  void onData(ByteBuffer data);

  /** The connection failed, during the handshake or later. */
  void onFailed(DtlsFailure failure);

  /** The connection was closed in good order, by us or by the peer. */
  void onClosed();
}

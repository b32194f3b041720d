package org.vivavoce.dtls;

/** Which side of the handshake we are: SDP's {@code a=setup:active} is the client (RFC 8842). */
public enum DtlsRole {
  /** Sends the ClientHello. */
  CLIENT,
  /** Waits for the ClientHello. */
  SERVER
}

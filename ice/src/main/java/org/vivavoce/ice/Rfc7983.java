package org.vivavoce.ice;

import java.nio.ByteBuffer;

/** Whose a datagram is, by its first byte (RFC 7983 section 7). */
enum Rfc7983 {
  /** 0 to 3. */
  STUN,
  /** 64 to 79: TURN channels, which come on sockets of their own. */
  CHANNEL,
  /** ZRTP, DTLS, RTP, RTCP and what the application may tell apart. */
  MEDIA,
  /** Nothing in it, or 192 to 255. */
  NONE;

  static Rfc7983 of(ByteBuffer packet) {
    if (!packet.hasRemaining()) {
      return NONE;
    }
    int first = packet.get(packet.position()) & 0xFF;
    if (first < 4) {
      return STUN;
    }
    if (first >= 64 && first < 80) {
      return CHANNEL;
    }
    return first < 192 ? MEDIA : NONE;
  }
}

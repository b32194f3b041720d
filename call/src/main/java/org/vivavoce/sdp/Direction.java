package org.vivavoce.sdp;

import java.util.Optional;

/**
 * Which way media may flow, seen from the writer of the description (RFC 8866 section 6.7, RFC 3264
 * section 5.1). The W3C's {@code RTCRtpTransceiverDirection} without {@code stopped}.
 */
public enum Direction {
  /** Both ways: what holds where nothing is said. */
  SENDRECV("sendrecv"),
  /** The writer only sends. */
  SENDONLY("sendonly"),
  /** The writer only receives. */
  RECVONLY("recvonly"),
  /** Neither way. */
  INACTIVE("inactive");

  private final String token;

  Direction(String token) {
    this.token = token;
  }

  /** The direction with these two halves. */
  public static Direction of(boolean sends, boolean receives) {
    return sends ? receives ? SENDRECV : SENDONLY : receives ? RECVONLY : INACTIVE;
  }

  /** The direction of that name in SDP and in the W3C's API; empty for any other text. */
  public static Optional<Direction> fromToken(String token) {
    for (Direction direction : values()) {
      if (direction.token.equals(token)) {
        return Optional.of(direction);
      }
    }
    return Optional.empty();
  }

  /** The name in SDP and in the W3C's API: {@code sendrecv} and so on. */
  public String token() {
    return token;
  }

  /** Whether the writer may send. */
  public boolean sends() {
    return this == SENDRECV || this == SENDONLY;
  }

  /** Whether the writer may receive. */
  public boolean receives() {
    return this == SENDRECV || this == RECVONLY;
  }

  /** The same flow seen from the other side. */
  public Direction reversed() {
    return of(receives(), sends());
  }

  /**
   * What both allow: an answer's direction is {@code offer.reversed().and(own)} (RFC 3264 section
   * 6.1, RFC 9429 section 5.3.1).
   */
  public Direction and(Direction other) {
    return of(sends() && other.sends(), receives() && other.receives());
  }

  /** What either allows, as when a track is added to a transceiver that only received. */
  public Direction or(Direction other) {
    return of(sends() || other.sends(), receives() || other.receives());
  }

  /** The same, sending or not. */
  public Direction withSend(boolean sends) {
    return of(sends, receives());
  }

  /** The same, receiving or not. */
  public Direction withReceive(boolean receives) {
    return of(sends(), receives);
  }

  /** As an attribute. */
  public Attribute toAttribute() {
    return Attribute.of(token);
  }
}

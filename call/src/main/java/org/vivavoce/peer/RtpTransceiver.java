package org.vivavoce.peer;

import java.util.Objects;
import java.util.Optional;
import org.vivavoce.sdp.Direction;

/**
 * A sender and a receiver that share one m-line (WebRTC 1.0, RTCRtpTransceiver). Getters are safe
 * from any thread; changes take part in the next offer or answer.
 */
public final class RtpTransceiver {
  private final MediaKind kind;
  private final boolean madeByUs;
  private final Runnable changed;
  private final RtpSender sender;
  private final RtpReceiver receiver = new RtpReceiver();
  private volatile Direction direction;
  private volatile Direction currentDirection;
  private volatile Direction remoteDirection = Direction.INACTIVE;
  private volatile String mid;
  private volatile boolean stopped;

  RtpTransceiver(MediaKind kind, Direction direction, boolean madeByUs, Runnable changed) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.direction = Objects.requireNonNull(direction, "direction");
    this.madeByUs = madeByUs;
    this.changed = changed;
    this.sender = new RtpSender(kind, changed);
  }

  /** Audio or video. */
  public MediaKind kind() {
    return kind;
  }

  /** The m-line's identification, once a description with it was applied. */
  public Optional<String> mid() {
    return Optional.ofNullable(mid);
  }

  /** What we want. */
  public Direction direction() {
    return direction;
  }

  /** What was negotiated last. */
  public Optional<Direction> currentDirection() {
    return Optional.ofNullable(currentDirection);
  }

  /** Changes what we want; takes effect with the next answer or negotiation. */
  public void setDirection(Direction wanted) {
    direction = Objects.requireNonNull(wanted, "wanted");
    changed.run();
  }

  /** Whether the other side's last description is ready to receive here. */
  public boolean remoteReceives() {
    return remoteDirection.receives();
  }

  /** The sending half. */
  public RtpSender sender() {
    return sender;
  }

  /** The receiving half. */
  public RtpReceiver receiver() {
    return receiver;
  }

  /** Its m-line was rejected: it carries nothing any more, and is not offered again. */
  void stop() {
    stopped = true;
    if (currentDirection != null) {
      currentDirection = Direction.INACTIVE;
    }
  }

  boolean stopped() {
    return stopped;
  }

  boolean madeByUs() {
    return madeByUs;
  }

  void mid(String value) {
    mid = value;
  }

  void currentDirection(Direction negotiated) {
    currentDirection = negotiated;
  }

  void remoteDirection(Direction theirs) {
    remoteDirection = theirs;
  }
}

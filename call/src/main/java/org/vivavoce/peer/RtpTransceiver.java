package org.vivavoce.peer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.vivavoce.peer.stats.RtcStats;
import org.vivavoce.peer.stats.RtcStatsReport;
import org.vivavoce.sdp.Direction;

/**
 * A sender and a receiver that share one m-line (WebRTC 1.0, RTCRtpTransceiver). Safe from any
 * thread; changes take part in the next offer or answer.
 */
public final class RtpTransceiver {

  /** Who is asked, and told, when a transceiver changes. */
  interface Owner {
    /** The codecs that the configuration has for a kind. */
    List<RtpCodec> codecs(MediaKind kind);

    /** Whether the connection is closed. */
    boolean closed();

    /** An offer made now might say something else. */
    void changed();

    /** The application stopped it. */
    void stopped(RtpTransceiver transceiver);

    /** Reports what is selected, and all that it refers to. */
    CompletableFuture<RtcStatsReport> stats(Predicate<RtcStats> selected);
  }

  /**
   * Which m-line it belongs to, and what was told of it: what a rollback brings back.
   *
   * @param mid null: none
   * @param mLineIndex of no meaning without a mid
   * @param streams of the remote track
   */
  record Association(String mid, int mLineIndex, List<String> streams) {}

  private final MediaKind kind;
  private final boolean madeByUs;
  private final Owner owner;
  private final RtpSender sender;
  private final RtpReceiver receiver;
  private volatile Direction direction;
  private volatile Direction currentDirection;
  private volatile Direction remoteDirection = Direction.INACTIVE;
  private volatile List<RtpCodec> codecPreferences = List.of();
  private volatile String mid;
  private volatile boolean stopping;
  private volatile boolean stopped;
  private volatile boolean sentBefore;

  // The loop's own.
  private int mLineIndex = -1;
  private Direction firedDirection = Direction.INACTIVE;

  RtpTransceiver(
      MediaKind kind, Direction direction, boolean madeByUs, RemoteTrack track, Owner owner) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.direction = Objects.requireNonNull(direction, "direction");
    this.madeByUs = madeByUs;
    this.owner = owner;
    this.sender = new RtpSender(this, owner);
    this.receiver = new RtpReceiver(this, track, owner);
  }

  /** Audio or video. */
  public MediaKind kind() {
    return kind;
  }

  /**
   * The m-line's identification, once a description with it was applied; a rollback takes it away.
   */
  public Optional<String> mid() {
    return Optional.ofNullable(mid);
  }

  /** What we want; inactive once it is stopped. */
  public Direction direction() {
    return stopping ? Direction.INACTIVE : direction;
  }

  /** What was negotiated last; empty before that, and once it is {@link #stopped}. */
  public Optional<Direction> currentDirection() {
    return stopped ? Optional.empty() : Optional.ofNullable(currentDirection);
  }

  /**
   * Changes what we want; takes effect with the next answer or negotiation.
   *
   * @throws PeerConnectionException InvalidStateError after {@link #stop} or the connection's end
   */
  public void setDirection(Direction wanted) {
    Objects.requireNonNull(wanted, "wanted");
    requireLive("a direction cannot be set");
    if (direction != wanted) {
      direction = wanted;
      owner.changed();
    }
  }

  /**
   * The codecs that this m-line offers and accepts, the preferred one first; an empty list: those
   * of the configuration. Takes effect with the next offer or answer.
   *
   * @throws PeerConnectionException InvalidModificationError if one is not among {@link
   *     PeerConfiguration#codecs()}, or none of them carries media
   */
  public void setCodecPreferences(List<RtpCodec> preferred) {
    List<RtpCodec> ours = owner.codecs(kind);
    for (RtpCodec c : preferred) {
      if (ours.stream().noneMatch(o -> OfferedCodecs.same(o, c))) {
        throw new PeerConnectionException(
            RtcErrorName.INVALID_MODIFICATION_ERROR,
            c.name()
                + " is not a codec of the configuration; allowed for "
                + kind.text()
                + ": "
                + ours.stream().map(RtpCodec::name).distinct().toList());
      }
    }
    if (!preferred.isEmpty() && preferred.stream().noneMatch(OfferedCodecs::carriesMedia)) {
      throw new PeerConnectionException(
          RtcErrorName.INVALID_MODIFICATION_ERROR,
          "the preferences have no codec that carries media, only what goes along with one");
    }
    // As the configuration has them: their payload types count, not the caller's.
    codecPreferences =
        preferred.stream()
            .map(c -> ours.stream().filter(o -> OfferedCodecs.same(o, c)).findFirst().orElseThrow())
            .distinct()
            .toList();
  }

  /** What {@link #setCodecPreferences} said; empty: nothing. */
  Optional<List<RtpCodec>> codecPreferences() {
    return codecPreferences.isEmpty() ? Optional.empty() : Optional.of(codecPreferences);
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

  /**
   * Ends it for good: nothing is sent any more and the remote track ends, at once; the other side
   * is told by the next negotiation, after which the m-line can be used for another transceiver.
   * Does nothing the second time.
   *
   * @throws PeerConnectionException InvalidStateError after the connection's end
   */
  public void stop() {
    if (owner.closed()) {
      requireLive("it cannot be stopped");
    }
    if (!stopping) {
      stopping = true;
      owner.stopped(this);
    }
  }

  /** Whether {@link #stop} was called, or a negotiation ended it. */
  public boolean stopping() {
    return stopping;
  }

  /** Whether it has ended, and both sides know it: its m-line is rejected. */
  public boolean stopped() {
    return stopped;
  }

  void requireLive(String what) {
    if (owner.closed()) {
      throw new PeerConnectionException(
          RtcErrorName.INVALID_STATE_ERROR, what + ": this PeerConnection is closed");
    }
    if (stopping) {
      throw new PeerConnectionException(
          RtcErrorName.INVALID_STATE_ERROR, what + ": this transceiver was stopped; add another");
    }
  }

  // --- for the session

  /** It carries nothing any more; both sides know. */
  void markStopped() {
    stopping = true;
    stopped = true;
  }

  boolean madeByUs() {
    return madeByUs;
  }

  /** Whether media of ours was ever negotiated on it (WebRTC 1.0, addTrack). */
  boolean sentBefore() {
    return sentBefore;
  }

  int mLineIndex() {
    return mLineIndex;
  }

  Association association() {
    return new Association(mid, mLineIndex, receiver.track().streamIds());
  }

  /** From now on it belongs to this m-line; null: to none. */
  void associate(String newMid, int index) {
    mid = newMid;
    mLineIndex = index;
  }

  void currentDirection(Direction negotiated) {
    currentDirection = negotiated;
    if (negotiated.sends()) {
      sentBefore = true;
    }
  }

  /** Negotiated or inactive. */
  Direction negotiatedDirection() {
    return currentDirection == null ? Direction.INACTIVE : currentDirection;
  }

  void remoteDirection(Direction theirs) {
    remoteDirection = theirs;
  }

  /** What the application was told of the remote track: whether it is there. */
  Direction firedDirection() {
    return firedDirection;
  }

  void firedDirection(Direction told) {
    firedDirection = told;
  }

  /** What the application wants, even if it was stopped since. */
  void want(Direction wanted) {
    direction = wanted;
  }
}

package org.vivavoce.peer;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.vivavoce.sdp.Direction;

/**
 * The W3C's set of transceivers (WebRTC 1.0 section 5.1) and how tracks come and go in it. Safe
 * from any thread.
 */
final class TransceiverSet {
  private final CopyOnWriteArrayList<RtpTransceiver> all = new CopyOnWriteArrayList<>();
  private final RtpTransceiver.Owner owner;
  private final RemoteTrack.Listener listener;

  /**
   * @param owner of the transceivers to be made
   * @param listener of their remote tracks
   */
  TransceiverSet(RtpTransceiver.Owner owner, RemoteTrack.Listener listener) {
    this.owner = owner;
    this.listener = listener;
  }

  /** The set itself, in the order in which they were made; the session takes out what is over. */
  List<RtpTransceiver> all() {
    return all;
  }

  Stream<RtpTransceiver> live() {
    return all.stream().filter(t -> !t.stopped());
  }

  /**
   * Makes one.
   *
   * @param madeByUs whether an m-line of theirs did not make it necessary
   * @param trackName the remote track's; empty: it gets one
   */
  RtpTransceiver make(MediaKind kind, Direction direction, boolean madeByUs, String trackName) {
    RtpTransceiver t =
        new RtpTransceiver(
            kind,
            direction,
            madeByUs,
            new RemoteTrack(
                trackName.isEmpty() ? UUID.randomUUID().toString() : trackName, kind, listener),
            owner);
    all.add(t);
    return t;
  }

  /** "addTrack" (WebRTC 1.0 section 5.1), but for telling that negotiation is needed. */
  RtpSender addTrack(LocalTrack track, String... streams) {
    // Two threads that add tracks must not find the same transceiver.
    synchronized (all) {
      if (live().anyMatch(t -> t.sender().track().filter(track::equals).isPresent())) {
        throw new PeerConnectionException(
            RtcErrorName.INVALID_ACCESS_ERROR,
            "track " + track.id() + " is sent already; for a second m-line use addTransceiver");
      }
      RtpTransceiver t =
          all.stream()
              .filter(x -> x.kind() == track.kind() && !x.stopping())
              .filter(x -> x.sender().track().isEmpty() && !x.sentBefore())
              .findFirst()
              .orElseGet(() -> make(track.kind(), Direction.SENDRECV, true, ""));
      t.sender().add(track, streams);
      t.want(t.direction().withSend(true));
      return t.sender();
    }
  }

  /**
   * "removeTrack" (WebRTC 1.0 section 5.1).
   *
   * @return whether that changed anything
   */
  boolean removeTrack(RtpSender sender) {
    if (!sender.belongsTo(owner)) {
      throw new PeerConnectionException(
          RtcErrorName.INVALID_ACCESS_ERROR, "the sender is of another PeerConnection");
    }
    RtpTransceiver t = sender.transceiver();
    synchronized (all) {
      if (t.stopping() || sender.track().isEmpty()) {
        return false;
      }
      sender.remove();
      t.want(t.direction().withSend(false));
      return true;
    }
  }

  /** Ends all of them, without a word: their connection is closed. */
  void close() {
    for (RtpTransceiver t : all) {
      t.sender().outbound(null);
      t.markStopped();
      t.receiver().track().end();
    }
  }
}

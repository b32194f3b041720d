package org.vivavoce.call;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.vivavoce.media.Mixer;
import org.vivavoce.recording.Recorder;
import org.vivavoce.recording.RecorderConfig;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;

/**
 * One call of a {@link Controller}. Its methods are safe from any thread and take effect on the
 * Controller's loop; what came of them is told by {@link CallEvent}s. Getters show the state as of
 * the last change.
 */
public final class Call {
  private final CallId id;
  private final Did offerer;
  private final List<Did> participants;
  private final String conversationId;
  private final GroupKey groupKey;
  private final Controller controller;
  private volatile CallState state;
  private volatile Map<Did, ParticipantState> participantStates;

  Call(
      CallId id,
      Did offerer,
      List<Did> participants,
      String conversationId,
      GroupKey groupKey,
      Controller controller,
      CallState state) {
    this.conversationId = Objects.requireNonNull(conversationId);
    this.groupKey = Objects.requireNonNull(groupKey);
    this.id = Objects.requireNonNull(id);
    this.offerer = Objects.requireNonNull(offerer);
    this.participants = List.copyOf(participants);
    this.controller = Objects.requireNonNull(controller);
    this.state = Objects.requireNonNull(state);
    this.participantStates = Map.of();
  }

  /** Names the call. */
  public CallId id() {
    return id;
  }

  /** Who made the call. */
  public Did offerer() {
    return offerer;
  }

  /** Everybody whom the call is for, us and the caller too, in the offer's order. */
  public List<Did> participants() {
    return participants;
  }

  /** What the application hung the call on when it was offered; empty if on nothing. */
  public String conversationId() {
    return conversationId;
  }

  /** What the participants seal with what they say to all. */
  GroupKey groupKey() {
    return groupKey;
  }

  boolean belongsTo(Controller other) {
    return controller == other;
  }

  /** The same call, to be entered again. */
  Call again() {
    return new Call(
        id, offerer, participants, conversationId, groupKey, controller, CallState.ACTIVE);
  }

  /** Where it stands. */
  public CallState state() {
    return state;
  }

  /** Who of the others is in it. */
  public Map<Did, ParticipantState> participantStates() {
    return participantStates;
  }

  /**
   * Joins a call that we were offered.
   *
   * @param wanted which streams of whom
   * @throws IllegalStateException unless {@link #state()} is RINGING
   */
  public void answer(Subscriptions wanted) {
    Objects.requireNonNull(wanted, "wanted");
    requireRinging("answered");
    controller.onLoop(() -> controller.withSession(id, s -> s.answer(wanted)));
  }

  /**
   * Says no to a call that we were offered.
   *
   * @param reason for the others to read; may be empty
   * @throws IllegalStateException unless {@link #state()} is RINGING
   */
  public void reject(String reason) {
    Objects.requireNonNull(reason, "reason");
    requireRinging("rejected");
    controller.onLoop(() -> controller.withSession(id, s -> s.reject(reason)));
  }

  /**
   * Says that we are busy: as {@link #reject}, and the caller hears {@link EndReason.Busy}.
   *
   * @throws IllegalStateException unless {@link #state()} is RINGING
   */
  public void busy() {
    reject(CallSession.BUSY);
  }

  /**
   * Calls somebody who is not in the call once more: who declined, did not answer, or left.
   *
   * @param peer a participant; nothing happens if they are in the call
   * @throws IllegalArgumentException if the peer is not one of the other {@link #participants()}
   * @throws IllegalStateException unless we are in the call
   */
  public void ring(Did peer) {
    requireParticipant(peer);
    requireIn("call anybody");
    controller.onLoop(() -> controller.withSession(id, s -> s.ringAgain(peer)));
  }

  /**
   * Enters a call again that has ended for us, and may live among the others: after leaving it,
   * after not answering it, or after our connections failed. If nobody is there any more it ends
   * again, with {@link EndReason.EverybodyLeft}.
   *
   * @param wanted which streams of whom
   * @return the call from now on; this object stays ended
   * @throws IllegalStateException unless {@link #state()} is ENDED, and if the Controller or its
   *     network is closed, or has as many calls as it may
   */
  public Call rejoin(Subscriptions wanted) {
    Objects.requireNonNull(wanted, "wanted");
    if (state != CallState.ENDED) {
      throw new IllegalStateException(
          "Only a call that has ended can be entered again; this one is " + state);
    }
    return controller.rejoin(this, wanted);
  }

  /**
   * Leaves the call; if nobody has answered yet, cancels it; if it rings, rejects it. Does nothing
   * to a call that has ended.
   *
   * @param reason for the others to read; may be empty
   */
  public void leave(String reason) {
    Objects.requireNonNull(reason, "reason");
    controller.onLoop(() -> controller.withSession(id, s -> s.leave(reason)));
  }

  /**
   * Drops what one peer says, here and only here: packets go on arriving, but nothing of them is
   * heard.
   *
   * @param peer a participant
   * @param dropped true: drop it; false: hear it again
   * @throws IllegalArgumentException if the peer is not one of the other {@link #participants()}
   * @throws IllegalStateException unless we are in the call
   */
  public void drop(Did peer, boolean dropped) {
    requireParticipant(peer);
    requireIn("drop anybody");
    controller.onLoop(() -> controller.withSession(id, s -> s.drop(peer, dropped)));
  }

  /**
   * Turns a peer up or down, here and only here, for as long as the call lasts.
   *
   * @param peer a participant
   * @param db negative infinity (silent) to {@link Mixer#MAX_GAIN_DB}; 0: as they come
   * @throws IllegalArgumentException if the peer is not one of the other {@link #participants()},
   *     or the gain out of its range
   * @throws IllegalStateException unless we are in the call
   */
  public void gain(Did peer, double db) {
    requireParticipant(peer);
    requireIn("turn anybody up or down");
    if (!(db <= Mixer.MAX_GAIN_DB)) {
      throw new IllegalArgumentException(
          "a gain of " + db + " dB; at most " + Mixer.MAX_GAIN_DB + " are allowed");
    }
    controller.onLoop(
        () -> controller.withSession(id, s -> controller.hearing().gain(id, peer, db)));
  }

  /**
   * Records the call: each participant's streams as they are received, our own, and all together,
   * into files of a folder (see {@link Recorder}); the others are shown that we do. It ends with
   * the call, or by {@link Recorder#stop}, or when a limit is reached or the disk full, which
   * {@link Recorder#ended} tells: the call goes on.
   *
   * @param folder where the files go; made if it is missing
   * @param config what is recorded, and how much at most
   * @return the recorder that runs
   * @throws IOException if the folder cannot be made or written, with its path and the reason
   * @throws IllegalStateException unless we are in the call, and if it is recorded already
   */
  public Recorder record(Path folder, RecorderConfig config) throws IOException {
    Objects.requireNonNull(folder, "folder");
    requireIn("record it");
    return controller.hearing().record(id, folder, config);
  }

  /**
   * What the connection to a peer has done so far. Waits for the Controller's loop, at most some
   * milliseconds.
   *
   * @throws IllegalArgumentException if the peer is not one of the other {@link #participants()}
   * @throws IllegalStateException if the Controller is closed
   */
  public CallStats stats(Did peer) {
    requireParticipant(peer);
    return controller.statsOf(id, peer);
  }

  void update(CallState newState, Map<Did, ParticipantState> states) {
    participantStates = Map.copyOf(states);
    state = newState;
  }

  private void requireRinging(String what) {
    CallState s = state;
    if (s != CallState.RINGING) {
      throw new IllegalStateException(
          "Only a call that rings can be " + what + "; this one is " + s + " (Call.state() tells)");
    }
  }

  private void requireIn(String what) {
    if (state == CallState.RINGING) {
      // It may have been answered a moment ago, which the Controller's loop still has to do.
      controller.ask(() -> null);
    }
    CallState s = state;
    if (s != CallState.OFFERING && s != CallState.ACTIVE) {
      throw new IllegalStateException(
          "Only who is in a call can " + what + "; this one is " + s + " (Call.state() tells)");
    }
  }

  private void requireParticipant(Did peer) {
    Objects.requireNonNull(peer, "peer");
    if (!participants.contains(peer)) {
      throw new IllegalArgumentException(
          peer + " is not in this call; its participants are " + participants);
    }
    if (peer.equals(controller.did())) {
      throw new IllegalArgumentException(
          "The peer is ourselves; only the others of " + participants + " are allowed");
    }
  }
}

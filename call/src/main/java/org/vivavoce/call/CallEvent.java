package org.vivavoce.call;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.peer.PeerFailure;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.PersonState;
import org.vivavoce.signaling.StreamDescription;
import org.vivavoce.signaling.StreamId;

/** What a {@link Controller} tells its listeners. */
public sealed interface CallEvent {
  /** The call it is about. */
  CallId callId();

  /**
   * Somebody calls: answer or reject {@code call} before the offer runs out.
   *
   * @param call to answer
   * @param from who calls
   * @param streams what the caller publishes
   * @param rejoin whether we were in this call already, in a process before this one, and the
   *     caller has lost us
   */
  record IncomingCall(Call call, Did from, List<StreamDescription> streams, boolean rejoin)
      implements CallEvent {
    @Override
    public CallId callId() {
      return call.id();
    }
  }

  /**
   * The caller took the offer back before we answered; {@link CallTerminated} follows.
   *
   * @param callId the call
   * @param by the caller
   * @param reason in their words; may be empty
   */
  record CallCancelled(CallId callId, Did by, String reason) implements CallEvent {}

  /**
   * We are in the call on another device of ours; {@link CallTerminated} follows.
   *
   * @param callId the call
   */
  record CallAnsweredElsewhere(CallId callId) implements CallEvent {}

  /**
   * Our offer has arrived at somebody, and rings there.
   *
   * @param callId the call
   * @param peer who
   */
  record ParticipantRinging(CallId callId, Did peer) implements CallEvent {}

  /**
   * Somebody is in the call.
   *
   * @param callId the call
   * @param peer who
   * @param streams what they publish
   */
  record ParticipantJoined(CallId callId, Did peer, List<StreamDescription> streams)
      implements CallEvent {}

  /**
   * Somebody is no longer in the call.
   *
   * @param callId the call
   * @param peer who
   * @param reason why
   */
  record ParticipantLeft(CallId callId, Did peer, LeaveReason reason) implements CallEvent {}

  /**
   * The connection to somebody in the call is lost, and is being looked for: a {@link
   * ConnectionStateChanged} with CONNECTED follows, or {@link ParticipantLeft}.
   *
   * @param callId the call
   * @param peer who
   */
  record ParticipantReconnecting(CallId callId, Did peer) implements CallEvent {}

  /**
   * Somebody says something else of themselves than before: whoever joins is taken to be neither
   * muted nor deafened nor recording until they say so.
   *
   * @param callId the call
   * @param peer who
   * @param state how they are
   */
  record ParticipantStateChanged(CallId callId, Did peer, PersonState state) implements CallEvent {}

  /**
   * Somebody has begun or ceased to speak, by the levels that they send (RFC 6464).
   *
   * @param callId the call
   * @param peer who
   * @param speaking whether they speak now
   */
  record ParticipantSpeaking(CallId callId, Did peer, boolean speaking) implements CallEvent {}

  /**
   * We have begun or ceased to speak, where we can be heard. Told while somebody else is played.
   *
   * @param callId the call
   * @param speaking whether we speak now
   */
  record SelfSpeaking(CallId callId, boolean speaking) implements CallEvent {}

  /**
   * Somebody said no.
   *
   * @param callId the call
   * @param peer who
   * @param reason in their words; may be empty
   */
  record ParticipantDeclined(CallId callId, Did peer, String reason) implements CallEvent {}

  /**
   * Somebody did not answer our offer in time; they were told that it is over.
   *
   * @param callId the call
   * @param peer who
   */
  record OfferExpired(CallId callId, Did peer) implements CallEvent {}

  /**
   * The connection to somebody changed its state.
   *
   * @param callId the call
   * @param peer to whom
   * @param state the new state
   */
  record ConnectionStateChanged(CallId callId, Did peer, PeerConnectionState state)
      implements CallEvent {}

  /**
   * The connection to somebody failed.
   *
   * @param callId the call
   * @param peer to whom
   * @param failure why; {@link PeerFailure#wrongIdentity()} where somebody else answered in their
   *     name
   */
  record ConnectionFailed(CallId callId, Did peer, PeerFailure failure) implements CallEvent {}

  /**
   * A stream that we subscribed to has begun.
   *
   * @param callId the call
   * @param peer whose
   * @param stream which
   * @param sink where it plays
   */
  record TrackAdded(CallId callId, Did peer, StreamDescription stream, SinkTrack sink)
      implements CallEvent {}

  /**
   * A stream that we subscribed to has begun, but the place where it should play could not be
   * opened.
   *
   * @param callId the call
   * @param peer whose
   * @param stream which
   * @param message what is wrong, naming the place
   */
  record SinkFailed(CallId callId, Did peer, StreamDescription stream, String message)
      implements CallEvent {}

  /**
   * A stream has ended here, and its sink is closed.
   *
   * @param callId the call
   * @param peer whose
   * @param stream which
   */
  record TrackRemoved(CallId callId, Did peer, StreamId stream) implements CallEvent {}

  /**
   * Somebody wanted to send what we did not subscribe to; it is not played.
   *
   * @param callId the call
   * @param peer who
   * @param streamId what they called it; may be empty
   */
  record TrackRefused(CallId callId, Did peer, String streamId) implements CallEvent {}

  /**
   * We asked for a stream that the peer does not publish: there will be no track for it.
   *
   * @param callId the call
   * @param peer who
   * @param stream what we asked for
   */
  record StreamNotOffered(CallId callId, Did peer, StreamId stream) implements CallEvent {}

  /**
   * Sound from a participant has got bad, or bad in one more way.
   *
   * @param callId the call
   * @param peer who
   * @param quality how it is, and which of it is trouble
   */
  record AudioDegradation(CallId callId, Did peer, AudioQuality quality) implements CallEvent {}

  /**
   * Sound from a participant is good again.
   *
   * @param callId the call
   * @param peer who
   * @param quality how it is
   */
  record AudioRecovered(CallId callId, Did peer, AudioQuality quality) implements CallEvent {}

  /**
   * A microphone of ours is gone: silence is sent until it is back, or another one is chosen. Told
   * in each call that is on, of devices that a keeper with {@link Controller#deviceListener} keeps.
   *
   * @param callId the call
   * @param device its name
   * @param reason what it said
   */
  record AudioInputDeviceNoLongerAvailable(CallId callId, String device, String reason)
      implements CallEvent {}

  /**
   * A speaker of ours is gone: the call goes on unheard until it is back, or another one is chosen.
   *
   * @param callId the call
   * @param device its name
   * @param reason what it said
   */
  record AudioOutputDeviceNoLongerAvailable(CallId callId, String device, String reason)
      implements CallEvent {}

  /**
   * A device that was gone is back, and used again.
   *
   * @param callId the call
   * @param device its name
   */
  record AudioDeviceReturned(CallId callId, String device) implements CallEvent {}

  /**
   * This machine has other addresses than before: another network, one more, one less. A path that
   * began at an address that is gone is looked for anew.
   *
   * @param callId the call
   * @param addresses all that there are now, of interfaces that are up
   */
  record NetworkChanged(CallId callId, Set<InetAddress> addresses) implements CallEvent {}

  /**
   * The call is over for us. No event of this call comes after it, unless it is entered again.
   *
   * @param callId the call
   * @param reason why
   */
  record CallTerminated(CallId callId, EndReason reason) implements CallEvent {}
}

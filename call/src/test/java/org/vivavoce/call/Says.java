package org.vivavoce.call;

import java.util.List;
import java.util.Optional;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.GroupKey;
import org.vivavoce.signaling.JoinId;
import org.vivavoce.signaling.PersonState;
import org.vivavoce.signaling.SignalMessage.CallOffer;
import org.vivavoce.signaling.SignalMessage.DescriptionType;
import org.vivavoce.signaling.SignalMessage.Ends;
import org.vivavoce.signaling.SignalMessage.Hello;
import org.vivavoce.signaling.SignalMessage.Leave;
import org.vivavoce.signaling.SignalMessage.SessionDescriptionSignal;
import org.vivavoce.signaling.SignalMessage.StateChanged;
import org.vivavoce.signaling.SignalMessage.Subscribe;
import org.vivavoce.signaling.StreamDescription;
import org.vivavoce.signaling.StreamId;

/** What people without a Controller say, each in one joining. */
final class Says {
  private Says() {}

  static JoinId join(Did who) {
    return JoinId.of(who.text().hashCode() & 0x7fffffffL, 1);
  }

  /** The joining before that one. */
  static JoinId joinBefore(Did who) {
    return JoinId.of(join(who).device(), 0);
  }

  /** From one of them to somebody with a Controller, whose Hello was heard. */
  static Ends ends(CallId call, Did from, Did to) {
    return new Ends(join(from), Wiretap.joinOf(call, to));
  }

  static CallOffer offer(GroupKey key, Did from, Did... participants) {
    return offer(CallId.random(), key, 0, from, participants);
  }

  static CallOffer offer(CallId call, GroupKey key, long ring, Did from, Did... participants) {
    return new CallOffer(
        call, from, List.of(participants), List.of(), "", 0, key, ring, Optional.empty());
  }

  static Hello hello(CallId call, Did from, StreamDescription... streams) {
    return new Hello(call, from, join(from), List.of(streams), PersonState.PLAIN);
  }

  static Leave leave(CallId call, Did from, String reason) {
    return new Leave(call, from, join(from), reason);
  }

  static StateChanged state(CallId call, Did from, PersonState state) {
    return new StateChanged(call, from, join(from), state);
  }

  static Subscribe subscribe(CallId call, Did from, Did to, StreamId... wants) {
    return subscribe(call, from, to, List.of(), wants);
  }

  static Subscribe subscribe(
      CallId call, Did from, Did to, List<StreamDescription> published, StreamId... wants) {
    return new Subscribe(
        call,
        from,
        ends(call, from, to),
        0,
        0,
        false,
        List.of(wants),
        published,
        PersonState.PLAIN,
        -1);
  }

  static SessionDescriptionSignal sdp(
      CallId call, Did from, Did to, long connection, DescriptionType type, String sdp) {
    return new SessionDescriptionSignal(call, from, ends(call, from, to), connection, 0, type, sdp);
  }
}

package org.vivavoce.cli;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vivavoce.call.AudioQuality;
import org.vivavoce.call.CallEvent;
import org.vivavoce.call.CallStats;
import org.vivavoce.ice.IceCandidatePair;
import org.vivavoce.ice.IceCandidateType;
import org.vivavoce.peer.PeerConnectionStats;
import org.vivavoce.signaling.Did;

/** Says when somebody is connected, by which path, and when they are not any more. */
final class Announcer {
  private final Progress progress;
  private final Map<Did, Boolean> told = new HashMap<>();

  Announcer(Progress progress) {
    this.progress = progress;
  }

  /**
   * Says what is new.
   *
   * @param offeredNanos when the call was offered
   * @param person as of the last look
   */
  void look(long offeredNanos, Person person) {
    for (Remote remote : person.remotes()) {
      Boolean before = told.get(remote.did());
      Optional<IceCandidatePair> pair = pair(remote);
      if (remote.present() && pair.isPresent() && !Boolean.TRUE.equals(before)) {
        told.put(remote.did(), true);
        progress.say(
            before == null
                ? String.format(
                    Locale.ROOT,
                    "connected in %.0f ms via %s",
                    (remote.connectedNanos().orElseThrow() - offeredNanos) / 1e6,
                    path(pair.get()))
                : "connected again via " + path(pair.get()));
      } else if (!remote.present() && Boolean.TRUE.equals(before)) {
        told.put(remote.did(), false);
        progress.say("nothing comes from " + Dids.shortened(remote.did()) + " any more");
      }
    }
  }

  /** Says what an event tells of the others. */
  void event(CallEvent event) {
    if (event instanceof CallEvent.ParticipantRinging ringing) {
      progress.say("ringing at " + Dids.shortened(ringing.peer()) + "…");
    } else if (event instanceof CallEvent.ParticipantJoined joined) {
      progress.say(Dids.shortened(joined.peer()) + " is in the call");
    } else if (event instanceof CallEvent.ParticipantDeclined declined) {
      String why = declined.reason();
      progress.say(
          Dids.shortened(declined.peer()) + " declined" + (why.isEmpty() ? "" : ": " + why));
    } else if (event instanceof CallEvent.OfferExpired expired) {
      progress.say(Dids.shortened(expired.peer()) + " did not answer");
    } else if (event instanceof CallEvent.ParticipantReconnecting lost) {
      progress.say("the way to " + Dids.shortened(lost.peer()) + " is lost; looking for another…");
    } else if (event instanceof CallEvent.AudioDegradation bad) {
      progress.say("sound from " + Dids.shortened(bad.peer()) + " is bad: " + words(bad.quality()));
    } else if (event instanceof CallEvent.AudioRecovered good) {
      progress.say("sound from " + Dids.shortened(good.peer()) + " is good again");
    } else if (event instanceof CallEvent.ParticipantLeft left) {
      progress.say(Dids.shortened(left.peer()) + " left");
    }
  }

  private static String words(AudioQuality quality) {
    return String.format(
        Locale.ROOT,
        "%.0f %% lost, %.0f %% made up, round trip %s",
        quality.lossPercent(),
        quality.concealedPercent(),
        quality.roundTrip().map(d -> d.toMillis() + " ms").orElse("unknown"));
  }

  private static Optional<IceCandidatePair> pair(Remote remote) {
    return remote.stats().flatMap(CallStats::connection).flatMap(PeerConnectionStats::pair);
  }

  static String path(IceCandidatePair pair) {
    boolean relayed =
        pair.local().type() == IceCandidateType.RELAYED
            || pair.remote().type() == IceCandidateType.RELAYED;
    return pair.local().transport()
        + " "
        + pair.local().address()
        + " to "
        + pair.remote().address()
        + (relayed ? ", by a relay" : "");
  }
}

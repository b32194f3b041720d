package org.vivavoce.cli;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

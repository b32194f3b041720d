package org.vivavoce.ice;

import java.time.Duration;

/** The sentences of {@link IceFailure}. */
final class IceFailures {
  private IceFailures() {}

  static IceFailure consentLost(PairRecord pair, long silenceNanos) {
    Duration silence = Duration.ofNanos(silenceNanos);
    return new IceFailure.ConsentLost(
        "the other side"
            + (pair == null
                ? ""
                : " at " + pair.remote().address() + " port " + pair.address().getPort())
            + " has not answered for "
            + silence.toMillis()
            + " ms: it has gone, or the network between has",
        silence);
  }

  static IceFailure notConnected(
      Duration timeout, boolean valid, boolean refused, boolean nobody, int pairs) {
    String after = " within " + timeout.toMillis() + " ms";
    if (valid) {
      return new IceFailure.NotNominated(
          "a path was found, but the controlling side did not choose it" + after);
    }
    if (refused) {
      return new IceFailure.CredentialsRefused(
          "the other side was reached, but username or password do not match" + after);
    }
    if (nobody) {
      return new IceFailure.NoRemoteCandidates(
          "the other side sent no candidate that can be used, and did not reach us" + after);
    }
    return new IceFailure.NoRoute(
        "no answer on any of " + pairs + " pairs of addresses" + after, pairs);
  }
}

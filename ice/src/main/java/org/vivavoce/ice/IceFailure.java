package org.vivavoce.ice;

import java.time.Duration;

/** Why an {@link IceAgent} failed; one variant for each cause. */
public sealed interface IceFailure {
  /**
   * What happened, for a person.
   *
   * @return one sentence
   */
  String message();

  /**
   * No local candidate could be had.
   *
   * @param message for a person
   */
  record GatheringFailed(String message) implements IceFailure {}

  /**
   * The other side sent no candidate that can be used, and none of its checks arrived.
   *
   * @param message for a person
   */
  record NoRemoteCandidates(String message) implements IceFailure {}

  /**
   * Checks were sent, and nothing came back on any pair.
   *
   * @param message for a person
   * @param pairs the number of pairs checked
   */
  record NoRoute(String message, int pairs) implements IceFailure {}

  /**
   * The other side is there, but ufrag or password do not match: its checks, or ours, were refused.
   *
   * @param message for a person
   */
  record CredentialsRefused(String message) implements IceFailure {}

  /**
   * A path was found, but the controlling side did not nominate it in time.
   *
   * @param message for a person
   */
  record NotNominated(String message) implements IceFailure {}

  /**
   * The other side no longer answers on the selected pair (RFC 7675).
   *
   * @param message for a person
   * @param silence since its last answer
   */
  record ConsentLost(String message, Duration silence) implements IceFailure {}

  /**
   * A socket of ours died.
   *
   * @param message for a person
   */
  record SocketFailed(String message) implements IceFailure {}
}

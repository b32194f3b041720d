package org.vivavoce.ice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The candidates and pairs of an agent, for getStats: a snapshot.
 *
 * @param localCandidates those told to the listener, and peer-reflexive ones that checks found
 * @param remoteCandidates those signalled and used, and peer-reflexive ones
 * @param pairs those that were checked by either side
 * @param selectedPairChanges how often another pair was selected, the first one included
 */
public record IceReport(
    List<IceCandidateStats> localCandidates,
    List<IceCandidateStats> remoteCandidates,
    List<IcePairStats> pairs,
    long selectedPairChanges) {
  /** Copies the lists. */
  public IceReport {
    localCandidates = List.copyOf(localCandidates);
    remoteCandidates = List.copyOf(remoteCandidates);
    pairs = List.copyOf(pairs);
  }

  /**
   * The pair in use.
   *
   * @return empty without one
   */
  public Optional<IcePairStats> selectedPair() {
    return pairs.stream().filter(IcePairStats::selected).findFirst();
  }

  /** Both together. */
  IceReport plus(IceReport other) {
    return new IceReport(
        both(localCandidates, other.localCandidates),
        both(remoteCandidates, other.remoteCandidates),
        both(pairs, other.pairs),
        selectedPairChanges + other.selectedPairChanges);
  }

  private static <T> List<T> both(List<T> one, List<T> two) {
    List<T> all = new ArrayList<>(one);
    all.addAll(two);
    return all;
  }
}

package org.vivavoce.cli;

import java.util.List;
import java.util.OptionalLong;

/** Moments on the scale of {@code System.nanoTime}. */
final class Times {
  private Times() {}

  /** The latest, if all are there. */
  static OptionalLong last(List<OptionalLong> times) {
    if (times.isEmpty() || times.stream().anyMatch(OptionalLong::isEmpty)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        times.stream()
            .mapToLong(OptionalLong::getAsLong)
            .reduce((a, b) -> a - b > 0 ? a : b)
            .getAsLong());
  }
}

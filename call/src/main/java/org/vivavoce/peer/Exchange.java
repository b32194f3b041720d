package org.vivavoce.peer;

import java.util.List;

/**
 * What the last complete exchange of an offer and an answer put in force.
 *
 * @param local our description; null before the first exchange
 * @param remote theirs; null before the first exchange
 * @param sections the m-lines as both agreed on them
 */
record Exchange(Made local, RemoteSdp remote, List<MediaSection> sections) {
  static final Exchange NONE = new Exchange(null, null, List.of());

  Exchange {
    sections = List.copyOf(sections);
  }

  /** Whether there is an m-line at this place that carries nothing any more. */
  boolean rejectedAt(int index) {
    return index < sections.size() && sections.get(index).rejected();
  }
}

package org.vivavoce.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.OptionalLong;

/**
 * What came of a call; its components are the JSON object's fields, in this order. What is not
 * known is null.
 *
 * @param state "completed" or "failed"
 * @param error why it failed
 * @param setupMs from the offer (made, or received by a listener) to all connected, as far as this
 *     process sees it
 * @param firstAudioMs from the offer to the first decoded frame at the last side
 * @param peers whom this process is: alice and bob of a demo, or one caller or listener
 */
record CallReport(
    String state, String error, Double setupMs, Double firstAudioMs, List<PersonReport> peers) {
  private static final String COMPLETED = "completed";

  /**
   * @param offeredNanos when the call was offered; of no meaning if nobody was connected
   * @param error null if all went well
   * @param people as of their last look
   */
  static CallReport of(long offeredNanos, String error, List<Person> people) {
    return new CallReport(
        error == null ? COMPLETED : "failed",
        error,
        millis(offeredNanos, people.stream().map(Person::connectedNanos).toList()),
        millis(offeredNanos, people.stream().map(Person::firstFrameNanos).toList()),
        people.stream().map(PersonReport::of).toList());
  }

  private static Double millis(long from, List<OptionalLong> times) {
    OptionalLong last = Times.last(times);
    return last.isEmpty() ? null : PeerReport.rounded((last.getAsLong() - from) / 1e6);
  }

  boolean completed() {
    return state.equals(COMPLETED);
  }

  /** One object on one line. */
  String toJson() {
    try {
      return new ObjectMapper().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a record of numbers and strings is always JSON", e);
    }
  }

  /** For people. */
  String toTable() {
    return ReportTable.of(this);
  }
}

package org.vivavoce.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.OptionalLong;

/**
 * What came of a demo; its components are the JSON object's fields, in this order. What is not
 * known is null.
 *
 * @param state "completed" or "failed"
 * @param error why it failed
 * @param setupMs from the offer to both connected
 * @param firstAudioMs from the offer to the first decoded frame at the last side
 * @param peers alice and bob
 */
record DemoReport(
    String state, String error, Double setupMs, Double firstAudioMs, List<PeerReport> peers) {
  private static final String COMPLETED = "completed";

  /**
   * @param offeredNanos when the call was offered
   * @param error null if all went well
   * @param people as of their last look
   */
  static DemoReport of(long offeredNanos, String error, List<DemoPerson> people) {
    return new DemoReport(
        error == null ? COMPLETED : "failed",
        error,
        millis(offeredNanos, people.stream().map(DemoPerson::connectedNanos).toList()),
        millis(offeredNanos, people.stream().map(DemoPerson::firstFrameNanos).toList()),
        people.stream().map(PeerReport::of).toList());
  }

  private static Double millis(long from, List<OptionalLong> times) {
    OptionalLong last = DemoRun.last(times);
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
    return DemoTable.of(this);
  }
}

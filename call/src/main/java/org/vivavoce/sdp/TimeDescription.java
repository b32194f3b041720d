package org.vivavoce.sdp;

import java.util.List;
import java.util.Optional;

/**
 * {@code t=start stop} with its {@code r=} lines and {@code z=} line (RFC 8866 sections 5.9 to
 * 5.11). WebRTC writes {@code t=0 0} and does not look at it otherwise.
 *
 * @param start seconds since 1900, or 0
 * @param stop seconds since 1900, or 0 for no end
 * @param repeats the values of the {@code r=} lines, as written
 * @param zones the value of the {@code z=} line, as written
 */
public record TimeDescription(long start, long stop, List<String> repeats, Optional<String> zones) {
  /** {@code t=0 0}: a session without bounds. */
  public static final TimeDescription UNBOUNDED =
      new TimeDescription(0, 0, List.of(), Optional.empty());

  /**
   * @throws IllegalArgumentException for negative times, or text that does not stay on its line
   */
  public TimeDescription {
    Text.requireRange(start, 0, Long.MAX_VALUE, "start time");
    Text.requireRange(stop, 0, Long.MAX_VALUE, "stop time");
    repeats = List.copyOf(repeats);
    repeats.forEach(repeat -> Text.requireText(repeat, "r="));
    zones.ifPresent(text -> Text.requireText(text, "z="));
  }

  static TimeDescription parse(String value) throws BadValue {
    List<String> words = Text.words(value);
    if (words.size() != 2) {
      throw new BadValue(
          "t= has " + words.size() + " parts", "t=start-time stop-time, as in t=0 0");
    }
    long start = Text.number(words.get(0), 0, Long.MAX_VALUE, "start time");
    long stop = Text.number(words.get(1), 0, Long.MAX_VALUE, "stop time");
    return new TimeDescription(start, stop, List.of(), Optional.empty());
  }

  void print(StringBuilder out) {
    out.append("t=").append(start).append(' ').append(stop).append("\r\n");
    repeats.forEach(repeat -> out.append("r=").append(repeat).append("\r\n"));
    zones.ifPresent(text -> out.append("z=").append(text).append("\r\n"));
  }
}

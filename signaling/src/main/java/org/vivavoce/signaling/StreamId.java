package org.vivavoce.signaling;

/**
 * One published stream of one person; unique among that person's streams in a call. It travels as
 * the id of an SDP {@code msid} too, so it is held to that charset.
 *
 * @param text 1 to 64 token characters (RFC 8830 section 2: {@code msid-id = 1*64token-char}), such
 *     as {@code mic-1}
 */
public record StreamId(String text) implements Comparable<StreamId> {
  /** The most characters an id may have. */
  public static final int MAX_LENGTH = 64;

  /**
   * Checks length and charset.
   *
   * @throws IllegalArgumentException saying what is wrong and what is allowed
   */
  public StreamId {
    Tokens.require("stream id", text, MAX_LENGTH, "");
  }

  @Override
  public int compareTo(StreamId other) {
    return text.compareTo(other.text);
  }

  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}

package org.vivavoce.sdp;

import java.util.List;
import java.util.Optional;

/**
 * {@code a=msid:stream [track]} (RFC 8830 section 2, RFC 9429 section 5.2.1): a MediaStream that
 * the m-line's track belongs to.
 *
 * @param streamId the id of the stream, or {@code -} for a track without a stream
 * @param trackId the id of the track, which RFC 9429 no longer sends but browsers do
 */
public record Msid(String streamId, Optional<String> trackId) {
  /**
   * @throws IllegalArgumentException if an id is not one word
   */
  public Msid {
    Text.requireWord(streamId, "stream id");
    trackId.ifPresent(id -> Text.requireWord(id, "track id"));
  }

  /** A stream and a track. */
  public static Msid of(String streamId, String trackId) {
    return new Msid(streamId, Optional.of(trackId));
  }

  static Msid parse(String value) throws BadValue {
    List<String> words = Text.words(value);
    if (words.isEmpty() || words.size() > 2) {
      throw new BadValue("msid has " + words.size() + " parts", "msid:stream-id [track-id]");
    }
    return new Msid(words.get(0), words.size() < 2 ? Optional.empty() : Optional.of(words.get(1)));
  }

  /** Whether the track belongs to a stream at all. */
  public boolean hasStream() {
    return !streamId.equals("-");
  }

  /** As an attribute. */
  public Attribute toAttribute() {
    return Attribute.of("msid", trackId.map(track -> streamId + " " + track).orElse(streamId));
  }
}

package org.vivavoce.peer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.vivavoce.rtp.AudioLevel;
import org.vivavoce.rtp.MidExtension;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.ExtMap;

/**
 * The numbers that an m-line's header extensions have in this session (RFC 8285 section 5). They
 * are what was negotiated, never what we would have chosen.
 *
 * @param mid of {@link MidExtension}; 0: not used
 * @param audioLevel of {@link AudioLevel}; 0: not used
 */
record HeaderExtensionIds(int mid, int audioLevel) {
  static final HeaderExtensionIds NONE = new HeaderExtensionIds(0, 0);

  private static final int DEFAULT_MID = 4;
  private static final int DEFAULT_AUDIO_LEVEL = 1;

  /** The largest number in the one-byte form; 15 is reserved (RFC 8285 section 4.2). */
  private static final int MAX_ONE_BYTE = 14;

  private static final int MAX_ONE_BYTE_DATA = 16;

  /** What a remote m-line names, as far as we know it and can write it. */
  static HeaderExtensionIds read(List<ExtMap> named, String mid, boolean audio) {
    boolean midFits = mid.getBytes(StandardCharsets.UTF_8).length <= MAX_ONE_BYTE_DATA;
    return new HeaderExtensionIds(
        midFits ? find(named, MidExtension.URI) : 0, audio ? find(named, AudioLevel.URI) : 0);
  }

  /**
   * The two-byte form would need a=extmap-allow-mixed (RFC 8285 section 6), which we do not say;
   * and we have no use for an extension that goes one way only.
   */
  private static int find(List<ExtMap> named, String uri) {
    return named.stream()
        .filter(e -> e.uri().equals(uri) && e.id() <= MAX_ONE_BYTE)
        .filter(e -> e.direction().orElse(Direction.SENDRECV) == Direction.SENDRECV)
        .mapToInt(ExtMap::id)
        .findFirst()
        .orElse(0);
  }

  /** Where something has no number yet, that of the others of this session. */
  HeaderExtensionIds or(HeaderExtensionIds others) {
    return new HeaderExtensionIds(
        mid == 0 ? others.mid : mid, audioLevel == 0 ? others.audioLevel : audioLevel);
  }

  /** What a new m-line offers, if these are the numbers that the session uses already. */
  HeaderExtensionIds offered(MediaKind kind) {
    int ofMid = mid > 0 ? mid : free(DEFAULT_MID, audioLevel);
    int ofLevel = audioLevel > 0 ? audioLevel : free(DEFAULT_AUDIO_LEVEL, ofMid);
    return new HeaderExtensionIds(ofMid, kind == MediaKind.AUDIO ? ofLevel : 0);
  }

  private static int free(int wanted, int taken) {
    return IntStream.concat(IntStream.of(wanted), IntStream.rangeClosed(1, MAX_ONE_BYTE))
        .filter(id -> id != taken)
        .findFirst()
        .orElseThrow();
  }

  /**
   * What is left of our offer by an answer, which takes a number or leaves it (RFC 8285 sec. 6).
   */
  HeaderExtensionIds answeredBy(HeaderExtensionIds answer) {
    return new HeaderExtensionIds(
        mid == answer.mid ? mid : 0, audioLevel == answer.audioLevel ? audioLevel : 0);
  }
}

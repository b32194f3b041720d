package org.vivavoce.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code a=ssrc-group:semantics ssrc...} (RFC 5576 section 4.2): {@code FID} pairs a source with
 * its retransmissions.
 *
 * @param semantics {@code FID}, {@code FEC}, {@code SIM} and others
 * @param ssrcs each 0 to 4,294,967,295
 */
public record SsrcGroup(String semantics, List<Long> ssrcs) {
  /**
   * @throws IllegalArgumentException if an SSRC is out of range, or the semantics no token
   */
  public SsrcGroup {
    Text.requireToken(semantics, "ssrc-group semantics");
    ssrcs = List.copyOf(ssrcs);
    ssrcs.forEach(ssrc -> Text.requireRange(ssrc, 0, SsrcAttribute.MAX_SSRC, "SSRC"));
  }

  static SsrcGroup parse(String value) throws BadValue {
    List<String> words = Text.words(value);
    if (words.isEmpty()) {
      throw new BadValue("ssrc-group is empty", "ssrc-group:semantics ssrc-id ssrc-id");
    }
    List<Long> ssrcs = new ArrayList<>();
    for (String word : words.subList(1, words.size())) {
      ssrcs.add(Text.number(word, 0, SsrcAttribute.MAX_SSRC, "SSRC"));
    }
    return new SsrcGroup(Text.token(words.get(0), "ssrc-group semantics"), ssrcs);
  }

  /** As an attribute. */
  public Attribute toAttribute() {
    return Attribute.of(
        "ssrc-group",
        semantics + ssrcs.stream().map(ssrc -> " " + ssrc).collect(Collectors.joining()));
  }
}

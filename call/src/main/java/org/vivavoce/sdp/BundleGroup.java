package org.vivavoce.sdp;

import java.util.List;

/**
 * {@code a=group:BUNDLE mid...} (RFC 9143, RFC 5888): the media sections that share one transport.
 * The first is the tagged one, whose transport attributes count for all (RFC 9143 section 7).
 *
 * @param mids the mids, in order; empty if everything was rejected
 */
public record BundleGroup(List<String> mids) {
  /**
   * @throws IllegalArgumentException if a mid is no token
   */
  public BundleGroup {
    mids = List.copyOf(mids);
    mids.forEach(mid -> Text.requireToken(mid, "mid"));
  }

  /** A group of these sections. */
  public static BundleGroup of(String... mids) {
    return new BundleGroup(List.of(mids));
  }

  /** Whether the value of a {@code group} attribute is a BUNDLE; checks any group's form. */
  static boolean isBundle(String value) throws BadValue {
    List<String> words = Text.words(value);
    if (words.isEmpty()) {
      throw new BadValue("group is empty", "group:semantics mid mid");
    }
    for (String word : words) {
      Text.token(word, "group member");
    }
    return words.get(0).equals("BUNDLE");
  }

  static BundleGroup parse(String value) throws BadValue {
    if (!isBundle(value)) {
      throw new BadValue("group is not a BUNDLE", "group:BUNDLE mid mid");
    }
    List<String> words = Text.words(value);
    return new BundleGroup(words.subList(1, words.size()));
  }

  /** As an attribute. */
  public Attribute toAttribute() {
    return Attribute.of("group", mids.isEmpty() ? "BUNDLE" : "BUNDLE " + String.join(" ", mids));
  }
}

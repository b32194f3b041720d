package org.vivavoce.peer;

/**
 * What to do with a peer that does not bundle (WebRTC 1.0 section 4.2.5, RFC 9429 section 4.1.1).
 *
 * <p>A connection has one transport here. So the offers of all policies are those of {@link
 * #MAX_BUNDLE}, which every browser takes; and of a peer that does not bundle, one m-line is taken,
 * as {@code MAX_BUNDLE} has it, where the other policies would allow more transports.
 */
public enum BundlePolicy {
  /** The W3C's default: a transport for each kind of media, for a peer that does not bundle. */
  BALANCED("balanced"),

  /** A transport for each m-line, for a peer that does not bundle. */
  MAX_COMPAT("max-compat"),

  /** One transport: of a peer that does not bundle, one m-line is taken. */
  MAX_BUNDLE("max-bundle");

  private final String text;

  BundlePolicy(String text) {
    this.text = text;
  }

  /** The W3C's name. */
  public String text() {
    return text;
  }
}

package org.vivavoce.peer;

import java.util.Map;

/**
 * VP9, <a href="https://www.rfc-editor.org/rfc/rfc9628#section-6">RFC 9628 section 6</a>: {@code
 * profile-id} makes the format (0 where nothing is said) and is the same at both sides; {@code
 * max-fr} and {@code max-fs} are each side's own.
 */
enum Vp9Rules implements FormatRules {
  /** The only one. */
  INSTANCE;

  private static final String PROFILE = "profile-id";
  private static final int MAX_PROFILE = 3;

  @Override
  public boolean compatible(Map<String, String> ours, Map<String, String> theirs) {
    int profile = FormatRules.number(theirs, PROFILE, 0, MAX_PROFILE);
    return profile >= 0 && profile == FormatRules.number(ours, PROFILE, 0, MAX_PROFILE);
  }

  @Override
  public Map<String, String> agreed(Map<String, String> ours, Map<String, String> theirs) {
    return ours;
  }
}

package org.vivavoce.peer;

import java.util.Map;
import java.util.Optional;

/**
 * H.264, <a href="https://www.rfc-editor.org/rfc/rfc6184#section-8.2.2">RFC 6184 section 8.2.2</a>:
 * the profile within {@code profile-level-id} and {@code packetization-mode} (0 where nothing is
 * said) make the format and are the same at both sides. The level is each side's own if both say
 * {@code level-asymmetry-allowed=1}; otherwise the lower one holds for both.
 */
enum H264Rules implements FormatRules {
  /** The only one. */
  INSTANCE;

  private static final String PROFILE_LEVEL = "profile-level-id";
  private static final String MODE = "packetization-mode";
  private static final String ASYMMETRY = "level-asymmetry-allowed";

  /** Interleaved packets, mode 2, need parameters that nobody in WebRTC speaks. */
  private static final int MAX_MODE = 1;

  /** Baseline at level 1 is what RFC 6184 section 8.1 infers. */
  private static final String INFERRED = "42000a";

  @Override
  public boolean compatible(Map<String, String> ours, Map<String, String> theirs) {
    int mode = FormatRules.number(theirs, MODE, 0, MAX_MODE);
    Optional<H264ProfileLevel> mine = profileLevel(ours);
    Optional<H264ProfileLevel> other = profileLevel(theirs);
    return mode >= 0
        && mode == FormatRules.number(ours, MODE, 0, MAX_MODE)
        && mine.isPresent()
        && other.isPresent()
        && mine.get().profile() == other.get().profile();
  }

  @Override
  public Map<String, String> agreed(Map<String, String> ours, Map<String, String> theirs) {
    H264ProfileLevel mine = profileLevel(ours).orElseThrow();
    H264ProfileLevel other = profileLevel(theirs).orElseThrow();
    boolean asymmetric = allowsAsymmetry(ours) && allowsAsymmetry(theirs);
    if (asymmetric || mine.level() <= other.level()) {
      return ours;
    }
    return FormatRules.with(ours, PROFILE_LEVEL, other.text());
  }

  private static boolean allowsAsymmetry(Map<String, String> parameters) {
    return "1".equals(parameters.get(ASYMMETRY));
  }

  private static Optional<H264ProfileLevel> profileLevel(Map<String, String> parameters) {
    return H264ProfileLevel.parse(parameters.getOrDefault(PROFILE_LEVEL, INFERRED));
  }
}

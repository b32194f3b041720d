package org.vivavoce.peer;

import java.util.Map;

/**
 * AV1, <a href="https://aomediacodec.github.io/av1-rtp-spec/#72-sdp-parameters">its RTP payload
 * format, section 7.2</a>: {@code profile} (0 where nothing is said), {@code level-idx} (5, level
 * 3.1) and {@code tier} (0) tell what each side can receive.
 *
 * <p>The specification lets each side say its own. We take only the same profile, as the browsers
 * do, which give each profile a payload type; and we ask for no higher level or tier than the other
 * side takes itself, because what we receive may have to be sent back or on: a stream is forwarded
 * as it is.
 */
enum Av1Rules implements FormatRules {
  /** The only one. */
  INSTANCE;

  private static final String PROFILE = "profile";
  private static final String LEVEL = "level-idx";
  private static final String TIER = "tier";
  private static final int MAX_PROFILE = 2;
  private static final int MAX_LEVEL = 31;
  private static final int LEVEL_3_1 = 5;

  @Override
  public boolean compatible(Map<String, String> ours, Map<String, String> theirs) {
    int profile = FormatRules.number(theirs, PROFILE, 0, MAX_PROFILE);
    return profile >= 0
        && profile == FormatRules.number(ours, PROFILE, 0, MAX_PROFILE)
        && level(theirs) >= 0
        && tier(theirs) >= 0;
  }

  @Override
  public Map<String, String> agreed(Map<String, String> ours, Map<String, String> theirs) {
    Map<String, String> agreed = ours;
    if (level(theirs) < level(ours)) {
      agreed = FormatRules.with(agreed, LEVEL, level(theirs));
    }
    if (tier(theirs) < tier(ours)) {
      agreed = FormatRules.with(agreed, TIER, tier(theirs));
    }
    return agreed;
  }

  private static int level(Map<String, String> parameters) {
    return FormatRules.number(parameters, LEVEL, LEVEL_3_1, MAX_LEVEL);
  }

  private static int tier(Map<String, String> parameters) {
    return FormatRules.number(parameters, TIER, 0, 1);
  }
}

package org.vivavoce.peer;

import java.util.Locale;
import java.util.Optional;

/**
 * The three bytes of H.264's {@code profile-level-id}, <a
 * href="https://www.rfc-editor.org/rfc/rfc6184#section-8.1">RFC 6184 section 8.1</a>, in
 * hexadecimal.
 *
 * <pre>
 *  0                   1                   2
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  profile_idc  |   profile-iop |   level_idc   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param profile what the first two bytes mean together (table 5 of the RFC)
 * @param level a number that grows with the level: ten times its name (31 is level 3.1), doubled,
 *     so that level 1b has a place between 1 and 1.1
 * @param text as it was written, in lower case
 */
record H264ProfileLevel(Profile profile, int level, String text) {

  /** Level 1b lies between 1 and 1.1. */
  private static final int LEVEL_1B = 21;

  private static final int CONSTRAINT_SET_3 = 0x10;
  private static final int LEVEL_IDC_1_1 = 11;
  private static final int LEVEL_IDC_1B = 9;
  private static final int MAX_LEVEL_IDC = 62;

  /** The profiles that the RFC's table names. Several patterns of bytes mean the same one. */
  enum Profile {
    CONSTRAINED_BASELINE("42 x1xx0000", "4d 1xxx0000", "58 11xx0000"),
    BASELINE("42 x0xx0000", "58 10xx0000"),
    MAIN("4d 0x0x0000"),
    EXTENDED("58 00xx0000"),
    HIGH("64 00000000"),
    /** Not in the RFC's table, but what Apple's encoders make: high, constraint sets 4 and 5. */
    CONSTRAINED_HIGH("64 00001100"),
    HIGH_10("6e 00000000"),
    HIGH_42("7a 00000000"),
    HIGH_44("f4 00000000"),
    HIGH_10_INTRA("6e 00010000"),
    HIGH_42_INTRA("7a 00010000"),
    HIGH_44_INTRA("f4 00010000"),
    CAVLC_44_INTRA("2c 00010000");

    private final String[] patterns;

    Profile(String... patterns) {
      this.patterns = patterns;
    }

    /** The first whose pattern fits: they do not overlap. */
    private static Optional<Profile> of(int idc, int iop) {
      for (Profile p : values()) {
        for (String pattern : p.patterns) {
          if (Integer.parseInt(pattern.substring(0, 2), 16) == idc
              && fits(pattern.substring(3), iop)) {
            return Optional.of(p);
          }
        }
      }
      return Optional.empty();
    }

    private static boolean fits(String bits, int iop) {
      for (int i = 0; i < bits.length(); i++) {
        char bit = bits.charAt(i);
        if (bit != 'x' && bit - '0' != (iop >>> (7 - i) & 1)) {
          return false;
        }
      }
      return true;
    }

    /** Those that mark level 1b by constraint set 3 (H.264 section A.3.4). */
    private boolean marks1bByConstraint() {
      return this == CONSTRAINED_BASELINE || this == BASELINE || this == MAIN || this == EXTENDED;
    }
  }

  /** Reads it; empty if it is no such thing or of a profile that nobody named. */
  static Optional<H264ProfileLevel> parse(String text) {
    if (text.length() != 6 || !text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
      return Optional.empty();
    }
    int idc = Integer.parseInt(text.substring(0, 2), 16);
    int iop = Integer.parseInt(text.substring(2, 4), 16);
    int levelIdc = Integer.parseInt(text.substring(4), 16);
    if (levelIdc < LEVEL_IDC_1B || levelIdc > MAX_LEVEL_IDC) {
      return Optional.empty();
    }
    return Profile.of(idc, iop)
        .map(p -> new H264ProfileLevel(p, level(p, iop, levelIdc), text.toLowerCase(Locale.ROOT)));
  }

  private static int level(Profile profile, int iop, int levelIdc) {
    boolean marked =
        profile.marks1bByConstraint()
            ? levelIdc == LEVEL_IDC_1_1 && (iop & CONSTRAINT_SET_3) != 0
            : levelIdc == LEVEL_IDC_1B;
    return marked ? LEVEL_1B : 2 * levelIdc;
  }
}

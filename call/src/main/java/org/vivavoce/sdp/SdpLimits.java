package org.vivavoce.sdp;

/**
 * How much text {@link SessionDescription#parse} accepts. Generous beside what browsers send (a
 * Chromium video section is 4,000 characters and 110 lines), and small enough that the worst text
 * costs milliseconds and a few megabytes.
 */
public final class SdpLimits {
  /**
   * Characters of a whole description, line ends included: 512 KiB, some 120 video sections as
   * Chromium writes them.
   */
  public static final int MAX_LENGTH = 512 * 1024;

  /** Characters of one line, without its end. */
  public static final int MAX_LINE_LENGTH = 16 * 1024;

  /** Media sections of one description. */
  public static final int MAX_MEDIA = 1024;

  /** Attributes of one section, that is of the session or of one media section. */
  public static final int MAX_ATTRIBUTES = 4096;

  /**
   * Lines of one of the types {@code e= p= c= b= t=} in one section, and {@code r=} lines of one
   * {@code t=} line. WebRTC has one or none of each.
   */
  public static final int MAX_REPEATS = 64;

  private SdpLimits() {}
}

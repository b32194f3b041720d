package org.vivavoce.peer;

/** What a track carries; the media type of its m-line. */
public enum MediaKind {
  /** {@code m=audio} */
  AUDIO,
  /** {@code m=video} */
  VIDEO;

  /** As in an m-line: {@code audio}, {@code video}. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}

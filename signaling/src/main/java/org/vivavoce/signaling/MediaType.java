package org.vivavoce.signaling;

/** What a stream carries. */
public enum MediaType {
  /** Sound. */
  AUDIO,
  /** Pictures. */
  VIDEO
}

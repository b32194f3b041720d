package org.vivavoce.signaling;

import java.util.Objects;

/**
 * A stream that somebody publishes, as told to the others.
 *
 * @param id which one
 * @param mediaType sound or pictures
 * @param codec the encoding's name as in SDP's {@code rtpmap} ({@code opus}, {@code VP8}), 1 to 32
 *     token characters and {@code /}; compared ignoring case
 */
public record StreamDescription(StreamId id, MediaType mediaType, String codec) {
  /** The most characters a codec name may have. */
  public static final int MAX_CODEC_LENGTH = 32;

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the codec's name is out of bounds
   */
  public StreamDescription {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(mediaType, "mediaType");
    Tokens.require("codec name", codec, MAX_CODEC_LENGTH, "/");
  }
}

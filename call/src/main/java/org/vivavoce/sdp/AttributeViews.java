package org.vivavoce.sdp;

import java.util.List;
import java.util.Optional;

/** What the session and a media section both may say, read from either. */
final class AttributeViews {
  private static final String CANDIDATE = "candidate:";

  private AttributeViews() {}

  static Optional<Direction> direction(Attributes attributes) {
    for (Direction direction : Direction.values()) {
      if (attributes.has(direction.token())) {
        return Optional.of(direction);
      }
    }
    return Optional.empty();
  }

  static Optional<String> iceUfrag(Attributes attributes) {
    return attributes.readFirst("ice-ufrag", IceText::ufrag);
  }

  static Optional<String> icePwd(Attributes attributes) {
    return attributes.readFirst("ice-pwd", IceText::pwd);
  }

  static List<String> iceOptions(Attributes attributes) {
    return attributes.readAll("ice-options", IceText::options).stream()
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  static Attribute candidate(String text) {
    String line = text.startsWith("a=") ? text.substring(2) : text;
    if (!line.startsWith(CANDIDATE)) {
      throw new IllegalArgumentException(
          "'"
              + SdpException.shorten(text)
              + "' is no candidate; allowed: candidate:..., with or without a= before it");
    }
    return Attribute.of("candidate", line.substring(CANDIDATE.length()));
  }
}

package org.vivavoce.sdp;

import java.util.Objects;
import java.util.Optional;

/**
 * One {@code a=} line: {@code a=name} (a flag) or {@code a=name:value} (RFC 8866 section 5.13). The
 * value is kept as it was written.
 *
 * @param name a token
 * @param value the text after the colon, empty text included; absent for a flag
 */
public record Attribute(String name, Optional<String> value) {
  /**
   * @throws IllegalArgumentException if the name is no token, or the value would not stay on its
   *     line
   */
  public Attribute {
    Text.requireToken(name, "attribute name");
    value.ifPresent(text -> Text.requireText(text, "attribute value"));
  }

  /** A flag: {@code a=name}. */
  public static Attribute of(String name) {
    return new Attribute(name, Optional.empty());
  }

  /** A value: {@code a=name:value}. */
  public static Attribute of(String name, String value) {
    return new Attribute(name, Optional.of(value));
  }

  static Attribute parse(String text) throws BadValue {
    int colon = text.indexOf(':');
    String name = Text.token(colon < 0 ? text : text.substring(0, colon), "attribute name");
    return new Attribute(
        name, colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1)));
  }

  String required() throws BadValue {
    if (value.isEmpty()) {
      throw new BadValue("attribute " + name + " has no value", "a=" + name + ":value");
    }
    return value.get();
  }

  /** The line without {@code a=}: {@code name} or {@code name:value}. */
  public String text() {
    return value.map(v -> name + ":" + v).orElse(name);
  }

  /** Whether this is the named attribute. */
  public boolean is(String other) {
    return name.equals(Objects.requireNonNull(other));
  }
}

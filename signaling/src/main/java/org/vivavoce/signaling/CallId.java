package org.vivavoce.signaling;

import java.util.Objects;
import java.util.UUID;

/**
 * One call, from the offer until the last one has left.
 *
 * @param uuid not null; unguessable, so that only those who were told can find its topics
 */
public record CallId(UUID uuid) {
  /** Checks for null. */
  public CallId {
    Objects.requireNonNull(uuid, "uuid");
  }

  /** A new one, from the system's secure random source (UUID version 4, RFC 9562). */
  public static CallId random() {
    return new CallId(UUID.randomUUID());
  }

  /**
   * Reads the canonical text.
   *
   * @param text 36 characters, lower case, as {@link #toString} gives
   * @return the id
   * @throws IllegalArgumentException if it is anything else
   */
  public static CallId parse(String text) {
    if (text.length() == 36) {
      try {
        UUID uuid = UUID.fromString(text);
        if (uuid.toString().equals(text)) {
          return new CallId(uuid);
        }
      } catch (IllegalArgumentException e) {
        throw wrong(text, e);
      }
    }
    throw wrong(text, null);
  }

  private static IllegalArgumentException wrong(String text, Exception cause) {
    return new IllegalArgumentException(
        "not a call id: "
            + Printable.quote(text, 40)
            + "; one is a UUID in lower case, like 123e4567-e89b-42d3-a456-426614174000",
        cause);
  }

  /** The UUID in its canonical text. */
  @Override
  public String toString() {
    return uuid.toString();
  }
}

package org.vivavoce.sdp;

import java.util.List;
import java.util.Optional;

/**
 * {@code a=extmap:id[/direction] uri [attributes]} (RFC 8285 sections 5 to 8): a header extension
 * and its number.
 *
 * @param id 1 to 14 in the one-byte form (15 is reserved there), up to 255 in the two-byte form;
 *     4096 to 4351 in an offer that has more extensions than numbers
 * @param direction which way it is used; absent means as the m-line says
 * @param uri what the extension is
 * @param extensionAttributes what follows the URI, as written
 */
public record ExtMap(
    int id, Optional<Direction> direction, String uri, Optional<String> extensionAttributes) {
  private static final int MAX_ID = 255;
  static final int MIN_SPARE_ID = 4096;
  private static final int MAX_SPARE_ID = 4351;

  /**
   * @throws IllegalArgumentException if the id is out of range, or the URI not one word
   */
  public ExtMap {
    try {
      checkId(id);
    } catch (BadValue e) {
      throw e.asMisuse();
    }
    Text.requireWord(uri, "extension URI");
    extensionAttributes.ifPresent(text -> Text.requireText(text, "extension attributes"));
  }

  /** An extension without a direction or attributes of its own. */
  public static ExtMap of(int id, String uri) {
    return new ExtMap(id, Optional.empty(), uri, Optional.empty());
  }

  private static void checkId(int id) throws BadValue {
    if (id < 1 || id > MAX_ID && id < MIN_SPARE_ID || id > MAX_SPARE_ID) {
      throw new BadValue(
          "extension id " + id + " is out of range", "1 to 255, or 4096 to 4351 in an offer");
    }
  }

  static ExtMap parse(String value) throws BadValue {
    List<String> parts = Text.firstAndRest(value);
    if (parts.size() != 2) {
      throw new BadValue("extmap has no URI", "extmap:id[/direction] uri [attributes]");
    }
    String entry = parts.get(0);
    int slash = entry.indexOf('/');
    int id =
        Text.integer(
            slash < 0 ? entry : entry.substring(0, slash), 1, MAX_SPARE_ID, "extension id");
    checkId(id);
    Optional<Direction> direction = Optional.empty();
    if (slash >= 0) {
      String token = entry.substring(slash + 1);
      direction = Direction.fromToken(token);
      if (direction.isEmpty()) {
        throw new BadValue(
            "extension direction '" + token + "' is unknown",
            "sendrecv, sendonly, recvonly or inactive");
      }
    }
    List<String> rest = Text.firstAndRest(parts.get(1));
    return new ExtMap(
        id, direction, rest.get(0), rest.size() < 2 ? Optional.empty() : Optional.of(rest.get(1)));
  }

  /** As an attribute. */
  public Attribute toAttribute() {
    StringBuilder text = new StringBuilder().append(id);
    direction.ifPresent(way -> text.append('/').append(way.token()));
    text.append(' ').append(uri);
    extensionAttributes.ifPresent(more -> text.append(' ').append(more));
    return Attribute.of("extmap", text.toString());
  }
}

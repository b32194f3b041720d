package org.vivavoce.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a description line by line (RFC 8866 sections 5 and 9). One pass; used once. Unknown
 * attributes survive; an unknown type letter is refused, as RFC 8866 section 5 wants.
 */
final class SdpParser {
  /**
   * The order of the types in a session and in a media section; t, r and z take turns in the place
   * of t.
   */
  private static final String SESSION_ORDER = "vosiuepcbtka";

  private static final String MEDIA_ORDER = "micbka";
  private static final String LETTERS = "vosiuepcbtrzkam";
  private static final String SESSION_ONCE = "vosiuck";
  private static final String MEDIA_ONCE = "ik";
  private static final String MANDATORY = "vost";

  private final SdpLines lines;
  private final int length;

  /** The types seen so far in this section. */
  private final StringBuilder seen = new StringBuilder();

  private final Map<Character, List<String>> texts = new HashMap<>();
  private final List<TimeDescription> times = new ArrayList<>();
  private final List<MediaDescription> media = new ArrayList<>();
  private final Map<String, Integer> midLines = new HashMap<>();

  // The section at hand: the session until the first m=.
  private Optional<MediaDescription> section = Optional.empty();
  private int place;
  private SectionCheck check = new SectionCheck(false);
  private List<Connection> connections = new ArrayList<>();
  private List<Bandwidth> bandwidths = new ArrayList<>();
  private List<Attribute> attributes = new ArrayList<>();

  private Optional<Origin> origin = Optional.empty();
  private Optional<SessionDescription> session = Optional.empty();

  SdpParser(String text) {
    this.lines = new SdpLines(text);
    this.length = text.length();
  }

  SessionDescription parse() throws SdpException {
    if (length > SdpLimits.MAX_LENGTH) {
      throw new SdpException(
          0, "", "the description has " + length + " characters", "up to " + SdpLimits.MAX_LENGTH);
    }
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.isEmpty() && lines.onlyEmptyLinesFollow()) {
        break;
      }
      try {
        accept(line);
      } catch (BadValue e) {
        throw e.atLine(lines.number(), line);
      }
    }
    try {
      return finish();
    } catch (BadValue e) {
      throw e.atLine(lines.number() + 1, "");
    }
  }

  private void accept(String line) throws BadValue {
    if (line.length() > SdpLimits.MAX_LINE_LENGTH) {
      throw new BadValue(
          "the line has " + line.length() + " characters", "up to " + SdpLimits.MAX_LINE_LENGTH);
    }
    if (line.isEmpty()) {
      throw new BadValue("the line is empty", "empty lines only after the last one");
    }
    if (line.length() < 2 || line.charAt(1) != '=') {
      throw new BadValue("the line does not begin with a letter and =", "type=value");
    }
    if (line.indexOf('\0') >= 0) {
      throw new BadValue("the line holds a NUL", "any other character");
    }
    char type = line.charAt(0);
    if (LETTERS.indexOf(type) < 0) {
      throw new BadValue("unknown line type", "one of " + LETTERS);
    }
    requireOrder(type);
    value(type, line.substring(2));
  }

  private void requireOrder(char type) throws BadValue {
    if (type == 'm') {
      requireMandatory(MANDATORY);
      return;
    }
    String order = section.isPresent() ? MEDIA_ORDER : SESSION_ORDER;
    int next = order.indexOf(type == 'r' || type == 'z' ? 't' : type);
    if (next == place && type == 'a') {
      return; // nearly all lines
    }
    String where = section.isPresent() ? "a media section" : "the session";
    if (next < 0) {
      throw new BadValue(type + "= does not belong in " + where, "only " + order);
    }
    if (next < place) {
      throw new BadValue(
          type + "= comes after " + order.charAt(place) + "=",
          "the order " + order + " in " + where);
    }
    String once = section.isPresent() ? MEDIA_ONCE : SESSION_ONCE;
    if (once.indexOf(type) >= 0 && seen.indexOf(String.valueOf(type)) >= 0) {
      throw new BadValue(type + "= comes twice in " + where, "once");
    }
    if (section.isEmpty()) {
      for (int i = 0; i < next; i++) {
        if (MANDATORY.indexOf(order.charAt(i)) >= 0) {
          requireMandatory(String.valueOf(order.charAt(i)));
        }
      }
    }
    place = next;
    if (seen.indexOf(String.valueOf(type)) < 0) {
      seen.append(type);
    }
  }

  private void requireMandatory(String types) throws BadValue {
    if (session.isPresent() || section.isPresent()) {
      return;
    }
    for (int i = 0; i < types.length(); i++) {
      if (seen.indexOf(types.substring(i, i + 1)) < 0) {
        throw new BadValue(
            "there is no " + types.charAt(i) + "= line before this",
            "v=, o=, s= and t=, in this order");
      }
    }
  }

  private void value(char type, String value) throws BadValue {
    switch (type) {
      case 'v' -> {
        if (!value.equals("0")) {
          throw new BadValue("unknown version", "v=0");
        }
      }
      case 'o' -> origin = Optional.of(Origin.parse(value));
      case 'c' -> addTo(connections, type, Connection.parse(value));
      case 'b' -> addTo(bandwidths, type, Bandwidth.parse(value));
      case 't' -> addTo(times, type, TimeDescription.parse(value));
      case 'r', 'z' -> extendTime(type, value);
      case 'a' -> attribute(Attribute.parse(value));
      case 'm' -> beginSection(MediaLine.parse(value));
      default -> addTo(texts.computeIfAbsent(type, letter -> new ArrayList<>(1)), type, value);
    }
  }

  private static <T> void addTo(List<T> list, char type, T value) throws BadValue {
    if (list.size() >= SdpLimits.MAX_REPEATS) {
      throw new BadValue("too many " + type + "= lines", "up to " + SdpLimits.MAX_REPEATS);
    }
    list.add(value);
  }

  private void extendTime(char type, String value) throws BadValue {
    if (times.isEmpty()) {
      throw new BadValue(type + "= stands before t=", "after a t= line");
    }
    TimeDescription last = times.remove(times.size() - 1);
    if (last.zones().isPresent()) {
      throw new BadValue(type + "= comes after z=", "one z= after the r= lines of a t= line");
    }
    List<String> repeats = new ArrayList<>(last.repeats());
    Optional<String> zones = Optional.empty();
    if (type == 'r') {
      addTo(repeats, type, value);
    } else {
      zones = Optional.of(value);
    }
    times.add(new TimeDescription(last.start(), last.stop(), repeats, zones));
  }

  private void attribute(Attribute attribute) throws BadValue {
    check.accept(attribute);
    if (section.isPresent() && attribute.is("mid")) {
      String mid = attribute.required();
      Integer before = midLines.putIfAbsent(mid, media.size());
      if (before != null && before != media.size()) {
        throw new BadValue(
            "another section has the mid " + SdpException.shorten(mid),
            "a mid of its own for each section");
      }
    }
    attributes.add(attribute);
  }

  private void beginSection(MediaDescription begun) throws BadValue {
    endSection();
    if (media.size() >= SdpLimits.MAX_MEDIA) {
      throw new BadValue("too many media sections", "up to " + SdpLimits.MAX_MEDIA);
    }
    section = Optional.of(begun);
    check = new SectionCheck(begun.isRtp());
    place = 0;
    seen.setLength(0);
    connections = new ArrayList<>();
    bandwidths = new ArrayList<>();
    attributes = new ArrayList<>();
  }

  private void endSection() {
    if (section.isPresent()) {
      MediaDescription begun = section.get();
      media.add(
          new MediaDescription(
              begun.kind(),
              begun.port(),
              begun.portCount(),
              begun.protocol(),
              begun.formats(),
              text('i'),
              connections,
              bandwidths,
              text('k'),
              Attributes.ofChecked(attributes, begun.isRtp())));
    } else {
      session =
          Optional.of(
              new SessionDescription(
                  origin.orElseThrow(() -> new AssertionError("no o= line after all")),
                  text('s').orElseThrow(() -> new AssertionError("no s= line after all")),
                  text('i'),
                  text('u'),
                  texts.getOrDefault('e', List.of()),
                  texts.getOrDefault('p', List.of()),
                  connections.stream().findFirst(),
                  bandwidths,
                  times,
                  text('k'),
                  Attributes.ofChecked(attributes, false),
                  List.of()));
    }
    texts.clear();
  }

  private Optional<String> text(char type) {
    return texts.getOrDefault(type, List.of()).stream().findFirst();
  }

  private SessionDescription finish() throws BadValue {
    requireMandatory(MANDATORY);
    endSection();
    return session.orElseThrow(() -> new AssertionError("no session after all")).withMedia(media);
  }
}

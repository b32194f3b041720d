package org.vivavoce.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds a {@link SessionDescription} as RFC 9429 section 5.2.1 begins one: {@code s=-}, {@code t=0
 * 0}, then the attributes and sections in the order of the calls. For one thread; may be used again
 * after {@link #build}.
 */
public final class SessionBuilder {
  private Optional<Origin> origin = Optional.empty();
  private final List<Attribute> attributes = new ArrayList<>();
  private final List<MediaDescription> media = new ArrayList<>();

  SessionBuilder() {}

  /** The {@code o=} line; it must be given. */
  public SessionBuilder origin(Origin value) {
    origin = Optional.of(value);
    return this;
  }

  /** {@code a=ice-options} of the session: {@code trickle ice2} (RFC 9429 section 5.2.1). */
  public SessionBuilder iceOptions(String... options) {
    return attribute(Attribute.of("ice-options", String.join(" ", options)));
  }

  /** {@code a=group:BUNDLE}. */
  public SessionBuilder bundle(BundleGroup group) {
    return attribute(group.toAttribute());
  }

  /** {@code a=extmap-allow-mixed} of the session. */
  public SessionBuilder extmapAllowMixed() {
    return attribute(Attribute.of("extmap-allow-mixed"));
  }

  /** Any attribute of the session. */
  public SessionBuilder attribute(Attribute attribute) {
    attributes.add(attribute);
    return this;
  }

  /** One more media section. */
  public SessionBuilder media(MediaDescription section) {
    media.add(section);
    return this;
  }

  /** More media sections. */
  public SessionBuilder media(List<MediaDescription> sections) {
    media.addAll(sections);
    return this;
  }

  /**
   * The description.
   *
   * @throws IllegalArgumentException if something is malformed, the origin is missing, or two
   *     sections have the same mid
   */
  public SessionDescription build() {
    Origin given =
        origin.orElseThrow(
            () ->
                new IllegalArgumentException("no origin; allowed: origin(Origin.of(id, version))"));
    return new SessionDescription(
        given,
        "-",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(TimeDescription.UNBOUNDED),
        Optional.empty(),
        Attributes.of(attributes),
        media);
  }
}

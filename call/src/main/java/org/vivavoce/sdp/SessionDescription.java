package org.vivavoce.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A session description (RFC 8866), as offers and answers are made of (RFC 9429). Immutable; safe
 * from any thread.
 *
 * <pre>{@code
 * SessionDescription offer = SessionDescription.parse(text);      // SdpException names the line
 * JsepChecks.verifyOffer(offer);                                  // what RFC 9429 section 5.8.3 asks for
 * for (MediaDescription section : offer.media()) {
 *   List<PayloadFormat> wanted = section.payloadFormats();        // in the order of preference
 *   List<SdpFingerprint> expected = offer.fingerprints(offer.transportOf(section));
 * }
 * String same = offer.toString();                                 // CRLF line ends
 * }</pre>
 *
 * <p>Methods that take a section and have a section's accessor's name answer for the section with
 * what the session says as a fallback (RFC 9429 section 5.8.1). A section that is bundled may leave
 * its transport to the group's tagged section: {@link #transportOf} finds that one.
 *
 * @param origin the {@code o=} line
 * @param sessionName the text of {@code s=}; {@code -} in WebRTC
 * @param information the text of {@code i=}
 * @param uri the text of {@code u=}
 * @param emails the texts of the {@code e=} lines
 * @param phones the texts of the {@code p=} lines
 * @param connection the {@code c=} line of the session
 * @param bandwidths the {@code b=} lines of the session
 * @param times the {@code t=} lines with theirs, at least one
 * @param key the text of {@code k=}, which is obsolete
 * @param attributes the {@code a=} lines of the session
 * @param media the media sections, in order
 */
public record SessionDescription(
    Origin origin,
    String sessionName,
    Optional<String> information,
    Optional<String> uri,
    List<String> emails,
    List<String> phones,
    Optional<Connection> connection,
    List<Bandwidth> bandwidths,
    List<TimeDescription> times,
    Optional<String> key,
    Attributes attributes,
    List<MediaDescription> media) {
  /**
   * @throws IllegalArgumentException if a part is malformed, there is no time, or two sections have
   *     the same mid
   */
  public SessionDescription {
    Text.requireText(sessionName, "s=");
    information.ifPresent(text -> Text.requireText(text, "i="));
    uri.ifPresent(text -> Text.requireText(text, "u="));
    emails = List.copyOf(emails);
    emails.forEach(text -> Text.requireText(text, "e="));
    phones = List.copyOf(phones);
    phones.forEach(text -> Text.requireText(text, "p="));
    bandwidths = List.copyOf(bandwidths);
    times = List.copyOf(times);
    key.ifPresent(text -> Text.requireText(text, "k="));
    media = List.copyOf(media);
    if (times.isEmpty()) {
      throw new IllegalArgumentException("no time; allowed: one or more t= lines");
    }
    Text.requireRange(media.size(), 0, SdpLimits.MAX_MEDIA, "number of media sections");
    SectionCheck.all(false, attributes);
    Set<String> mids = new HashSet<>();
    for (MediaDescription section : media) {
      section.mid().ifPresent(mid -> requireNew(mids, mid));
    }
  }

  private static void requireNew(Set<String> mids, String mid) {
    if (!mids.add(mid)) {
      throw new IllegalArgumentException(
          "two sections have the mid " + mid + "; allowed: one each");
    }
  }

  /**
   * Reads a description. Lines may end with CRLF, LF or CR, the last one with nothing; empty lines
   * may follow the last.
   *
   * @throws SdpException if a line is malformed, out of order, missing or of an unknown type, if a
   *     known attribute is malformed, if two sections have the same mid, or if {@link SdpLimits}
   *     are exceeded
   */
  public static SessionDescription parse(String text) throws SdpException {
    return new SdpParser(text).parse();
  }

  /** A builder that begins as RFC 9429 section 5.2.1 does. */
  public static SessionBuilder builder() {
    return new SessionBuilder();
  }

  /** The section with a mid. */
  public Optional<MediaDescription> mediaWithMid(String mid) {
    return media.stream()
        .filter(section -> section.mid().filter(mid::equals).isPresent())
        .findFirst();
  }

  /**
   * The groups of {@code a=group:BUNDLE}, in order; there is one at most in WebRTC's own offers,
   * but max-compat may have more.
   */
  public List<BundleGroup> bundleGroups() {
    return attributes.all("group").stream()
        .filter(group -> attributes.read(group, BundleGroup::isBundle))
        .map(group -> attributes.read(group, BundleGroup::parse))
        .toList();
  }

  /** The BUNDLE group that a section is in. */
  public Optional<BundleGroup> bundleOf(MediaDescription section) {
    return section
        .mid()
        .flatMap(
            mid -> bundleGroups().stream().filter(group -> group.mids().contains(mid)).findFirst());
  }

  /**
   * The section whose transport attributes (ICE, DTLS, candidates, port) count for a section: the
   * first of its BUNDLE group that is not rejected (RFC 9143 section 7), or itself if it is in
   * none. An offered section that is not bundle-only has a transport of its own besides, until the
   * answer bundles it.
   */
  public MediaDescription transportOf(MediaDescription section) {
    return bundleOf(section)
        .flatMap(
            group ->
                group.mids().stream()
                    .flatMap(mid -> mediaWithMid(mid).stream())
                    .filter(member -> member.port() != 0)
                    .findFirst())
        .orElse(section);
  }

  /** The {@code c=} line that holds for a section. */
  public Optional<Connection> connection(MediaDescription section) {
    return section.connection().or(() -> connection);
  }

  /**
   * The direction that holds for a section: its own, the session's, or {@link Direction#SENDRECV}.
   */
  public Direction direction(MediaDescription section) {
    return section
        .ownDirection()
        .or(() -> AttributeViews.direction(attributes))
        .orElse(Direction.SENDRECV);
  }

  /** {@code a=ice-ufrag} of the section or the session. */
  public Optional<String> iceUfrag(MediaDescription section) {
    return section.iceUfrag().or(() -> AttributeViews.iceUfrag(attributes));
  }

  /** {@code a=ice-pwd} of the section or the session. */
  public Optional<String> icePwd(MediaDescription section) {
    return section.icePwd().or(() -> AttributeViews.icePwd(attributes));
  }

  /** {@code a=ice-options} of the section and the session. */
  public List<String> iceOptions(MediaDescription section) {
    List<String> options = new ArrayList<>(AttributeViews.iceOptions(attributes));
    section.iceOptions().stream().filter(option -> !options.contains(option)).forEach(options::add);
    return List.copyOf(options);
  }

  /** {@code a=ice-lite} (RFC 8839 section 5.3). */
  public boolean iceLite() {
    return attributes.has("ice-lite");
  }

  /** The fingerprints of the section or, if it has none, of the session. */
  public List<SdpFingerprint> fingerprints(MediaDescription section) {
    List<SdpFingerprint> own = section.fingerprints();
    return own.isEmpty() ? attributes.readAll("fingerprint", SdpFingerprint::parse) : own;
  }

  /** {@code a=setup} of the section or the session. */
  public Optional<SetupRole> setup(MediaDescription section) {
    return section.setup().or(() -> attributes.readFirst("setup", SetupRole::parse));
  }

  /** {@code a=tls-id} of the section or the session. */
  public Optional<String> tlsId(MediaDescription section) {
    return section.tlsId().or(() -> attributes.value("tls-id"));
  }

  /** The header extensions of the section and the session (RFC 8285 section 5). */
  public List<ExtMap> extMaps(MediaDescription section) {
    List<ExtMap> all = new ArrayList<>(section.extMaps());
    all.addAll(attributes.readAll("extmap", ExtMap::parse));
    return List.copyOf(all);
  }

  /**
   * Whether one-byte and two-byte header extensions may be mixed, by word of the section or the
   * session (RFC 8285 section 6).
   */
  public boolean extmapAllowMixed(MediaDescription section) {
    return section.extmapAllowMixed() || attributes.has("extmap-allow-mixed");
  }

  /**
   * Whether candidates are complete: the section or the session says {@code a=end-of-candidates}
   * (RFC 8840).
   */
  public boolean endOfCandidates(MediaDescription section) {
    return section.endOfCandidates() || attributes.has("end-of-candidates");
  }

  /** The same with another origin. */
  public SessionDescription withOrigin(Origin other) {
    return with(other, attributes, media);
  }

  /** The same with other session attributes. */
  public SessionDescription withAttributes(Attributes others) {
    return with(origin, others, media);
  }

  /** The same with other sections. */
  public SessionDescription withMedia(List<MediaDescription> sections) {
    return with(origin, attributes, sections);
  }

  /**
   * The same with one section replaced.
   *
   * @throws IndexOutOfBoundsException if there is no such section
   */
  public SessionDescription withMedia(int index, MediaDescription section) {
    List<MediaDescription> sections = new ArrayList<>(media);
    sections.set(index, section);
    return with(origin, attributes, sections);
  }

  private SessionDescription with(
      Origin newOrigin, Attributes newAttributes, List<MediaDescription> newMedia) {
    return new SessionDescription(
        newOrigin,
        sessionName,
        information,
        uri,
        emails,
        phones,
        connection,
        bandwidths,
        times,
        key,
        newAttributes,
        newMedia);
  }

  /**
   * The number, from 1, of the {@code m=} line of a section in the printed description, which is
   * its number in the parsed one too; one more than the number of lines for the index after the
   * last.
   *
   * @throws IndexOutOfBoundsException for any other index
   */
  public int lineOf(int mediaIndex) {
    int lines = sessionLines() + 1;
    for (MediaDescription section : media.subList(0, mediaIndex)) {
      lines += section.lines();
    }
    return lines;
  }

  /** The line of a BUNDLE group. */
  int lineOfGroup(BundleGroup group) {
    int line = sessionLines() - attributes.size();
    for (Attribute attribute : attributes) {
      line++;
      if (attribute.is("group")
          && attributes.read(attribute, BundleGroup::isBundle)
          && attributes.read(attribute, BundleGroup::parse).equals(group)) {
        return line;
      }
    }
    throw new AssertionError("no such group: " + group);
  }

  private int sessionLines() {
    StringBuilder out = new StringBuilder();
    printSession(out);
    return (int) out.chars().filter(c -> c == '\n').count();
  }

  private void printSession(StringBuilder out) {
    out.append("v=0\r\n");
    origin.print(out);
    out.append("s=").append(sessionName).append("\r\n");
    information.ifPresent(text -> out.append("i=").append(text).append("\r\n"));
    uri.ifPresent(text -> out.append("u=").append(text).append("\r\n"));
    emails.forEach(text -> out.append("e=").append(text).append("\r\n"));
    phones.forEach(text -> out.append("p=").append(text).append("\r\n"));
    connection.ifPresent(address -> out.append("c=").append(address.text()).append("\r\n"));
    bandwidths.forEach(bandwidth -> out.append("b=").append(bandwidth.text()).append("\r\n"));
    times.forEach(time -> time.print(out));
    key.ifPresent(text -> out.append("k=").append(text).append("\r\n"));
    attributes.print(out);
  }

  /** The description as text, lines ended by CRLF. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(1024);
    printSession(out);
    media.forEach(section -> section.print(out));
    return out.toString();
  }
}

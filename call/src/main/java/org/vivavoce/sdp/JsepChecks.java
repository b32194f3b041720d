package org.vivavoce.sdp;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that an offer or an answer must keep beyond its grammar (RFC 9429 section 5.8.3, RFC
 * 3264 section 6, RFC 9143 section 7), as far as the description alone, or the pair of them, can
 * tell. A violation is an {@link SdpException} that names the line of the section or group.
 *
 * <p>Sections that are rejected, and those that are neither RTP nor data channels, are not looked
 * into: nobody will use them. Where a section is bundled, its group's transport may speak for it
 * ({@link SessionDescription#transportOf}). RTCP multiplexing is required, as under the W3C's
 * policy "require", the only one that is left.
 *
 * <p>Not checked here, because it takes more than the descriptions: codecs, and what a
 * renegotiation must keep.
 */
public final class JsepChecks {
  private JsepChecks() {}

  /**
   * Checks an offer.
   *
   * @throws SdpException if an accepted section lacks ICE credentials, fingerprint, setup role or
   *     rtcp-mux, or a BUNDLE group names a section that does not exist, or one that another group
   *     has
   */
  public static void verifyOffer(SessionDescription offer) throws SdpException {
    groups(offer);
    for (int i = 0; i < offer.media().size(); i++) {
      if (isUsed(offer.media().get(i))) {
        transport(offer, i);
      }
    }
  }

  /**
   * Checks an answer (or provisional answer) against the offer it answers.
   *
   * @throws SdpException if the sections do not match the offer's in number, kind, protocol, mid or
   *     rejection, if the answer bundles what the offer did not, if its setup role does not answer
   *     the offer's, or for the reasons of {@link #verifyOffer}
   */
  public static void verifyAnswer(SessionDescription offer, SessionDescription answer)
      throws SdpException {
    List<MediaDescription> asked = offer.media();
    List<MediaDescription> given = answer.media();
    if (asked.size() != given.size()) {
      int line =
          given.size() > asked.size() ? answer.lineOf(asked.size()) : answer.lineOf(given.size());
      throw new SdpException(
          line,
          "",
          "the answer has " + given.size() + " media sections",
          "as many as the offer: " + asked.size());
    }
    groups(answer);
    bundlesOnlyWhatWasOffered(offer, answer);
    for (int i = 0; i < given.size(); i++) {
      matches(answer, i, asked.get(i));
      if (isUsed(given.get(i))) {
        transport(answer, i);
        answersSetup(offer, answer, i);
      }
    }
  }

  private static boolean isUsed(MediaDescription section) {
    return !section.isRejected() && (section.isRtp() || section.isDataChannel());
  }

  private static void transport(SessionDescription description, int index) throws SdpException {
    MediaDescription section = description.media().get(index);
    MediaDescription tagged = description.transportOf(section);
    require(
        description.iceUfrag(section).or(() -> description.iceUfrag(tagged)).isPresent(),
        description,
        index,
        "there is no ice-ufrag for this section",
        "a=ice-ufrag in the section or the session");
    require(
        description.icePwd(section).or(() -> description.icePwd(tagged)).isPresent(),
        description,
        index,
        "there is no ice-pwd for this section",
        "a=ice-pwd in the section or the session");
    require(
        !description.fingerprints(section).isEmpty() || !description.fingerprints(tagged).isEmpty(),
        description,
        index,
        "there is no fingerprint for this section",
        "a=fingerprint in the section or the session");
    require(
        setup(description, section).filter(role -> role != SetupRole.HOLDCONN).isPresent(),
        description,
        index,
        "there is no usable setup role for this section",
        "a=setup:actpass, active or passive");
    require(
        !section.isRtp() || section.rtcpMux() || tagged.rtcpMux(),
        description,
        index,
        "RTCP is not multiplexed with RTP",
        "a=rtcp-mux in the section");
    require(
        !section.rtcpMuxOnly() || section.rtcpMux(),
        description,
        index,
        "rtcp-mux-only stands without rtcp-mux",
        "both of them (RFC 8858)");
  }

  private static Optional<SetupRole> setup(
      SessionDescription description, MediaDescription section) {
    return description.setup(section).or(() -> description.setup(description.transportOf(section)));
  }

  private static void matches(SessionDescription answer, int index, MediaDescription asked)
      throws SdpException {
    MediaDescription given = answer.media().get(index);
    require(
        given.kind().equals(asked.kind()),
        answer,
        index,
        "the kind is not the offer's",
        asked.kind());
    require(
        given.protocol().equals(asked.protocol()),
        answer,
        index,
        "the protocol is not the offer's",
        asked.protocol());
    require(
        given.isRejected() || !asked.isRejected(),
        answer,
        index,
        "the offer rejected this section, the answer accepts it",
        "port 0");
    require(
        given.mid().isEmpty() || asked.mid().isEmpty() || given.mid().equals(asked.mid()),
        answer,
        index,
        "the mid is not the offer's",
        "a=mid:" + asked.mid().orElse(""));
  }

  private static void answersSetup(SessionDescription offer, SessionDescription answer, int index)
      throws SdpException {
    SetupRole offered = setup(offer, offer.media().get(index)).orElse(SetupRole.ACTPASS);
    SetupRole given =
        setup(answer, answer.media().get(index))
            .orElseThrow(() -> new AssertionError("checked before"));
    require(
        given.answers(offered),
        answer,
        index,
        "setup:" + given.token() + " does not answer setup:" + offered.token(),
        allowedAnswer(offered));
  }

  private static String allowedAnswer(SetupRole offered) {
    return switch (offered) {
      case ACTPASS -> "active or passive";
      case ACTIVE -> "passive";
      case PASSIVE -> "active";
      case HOLDCONN -> "holdconn";
    };
  }

  private static void groups(SessionDescription description) throws SdpException {
    Set<String> sections = new HashSet<>();
    description.media().forEach(section -> section.mid().ifPresent(sections::add));
    Set<String> grouped = new HashSet<>();
    for (BundleGroup group : description.bundleGroups()) {
      for (String mid : group.mids()) {
        String shown = SdpException.shorten(mid);
        requireGroup(
            sections.contains(mid),
            description,
            group,
            "no section has the mid " + shown,
            "mids of this description");
        requireGroup(
            grouped.add(mid),
            description,
            group,
            "mid " + shown + " is bundled twice",
            "each mid in one group, once");
      }
    }
  }

  private static void bundlesOnlyWhatWasOffered(SessionDescription offer, SessionDescription answer)
      throws SdpException {
    Map<String, Integer> groupOf = new HashMap<>();
    List<BundleGroup> offered = offer.bundleGroups();
    for (int i = 0; i < offered.size(); i++) {
      for (String mid : offered.get(i).mids()) {
        groupOf.put(mid, i);
      }
    }
    for (BundleGroup group : answer.bundleGroups()) {
      Set<Integer> groups = new HashSet<>();
      group.mids().forEach(mid -> groups.add(groupOf.getOrDefault(mid, -1)));
      requireGroup(
          groups.size() <= 1 && !groups.contains(-1),
          answer,
          group,
          "the answer bundles what the offer did not",
          "mids of one group of the offer");
    }
  }

  private static void require(
      boolean holds, SessionDescription description, int index, String problem, String allowed)
      throws SdpException {
    if (!holds) {
      throw new SdpException(
          description.lineOf(index), description.media().get(index).firstLine(), problem, allowed);
    }
  }

  private static void requireGroup(
      boolean holds,
      SessionDescription description,
      BundleGroup group,
      String problem,
      String allowed)
      throws SdpException {
    if (!holds) {
      throw new SdpException(
          description.lineOfGroup(group), "a=" + group.toAttribute().text(), problem, allowed);
    }
  }
}

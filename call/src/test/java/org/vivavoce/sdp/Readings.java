package org.vivavoce.sdp;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls every accessor: whatever was parsed must be readable. */
final class Readings {
  private Readings() {}

  /** Linear in the number of attributes, once per section. */
  static void readEverything(SessionDescription description) {
    assertThat(description.bundleGroups()).isNotNull();
    description.iceLite();
    for (MediaDescription section : description.media()) {
      readSection(section);
      assertThat(section.ownDirection().orElse(section.direction())).isEqualTo(section.direction());
      description.direction(section);
      description.connection(section);
      description.iceUfrag(section);
      description.icePwd(section);
      description.iceOptions(section);
      description.fingerprints(section);
      description.setup(section);
      description.tlsId(section);
      description.extMaps(section).forEach(ExtMap::toAttribute);
      description.extmapAllowMixed(section);
      description.endOfCandidates(section);
    }
  }

  private static void readSection(MediaDescription section) {
    section.mid();
    section.isDataChannel();
    section.isRejected();
    assertThat(section.candidates().stream().allMatch(text -> text.startsWith("candidate:")))
        .isTrue();
    section.rtcp().map(RtcpAddress::toAttribute);
    section.rtcpMux();
    section.rtcpMuxOnly();
    section.rtcpRsize();
    section.payloadFormats().forEach(format -> format.parameter("apt"));
    section.fmtp(111).map(Fmtp::toAttribute);
    section.msids().forEach(Msid::toAttribute);
    section.ssrcAttributes().forEach(SsrcAttribute::toAttribute);
    section.ssrcGroups().forEach(SsrcGroup::toAttribute);
    section.ptime();
    section.maxptime();
    section.sctpPort();
    section.sctpMap().map(SctpMap::toAttribute);
    section.maxMessageSize();
    section.rids();
    section.simulcast();
  }
}

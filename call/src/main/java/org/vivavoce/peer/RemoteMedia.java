package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vivavoce.sdp.Direction;
import org.vivavoce.sdp.MediaDescription;
import org.vivavoce.sdp.Msid;
import org.vivavoce.sdp.PayloadFormat;
import org.vivavoce.sdp.SessionDescription;
import org.vivavoce.sdp.SsrcAttribute;

/**
 * What one m-line of a remote description asks for, checked as far as one m-line can be.
 *
 * @param index its place, from 0
 * @param section the m-line itself
 * @param mid its identification; made up from the index where the other side gave none
 * @param kind audio or video; empty: something that we reject
 * @param direction as the other side sees it
 * @param formats its payload types with all that belongs to them
 * @param extensions the numbers of those header extensions that we know and can write
 * @param streamIds what a=msid says the track is part of
 * @param trackId what a=msid calls the track; empty if nothing does
 * @param ssrcs the SSRCs that it announces
 * @param bundled whether it shares the transport of the first m-line
 */
record RemoteMedia(
    int index,
    MediaDescription section,
    String mid,
    Optional<MediaKind> kind,
    Direction direction,
    List<PayloadFormat> formats,
    HeaderExtensionIds extensions,
    List<String> streamIds,
    String trackId,
    Set<Integer> ssrcs,
    boolean bundled) {

  /** SSRCs of one m-line that we keep: a stream, its retransmissions, some layers. */
  private static final int MAX_SSRCS = 16;

  static RemoteMedia read(SessionDescription sdp, int index, boolean bundled) {
    MediaDescription m = sdp.media().get(index);
    Optional<MediaKind> kind =
        switch (m.kind()) {
          case "audio" -> Optional.of(MediaKind.AUDIO);
          case "video" -> Optional.of(MediaKind.VIDEO);
          default -> Optional.empty();
        };
    String mid = m.mid().orElse("m" + index);
    List<String> streams = new ArrayList<>();
    String track = "";
    for (Msid msid : m.msids()) {
      if (msid.hasStream()) {
        streams.add(msid.streamId());
      }
      track = msid.trackId().orElse(track);
    }
    Set<Integer> ssrcs = new LinkedHashSet<>();
    for (SsrcAttribute s : m.ssrcAttributes()) {
      if (ssrcs.size() < MAX_SSRCS) {
        ssrcs.add((int) s.ssrc());
      }
    }
    return new RemoteMedia(
        index,
        m,
        mid,
        m.isRtp() ? kind : Optional.empty(),
        sdp.direction(m),
        m.isRtp() ? m.payloadFormats() : List.of(),
        HeaderExtensionIds.read(sdp.extMaps(m), mid, m.kind().equals("audio")),
        streams,
        track,
        ssrcs,
        bundled);
  }

  /**
   * Whether it can be used at all: not rejected, of a kind that we know, multiplexed as BUNDLE
   * wants.
   */
  boolean usable() {
    return !section.isRejected()
        && bundled
        && (carriesData() || kind.isPresent() && section.rtcpMux());
  }

  /** Whether it is for data channels, on a port that SCTP can have (RFC 8841 section 5). */
  boolean carriesData() {
    return section.isDataChannel() && section.sctpPort().orElse(DataSection.DEFAULT_PORT) > 0;
  }

  /**
   * Those of our codecs that the other side names too, in its order, with its payload types. Each
   * payload type is taken once, by the first of ours that fits. Behind each are its
   * retransmissions.
   */
  List<RtpCodec> common(List<RtpCodec> ours) {
    List<RtpCodec> common = new ArrayList<>();
    for (PayloadFormat f : formats) {
      if (kind.isPresent() && mayBeRtp(f.payloadType())) {
        ours.stream()
            .filter(c -> c.kind() == kind.get() && !Retransmission.is(c))
            .map(c -> c.agreedWith(f))
            .flatMap(Optional::stream)
            .findFirst()
            .ifPresent(common::add);
      }
    }
    return Retransmission.agreed(common, formats);
  }

  /** With rtcp-mux, 64 to 95 would be taken for RTCP (RFC 5761 section 4). */
  static boolean mayBeRtp(int payloadType) {
    return payloadType < 64 || payloadType > 95;
  }
}

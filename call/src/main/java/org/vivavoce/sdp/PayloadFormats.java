package org.vivavoce.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what the attributes of an RTP section say about each payload type of its m-line. */
final class PayloadFormats {
  private PayloadFormats() {}

  static List<PayloadFormat> of(MediaDescription section) {
    Map<Integer, RtpMap> maps = new HashMap<>();
    section.rtpMaps().forEach(map -> maps.putIfAbsent(map.payloadType(), map));
    Map<String, Fmtp> parameters = new HashMap<>();
    section.fmtps().forEach(fmtp -> parameters.putIfAbsent(fmtp.format(), fmtp));
    Map<Integer, List<RtcpFeedback>> feedback = feedbackByType(section);
    List<PayloadFormat> found = new ArrayList<>();
    feedback.forEach(
        (type, allowed) -> {
          RtpMap map = maps.get(type);
          Optional<RtpMap> encoding =
              Optional.ofNullable(map).or(() -> StaticPayloadTypes.of(type));
          Optional<Fmtp> fmtp = Optional.ofNullable(parameters.get(Integer.toString(type)));
          encoding.ifPresent(known -> found.add(new PayloadFormat(known, fmtp, allowed)));
        });
    return List.copyOf(found);
  }

  /** The payload types in the order of the m-line, each once, with their feedback in its order. */
  private static Map<Integer, List<RtcpFeedback>> feedbackByType(MediaDescription section) {
    Map<Integer, List<RtcpFeedback>> byType = new LinkedHashMap<>();
    section
        .formats()
        .forEach(format -> byType.putIfAbsent(Integer.valueOf(format), new ArrayList<>()));
    for (RtcpFeedback feedback : section.rtcpFeedback()) {
      if (feedback.payloadType().isEmpty()) {
        byType.values().forEach(list -> list.add(feedback));
      } else {
        byType.computeIfPresent(
            feedback.payloadType().getAsInt(),
            (type, list) -> {
              list.add(feedback);
              return list;
            });
      }
    }
    return byType;
  }
}

package org.vivavoce.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vivavoce.sdp.PayloadFormat;

/**
 * Retransmissions (<a href="https://www.rfc-editor.org/rfc/rfc4588#section-8.6">RFC 4588 section
 * 8.6</a>) among the codecs of an m-line: a codec that honours {@code nack} has an {@code rtx} of
 * its own behind it, whose {@code apt} names it; without one nothing is sent again, and {@code
 * nack} is not agreed on.
 */
final class Retransmission {
  private static final String NAME = "rtx";
  private static final String APT = "apt";

  private Retransmission() {}

  static boolean is(RtpCodec c) {
    return c.name().equalsIgnoreCase(NAME);
  }

  /** The payload type whose packets it repeats, or -1. */
  private static int apt(RtpCodec c) {
    return is(c) ? FormatRules.number(FormatRules.parameters(c.fmtp()), APT, -1, 127) : -1;
  }

  /** The codecs alone. */
  static List<RtpCodec> without(List<RtpCodec> codecs) {
    return codecs.stream().filter(c -> !is(c)).toList();
  }

  /**
   * What each payload type is repeated under.
   *
   * @return 128 places; -1: it is not
   */
  static int[] byOriginal(List<RtpCodec> codecs) {
    int[] types = new int[128];
    java.util.Arrays.fill(types, -1);
    for (RtpCodec c : codecs) {
      int apt = apt(c);
      if (apt >= 0) {
        types[apt] = c.payloadType();
      }
    }
    return types;
  }

  /**
   * What each payload type repeats.
   *
   * @return 128 places; -1: it is not for retransmissions
   */
  static int[] toOriginal(List<RtpCodec> codecs) {
    int[] types = new int[128];
    java.util.Arrays.fill(types, -1);
    codecs.forEach(c -> types[c.payloadType()] = apt(c));
    return types;
  }

  /**
   * An m-line that we offer: the retransmissions of its codecs behind each.
   *
   * @param codecs with their payload types
   * @param inUse what the session's m-lines have, all of them: what is known there by a number
   *     keeps it
   * @throws PeerConnectionException OperationError if there are not enough numbers
   */
  static List<RtpCodec> offered(List<RtpCodec> codecs, List<RtpCodec> inUse) {
    Set<Integer> taken = new TreeSet<>();
    codecs.forEach(c -> taken.add(c.payloadType()));
    inUse.forEach(c -> taken.add(c.payloadType()));
    List<RtpCodec> all = new ArrayList<>();
    for (RtpCodec c : codecs) {
      all.add(c);
      if (c.honours(VideoCodecs.NACK)) {
        int number =
            inUse.stream()
                .filter(u -> apt(u) == c.payloadType())
                .mapToInt(RtpCodec::payloadType)
                .findFirst()
                .orElseGet(() -> free(c, taken));
        taken.add(number);
        all.add(of(c, number));
      }
    }
    return List.copyOf(all);
  }

  /** The number behind the codec's, as browsers have it; else any. */
  private static int free(RtpCodec c, Set<Integer> taken) {
    IntStream pool =
        IntStream.concat(IntStream.rangeClosed(96, 127), IntStream.rangeClosed(35, 63));
    int next = c.payloadType() + 1;
    OptionalInt found =
        IntStream.concat(IntStream.of(next).filter(n -> n <= 63 || (n >= 96 && n <= 127)), pool)
            .filter(n -> !taken.contains(n))
            .findFirst();
    return found.orElseThrow(
        () ->
            new PeerConnectionException(
                RtcErrorName.OPERATION_ERROR,
                "no payload type is left for the retransmissions of "
                    + c.name()
                    + "; configure fewer codecs, or some without nack"));
  }

  /** What both sides have: the retransmissions that the other side names, behind our codecs. */
  static List<RtpCodec> agreed(List<RtpCodec> common, List<PayloadFormat> theirs) {
    Set<Integer> taken =
        common.stream().map(RtpCodec::payloadType).collect(Collectors.toCollection(TreeSet::new));
    List<RtpCodec> agreed = new ArrayList<>();
    for (RtpCodec c : common) {
      Optional<PayloadFormat> rtx =
          theirs.stream()
              .filter(f -> c.honours(VideoCodecs.NACK) && repeats(f, c))
              .filter(f -> !taken.contains(f.payloadType()))
              .findFirst();
      if (rtx.isPresent()) {
        agreed.add(c);
        agreed.add(of(c, rtx.get().payloadType()));
        taken.add(rtx.get().payloadType());
      } else {
        agreed.add(c.withoutFeedback(VideoCodecs.NACK));
      }
    }
    return agreed;
  }

  private static boolean repeats(PayloadFormat f, RtpCodec c) {
    return f.rtpMap().isCodec(NAME)
        && f.rtpMap().clockRate() == c.clockRate()
        && RemoteMedia.mayBeRtp(f.payloadType())
        && f.parameter(APT).filter(Integer.toString(c.payloadType())::equals).isPresent();
  }

  /** Some of the codecs that were agreed on, with their retransmissions. */
  static List<RtpCodec> of(List<RtpCodec> some, List<RtpCodec> agreed) {
    List<RtpCodec> all = new ArrayList<>();
    for (RtpCodec c : some) {
      all.add(c);
      agreed.stream().filter(r -> apt(r) == c.payloadType()).forEach(all::add);
    }
    return all;
  }

  private static RtpCodec of(RtpCodec c, int number) {
    return new RtpCodec(
        c.kind(), NAME, c.clockRate(), 1, number, APT + "=" + c.payloadType(), List.of());
  }
}

package org.vivavoce.rtp.opus;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The {@code a=fmtp} parameters of Opus (RFC 7587 section 6.1): what the one who sends them would
 * like to receive, and by {@code sprop-} what he is likely to send.
 *
 * <p>What RFC 7587 does not know, and values that it does not allow, are kept as they are in {@link
 * #other()}; of the latter the default applies.
 *
 * @param maxPlaybackRate highest sampling rate worth sending, in Hz; 48000 by default
 * @param spropMaxCaptureRate highest sampling rate that will be sent, in Hz; 48000 by default
 * @param minPtime least duration of a packet, in ms; 3 by default
 * @param maxAverageBitrate in bit/s, 6000 to 510000; by default none
 * @param stereo whether stereo is preferred
 * @param spropStereo whether stereo is likely to be sent
 * @param cbr whether a constant bitrate is preferred
 * @param useInbandFec whether in-band FEC is of use
 * @param useDtx whether DTX is preferred
 * @param other parameters not understood, in their order
 */
public record OpusFmtp(
    int maxPlaybackRate,
    int spropMaxCaptureRate,
    int minPtime,
    OptionalInt maxAverageBitrate,
    boolean stereo,
    boolean spropStereo,
    boolean cbr,
    boolean useInbandFec,
    boolean useDtx,
    Map<String, String> other) {

  /** What holds when no parameter is given. */
  public static final OpusFmtp DEFAULTS =
      new OpusFmtp(
          48_000, 48_000, 3, OptionalInt.empty(), false, false, false, false, false, Map.of());

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if a number is out of the range that RFC 7587 gives it
   */
  public OpusFmtp {
    OpusConfig.range("maxplaybackrate", maxPlaybackRate, 8_000, 48_000);
    OpusConfig.range("sprop-maxcapturerate", spropMaxCaptureRate, 8_000, 48_000);
    OpusConfig.range("minptime", minPtime, 3, 120);
    if (maxAverageBitrate.isPresent()) {
      OpusConfig.range("maxaveragebitrate", maxAverageBitrate.getAsInt(), 6_000, 510_000);
    }
    other = Collections.unmodifiableMap(new LinkedHashMap<>(other));
  }

  /**
   * What an end that decodes by this package says: packets from 10 ms on, in-band FEC, stereo if it
   * plays it.
   */
  public static OpusFmtp receiving(int channels) {
    boolean stereo = channels == 2;
    return new OpusFmtp(
        48_000, 48_000, 10, OptionalInt.empty(), stereo, stereo, false, true, false, Map.of());
  }

  /**
   * Reads {@code name=value} pairs with semicolons between them, as they stand in SDP after the
   * payload type.
   */
  public static OpusFmtp parse(String text) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String part : text.split(";")) {
      String pair = part.strip();
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals).strip();
        map.putIfAbsent(name, equals < 0 ? "" : pair.substring(equals + 1).strip());
      }
    }
    return of(map);
  }

  /** Reads parameters by name; names are compared without regard to case. */
  public static OpusFmtp of(Map<String, String> parameters) {
    Map<String, String> rest = new LinkedHashMap<>(parameters);
    return new OpusFmtp(
        number(rest, "maxplaybackrate", 8_000, 48_000).orElse(48_000),
        number(rest, "sprop-maxcapturerate", 8_000, 48_000).orElse(48_000),
        number(rest, "minptime", 3, 120).orElse(3),
        number(rest, "maxaveragebitrate", 6_000, 510_000),
        flag(rest, "stereo"),
        flag(rest, "sprop-stereo"),
        flag(rest, "cbr"),
        flag(rest, "useinbandfec"),
        flag(rest, "usedtx"),
        rest);
  }

  /** The parameters by name, without those that have their default. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    if (minPtime != 3) {
      map.put("minptime", Integer.toString(minPtime));
    }
    if (maxPlaybackRate != 48_000) {
      map.put("maxplaybackrate", Integer.toString(maxPlaybackRate));
    }
    if (spropMaxCaptureRate != 48_000) {
      map.put("sprop-maxcapturerate", Integer.toString(spropMaxCaptureRate));
    }
    maxAverageBitrate.ifPresent(b -> map.put("maxaveragebitrate", Integer.toString(b)));
    put(map, "stereo", stereo);
    put(map, "sprop-stereo", spropStereo);
    put(map, "cbr", cbr);
    put(map, "useinbandfec", useInbandFec);
    put(map, "usedtx", useDtx);
    map.putAll(other);
    return map;
  }

  /** The parameters as SDP has them after the payload type; empty if all have their default. */
  public String toSdp() {
    StringBuilder out = new StringBuilder();
    toMap()
        .forEach(
            (name, value) ->
                out.append(out.length() == 0 ? "" : ";")
                    .append(name)
                    .append(value.isEmpty() ? "" : "=" + value));
    return out.toString();
  }

  /**
   * What to encode for a peer that sent these parameters, when one would like to encode as in
   * {@code wish}.
   */
  public OpusConfig restrict(OpusConfig wish) {
    return new OpusConfig(
        stereo ? wish.channels() : 1,
        Math.min(wish.bitrate(), maxAverageBitrate.orElse(wish.bitrate())),
        wish.complexity(),
        wish.inbandFec() && useInbandFec,
        wish.expectedLossPercent(),
        wish.dtx() && useDtx,
        minPtime > wish.frameMillis() ? atLeast(minPtime) : wish.frameMillis(),
        wish.application());
  }

  private static int atLeast(int millis) {
    return millis <= 10 ? 10 : millis <= 20 ? 20 : millis <= 40 ? 40 : 60;
  }

  private static void put(Map<String, String> map, String name, boolean value) {
    if (value) {
      map.put(name, "1");
    }
  }

  private static OptionalInt number(Map<String, String> rest, String name, int min, int max) {
    String key = find(rest, name);
    String value = key == null ? "" : rest.get(key);
    if (!value.matches("[0-9]{1,9}")) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(value);
    if (number < min || number > max) {
      return OptionalInt.empty();
    }
    rest.remove(key);
    return OptionalInt.of(number);
  }

  private static boolean flag(Map<String, String> rest, String name) {
    String key = find(rest, name);
    String value = key == null ? "" : rest.get(key);
    if (!value.equals("0") && !value.equals("1")) {
      return false;
    }
    rest.remove(key);
    return value.equals("1");
  }

  private static String find(Map<String, String> map, String name) {
    for (String key : map.keySet()) {
      if (key.equalsIgnoreCase(name)) {
        return key;
      }
    }
    return null;
  }
}

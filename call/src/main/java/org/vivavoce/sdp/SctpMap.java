package org.vivavoce.sdp;

import java.util.List;
import java.util.OptionalInt;

/**
 * {@code a=sctpmap:port application [streams]}: data channels as old drafts of RFC 8841 wrote them,
 * with {@code m=application 9 DTLS/SCTP 5000}.
 *
 * @param port the SCTP port
 * @param application {@code webrtc-datachannel}
 * @param streams how many streams, if said
 */
public record SctpMap(int port, String application, OptionalInt streams) {
  private static final int MAX_U16 = 65_535;

  /**
   * @throws IllegalArgumentException if a number is out of range, or the application no token
   */
  public SctpMap {
    Text.requireRange(port, 0, MAX_U16, "SCTP port");
    Text.requireToken(application, "sctpmap application");
    streams.ifPresent(count -> Text.requireRange(count, 0, MAX_U16 + 1, "stream count"));
  }

  static SctpMap parse(String value) throws BadValue {
    List<String> words = Text.words(value);
    if (words.size() < 2 || words.size() > 3) {
      throw new BadValue(
          "sctpmap has " + words.size() + " parts", "sctpmap:port webrtc-datachannel [streams]");
    }
    return new SctpMap(
        Text.integer(words.get(0), 0, MAX_U16, "SCTP port"),
        Text.token(words.get(1), "sctpmap application"),
        words.size() < 3
            ? OptionalInt.empty()
            : OptionalInt.of(Text.integer(words.get(2), 0, MAX_U16 + 1, "stream count")));
  }

  /** As an attribute. */
  public Attribute toAttribute() {
    String text = port + " " + application;
    return Attribute.of("sctpmap", streams.isPresent() ? text + " " + streams.getAsInt() : text);
  }
}

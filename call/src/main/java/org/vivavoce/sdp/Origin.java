package org.vivavoce.sdp;

import java.util.List;

/**
 * {@code o=username sess-id sess-version nettype addrtype unicast-address} (RFC 8866 section 5.2).
 *
 * @param username one word, {@code -} if there is none
 * @param sessionId decimal digits; as text, because the RFC sets no limit to their number (RFC 9429
 *     section 5.2.1 makes 64-bit ones)
 * @param sessionVersion an unsigned 64-bit number that grows with every change
 * @param netType {@code IN}
 * @param addressType {@code IP4} or {@code IP6}
 * @param address an address or a name, without meaning in WebRTC
 */
public record Origin(
    String username,
    String sessionId,
    long sessionVersion,
    String netType,
    String addressType,
    String address) {
  private static final String SHAPE =
      "o=username sess-id sess-version nettype addrtype unicast-address";

  /**
   * @throws IllegalArgumentException if a part is not one word, or the session id not decimal
   */
  public Origin {
    Text.requireWord(username, "o= username");
    Text.requireWord(netType, "o= network type");
    Text.requireWord(addressType, "o= address type");
    Text.requireWord(address, "o= address");
    if (!Text.isNumber(sessionId)) {
      throw new IllegalArgumentException(
          "o= session id '"
              + SdpException.shorten(sessionId)
              + "' is not a number; allowed: decimal digits");
    }
  }

  /** As RFC 9429 section 5.2.1 writes it: {@code o=- sess-id sess-version IN IP4 0.0.0.0}. */
  public static Origin of(long sessionId, long sessionVersion) {
    return new Origin(
        "-", Long.toUnsignedString(sessionId), sessionVersion, "IN", "IP4", "0.0.0.0");
  }

  /** The same session, one version on. */
  public Origin nextVersion() {
    return withVersion(sessionVersion + 1);
  }

  /** The same session at a version. */
  public Origin withVersion(long version) {
    return new Origin(username, sessionId, version, netType, addressType, address);
  }

  /**
   * Whether another description belongs to the same session: all but the version agree (RFC 8866
   * section 5.2).
   */
  public boolean sameSession(Origin other) {
    return equals(other.withVersion(sessionVersion));
  }

  static Origin parse(String value) throws BadValue {
    List<String> words = Text.words(value);
    if (words.size() != 6) {
      throw new BadValue("o= has " + words.size() + " parts", SHAPE);
    }
    if (!Text.isNumber(words.get(1))) {
      throw new BadValue("session id '" + words.get(1) + "' is not a number", "decimal digits");
    }
    long version;
    try {
      version = Long.parseUnsignedLong(Text.isNumber(words.get(2)) ? words.get(2) : "");
    } catch (NumberFormatException e) {
      throw new BadValue(
          "session version '" + words.get(2) + "' is out of range", "0 to 18446744073709551615");
    }
    return new Origin(
        words.get(0), words.get(1), version, words.get(3), words.get(4), words.get(5));
  }

  void print(StringBuilder out) {
    out.append("o=").append(username).append(' ').append(sessionId).append(' ');
    out.append(Long.toUnsignedString(sessionVersion)).append(' ').append(netType).append(' ');
    out.append(addressType).append(' ').append(address).append("\r\n");
  }
}

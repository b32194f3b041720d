package org.vivavoce.sdp;

import java.util.List;
import java.util.Optional;

/**
 * {@code a=rtcp:port [nettype addrtype address]} (RFC 3605): where RTCP would go without rtcp-mux.
 *
 * @param port 0 to 65,535
 * @param connection the address, if said
 */
public record RtcpAddress(int port, Optional<Connection> connection) {
  /**
   * What RFC 9429 section 5.2.1 writes before there is a candidate: {@code a=rtcp:9 IN IP4
   * 0.0.0.0}.
   */
  public static final RtcpAddress NONE_YET = new RtcpAddress(9, Optional.of(Connection.NONE_YET));

  /**
   * @throws IllegalArgumentException if the port is out of range
   */
  public RtcpAddress {
    Text.requireRange(port, 0, MediaDescription.MAX_PORT, "RTCP port");
  }

  static RtcpAddress parse(String value) throws BadValue {
    List<String> words = Text.words(value);
    if (words.isEmpty()) {
      throw new BadValue("rtcp has no port", "rtcp:port [nettype addrtype address]");
    }
    int port = Text.integer(words.get(0), 0, MediaDescription.MAX_PORT, "RTCP port");
    return new RtcpAddress(
        port,
        words.size() == 1
            ? Optional.empty()
            : Optional.of(Connection.parse(words.subList(1, words.size()))));
  }

  /** As an attribute. */
  public Attribute toAttribute() {
    return Attribute.of(
        "rtcp",
        connection.map(address -> port + " " + address.text()).orElse(Integer.toString(port)));
  }
}

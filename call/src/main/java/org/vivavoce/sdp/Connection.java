package org.vivavoce.sdp;

import java.util.List;

/**
 * {@code c=nettype addrtype connection-address} (RFC 8866 section 5.7).
 *
 * @param netType {@code IN}
 * @param addressType {@code IP4} or {@code IP6}
 * @param address an address or a name, with {@code /ttl} or {@code /count} if it is a multicast one
 */
public record Connection(String netType, String addressType, String address) {
  /** What RFC 9429 section 5.2.1 writes before there is a candidate. */
  public static final Connection NONE_YET = new Connection("IN", "IP4", "0.0.0.0");

  /**
   * @throws IllegalArgumentException if a part is not one word
   */
  public Connection {
    Text.requireWord(netType, "network type");
    Text.requireWord(addressType, "address type");
    Text.requireWord(address, "address");
  }

  /** An IPv4 or IPv6 address as text; a colon makes it IPv6. */
  public static Connection of(String address) {
    return new Connection("IN", address.indexOf(':') >= 0 ? "IP6" : "IP4", address);
  }

  static Connection parse(String value) throws BadValue {
    return parse(Text.words(value));
  }

  static Connection parse(List<String> words) throws BadValue {
    if (words.size() != 3) {
      throw new BadValue(
          "a connection has " + words.size() + " parts",
          "nettype addrtype address, as in IN IP4 192.0.2.1");
    }
    return new Connection(words.get(0), words.get(1), words.get(2));
  }

  String text() {
    return netType + " " + addressType + " " + address;
  }
}

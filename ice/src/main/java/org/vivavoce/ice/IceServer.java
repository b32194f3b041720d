package org.vivavoce.ice;

import java.util.Locale;
import java.util.Objects;

/**
 * A STUN or TURN server (RFC 7064, RFC 7065), reached over UDP.
 *
 * @param kind what it is asked for
 * @param host a name, or an address as text; IPv6 without brackets
 * @param port 1 to 65535
 * @param username for TURN; empty for STUN
 * @param credential the password for TURN (long-term, RFC 8489 section 9.2); empty for STUN
 */
public record IceServer(Kind kind, String host, int port, String username, String credential) {
  /** What a server is asked for. */
  public enum Kind {
    /** Our address as the server sees it: a server-reflexive candidate. */
    STUN,
    /** A relayed candidate; a server-reflexive one comes with it. */
    TURN
  }

  private static final int DEFAULT_PORT = 3478;

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException when the port is out of range, the host is empty, or a TURN
   *     server has no username and credential
   */
  public IceServer {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(credential, "credential");
    if (Objects.requireNonNull(host, "host").isBlank()) {
      throw new IllegalArgumentException("an ICE server needs a host");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("the port of an ICE server is 1 to 65535, not " + port);
    }
    if (kind == Kind.TURN && (username.isEmpty() || credential.isEmpty())) {
      throw new IllegalArgumentException(
          "the TURN server " + host + " needs a username and a credential");
    }
    if (username.length() > 256 || credential.length() > 256) {
      throw new IllegalArgumentException("username and credential have at most 256 characters");
    }
  }

  /**
   * A STUN server.
   *
   * @param uri such as {@code stun:192.0.2.1:3478} or {@code stun:[2001:db8::1]}
   * @return the server
   * @throws IllegalArgumentException when it is no {@code stun:} URI; {@code stuns:} is not spoken
   */
  public static IceServer of(String uri) {
    return of(uri, "", "");
  }

  /**
   * A STUN or TURN server.
   *
   * @param uri such as {@code turn:turn.example.org:3478?transport=udp}
   * @param username for {@code turn:}; ignored for {@code stun:}
   * @param credential for {@code turn:}; ignored for {@code stun:}
   * @return the server
   * @throws IllegalArgumentException when the URI is broken, or asks for TLS or TCP, which are not
   *     spoken
   */
  public static IceServer of(String uri, String username, String credential) {
    int colon = Objects.requireNonNull(uri, "uri").indexOf(':');
    String scheme = colon < 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
    Kind kind =
        switch (scheme) {
          case "stun" -> Kind.STUN;
          case "turn" -> Kind.TURN;
          case "stuns", "turns" ->
              throw new IllegalArgumentException(
                  uri + ": " + scheme + " (TLS) is not spoken, only stun: and turn: over UDP");
          default ->
              throw new IllegalArgumentException(
                  uri + ": an ICE server's URI begins with stun: or turn:");
        };
    String rest = uri.substring(colon + 1);
    int query = rest.indexOf('?');
    if (query >= 0) {
      String transport = rest.substring(query + 1);
      if (kind == Kind.STUN || !transport.startsWith("transport=")) {
        throw new IllegalArgumentException(uri + ": only turn: takes a query, ?transport=udp");
      }
      if (!transport.equalsIgnoreCase("transport=udp")) {
        throw new IllegalArgumentException(uri + ": only TURN over UDP is spoken");
      }
      rest = rest.substring(0, query);
    }
    String host;
    String port;
    if (rest.startsWith("[")) {
      int close = rest.indexOf(']');
      if (close < 0) {
        throw new IllegalArgumentException(uri + ": a bracket is not closed");
      }
      host = rest.substring(1, close);
      port = rest.substring(close + 1);
      if (!port.isEmpty() && !port.startsWith(":")) {
        throw new IllegalArgumentException(uri + ": after the bracket comes :port or nothing");
      }
      port = port.isEmpty() ? "" : port.substring(1);
    } else {
      int at = rest.indexOf(':');
      host = at < 0 ? rest : rest.substring(0, at);
      port = at < 0 ? "" : rest.substring(at + 1);
    }
    boolean none = kind == Kind.STUN;
    return new IceServer(kind, host, port(uri, port), none ? "" : username, none ? "" : credential);
  }

  private static int port(String uri, String port) {
    if (port.isEmpty()) {
      return DEFAULT_PORT;
    }
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(uri + ": '" + port + "' is no port", e);
    }
  }

  /** The credential stays out of logs. */
  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT)
        + ":"
        + (host.indexOf(':') < 0 ? host : "[" + host + "]")
        + ":"
        + port;
  }
}

package org.vivavoce.ice;

import java.util.Locale;
import java.util.Objects;

/**
 * A STUN or TURN server (RFC 7064, RFC 7065).
 *
 * @param kind what it is asked for
 * @param transport how it is reached; STUN servers by UDP only
 * @param host a name, or an address as text; IPv6 without brackets
 * @param port 1 to 65535
 * @param username for TURN; empty for STUN
 * @param credential the password for TURN (long-term, RFC 8489 section 9.2); empty for STUN
 */
public record IceServer(
    Kind kind, Transport transport, String host, int port, String username, String credential) {
  /** What a server is asked for. */
  public enum Kind {
    /** Our address as the server sees it: a server-reflexive candidate. */
    STUN,
    /** A relayed candidate; a server-reflexive one comes with it. */
    TURN
  }

  /** How a server is reached. */
  public enum Transport {
    /** {@code turn:} and {@code stun:}. */
    UDP("udp"),
    /** {@code turn:…?transport=tcp}. */
    TCP("tcp"),
    /** {@code turns:}: TLS over TCP. */
    TLS("tls");

    private final String token;

    Transport(String token) {
      this.token = token;
    }

    /**
     * The W3C's name of it (RTCIceServerTransportProtocol).
     *
     * @return udp, tcp or tls
     */
    public String token() {
      return token;
    }
  }

  private static final int DEFAULT_PORT = 3478;
  private static final int DEFAULT_TLS_PORT = 5349;

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException when the port is out of range, the host is empty, a TURN
   *     server has no username and credential, or a STUN server is to be reached by TCP
   */
  public IceServer {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(transport, "transport");
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
    if (kind == Kind.STUN && transport != Transport.UDP) {
      throw new IllegalArgumentException("STUN servers are asked by UDP only");
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
   * @param uri such as {@code turn:turn.example.org:3478?transport=udp}, with {@code
   *     ?transport=tcp}, or {@code turns:turn.example.org}, which is TLS over TCP
   * @param username for {@code turn:}; ignored for {@code stun:}
   * @param credential for {@code turn:}; ignored for {@code stun:}
   * @return the server
   * @throws IllegalArgumentException when the URI is broken, or asks for STUN over TLS or TURN over
   *     DTLS, which are not spoken
   */
  public static IceServer of(String uri, String username, String credential) {
    int colon = Objects.requireNonNull(uri, "uri").indexOf(':');
    String scheme = colon < 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
    Kind kind =
        switch (scheme) {
          case "stun" -> Kind.STUN;
          case "turn", "turns" -> Kind.TURN;
          case "stuns" ->
              throw new IllegalArgumentException(
                  uri + ": STUN over TLS is not spoken, only stun:, turn: and turns:");
          default ->
              throw new IllegalArgumentException(
                  uri + ": an ICE server's URI begins with stun:, turn: or turns:");
        };
    boolean secure = scheme.equals("turns");
    Transport transport = secure ? Transport.TLS : Transport.UDP;
    String rest = uri.substring(colon + 1);
    int query = rest.indexOf('?');
    if (query >= 0) {
      String asked = rest.substring(query + 1).toLowerCase(Locale.ROOT);
      if (kind == Kind.STUN || !(asked.equals("transport=udp") || asked.equals("transport=tcp"))) {
        throw new IllegalArgumentException(
            uri + ": only turn: and turns: take a query, ?transport=udp or ?transport=tcp");
      }
      if (asked.equals("transport=udp") && secure) {
        throw new IllegalArgumentException(uri + ": TURN over DTLS is not spoken, only over TLS");
      }
      if (asked.equals("transport=tcp") && !secure) {
        transport = Transport.TCP;
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
    int number = port(uri, port, secure ? DEFAULT_TLS_PORT : DEFAULT_PORT);
    return new IceServer(
        kind, transport, host, number, none ? "" : username, none ? "" : credential);
  }

  private static int port(String uri, String port, int standard) {
    if (port.isEmpty()) {
      return standard;
    }
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(uri + ": '" + port + "' is no port", e);
    }
  }

  /**
   * The URI, with its port and, for TURN, its transport, without username and credential.
   *
   * @return such as {@code turn:192.0.2.1:3478?transport=udp}
   */
  public String url() {
    String scheme = kind == Kind.STUN ? "stun" : transport == Transport.TLS ? "turns" : "turn";
    String query =
        kind == Kind.STUN ? "" : transport == Transport.UDP ? "?transport=udp" : "?transport=tcp";
    return scheme + ":" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port + query;
  }

  /** The credential stays out of logs. */
  @Override
  public String toString() {
    return url();
  }
}

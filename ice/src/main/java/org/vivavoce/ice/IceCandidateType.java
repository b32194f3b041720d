package org.vivavoce.ice;

/** The kind of a candidate (RFC 8445 section 4) and its token in SDP (RFC 8839 section 5.1). */
public enum IceCandidateType {
  /** An address of the host itself. */
  HOST("host", 126),
  /** Learned from a connectivity check. */
  PEER_REFLEXIVE("prflx", 110),
  /** Learned from a STUN server: our address as the server sees it. */
  SERVER_REFLEXIVE("srflx", 100),
  /** Lent by a TURN server. */
  RELAYED("relay", 0);

  private final String token;
  private final int preference;

  IceCandidateType(String token, int preference) {
    this.token = token;
    this.preference = preference;
  }

  /**
   * The token of RFC 8839.
   *
   * @return host, prflx, srflx or relay
   */
  public String token() {
    return token;
  }

  /** RFC 8445 section 5.1.2.1: priority = 2^24 * type + 2^8 * local + (256 - component). */
  long priority(int localPreference, int component) {
    return ((long) preference << 24) + ((long) localPreference << 8) + (256 - component);
  }

  static IceCandidateType ofToken(String token) {
    for (IceCandidateType type : values()) {
      if (type.token.equals(token)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "candidate type '" + token + "': host, srflx, prflx and relay are known");
  }
}

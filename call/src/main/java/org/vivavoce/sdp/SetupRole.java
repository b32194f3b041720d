package org.vivavoce.sdp;

import java.util.Locale;

/**
 * {@code a=setup:} who opens the DTLS connection (RFC 4145 section 4, RFC 5763 section 5, RFC 8842
 * section 5.2).
 */
public enum SetupRole {
  /** The writer is the DTLS client. */
  ACTIVE,
  /** The writer is the DTLS server. */
  PASSIVE,
  /** The writer takes either role: what an offer says. */
  ACTPASS,
  /** No connection for now; never used by WebRTC. */
  HOLDCONN;

  static SetupRole parse(String value) throws BadValue {
    String token = Text.trim(value);
    for (SetupRole role : values()) {
      if (role.token().equalsIgnoreCase(token)) {
        return role;
      }
    }
    throw new BadValue(
        "setup role '" + token + "' is unknown", "active, passive, actpass or holdconn");
  }

  /** The word in SDP. */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether an answer may say this to an offer that said {@code offered}. */
  public boolean answers(SetupRole offered) {
    return switch (offered) {
      case ACTPASS -> this == ACTIVE || this == PASSIVE;
      case ACTIVE -> this == PASSIVE;
      case PASSIVE -> this == ACTIVE;
      case HOLDCONN -> this == HOLDCONN;
    };
  }

  /** As an attribute. */
  public Attribute toAttribute() {
    return Attribute.of("setup", token());
  }
}

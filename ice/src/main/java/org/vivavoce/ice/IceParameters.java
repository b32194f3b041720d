package org.vivavoce.ice;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The credentials of one side of one ICE session (RFC 8445 section 5.3, RFC 8839 section 5.4).
 *
 * @param usernameFragment {@code ice-ufrag}: 4 to 256 ice-chars (letters, digits, + and /)
 * @param password {@code ice-pwd}: 22 to 256 ice-chars
 */
public record IceParameters(String usernameFragment, String password) {
  private static final Pattern UFRAG = Pattern.compile("[A-Za-z0-9+/]{4,256}");
  private static final Pattern PASSWORD = Pattern.compile("[A-Za-z0-9+/]{22,256}");

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException when one has characters or a length that RFC 8839 forbids
   */
  public IceParameters {
    Objects.requireNonNull(usernameFragment, "usernameFragment");
    Objects.requireNonNull(password, "password");
    if (!UFRAG.matcher(usernameFragment).matches()) {
      throw new IllegalArgumentException(
          "ice-ufrag must be 4 to 256 letters, digits, + or /, but has "
              + usernameFragment.length()
              + " characters: "
              + usernameFragment.substring(0, Math.min(40, usernameFragment.length())));
    }
    if (!PASSWORD.matcher(password).matches()) {
      throw new IllegalArgumentException(
          "ice-pwd must be 22 to 256 letters, digits, + or /, but has "
              + password.length()
              + " characters");
    }
  }

  /** The password stays out of logs. */
  @Override
  public String toString() {
    return "IceParameters[usernameFragment=" + usernameFragment + "]";
  }
}

package org.vivavoce.ice;

import java.util.Objects;

/**
 * A server that gave no candidate: the W3C's RTCPeerConnectionIceErrorEvent.
 *
 * @param server the server
 * @param errorCode what it answered, a STUN error code of 300 to 699 such as 401 or 486, or {@link
 *     #UNREACHABLE}
 * @param errorText what that means, for a person
 */
public record IceCandidateError(IceServer server, int errorCode, String errorText) {
  /** Its name is not known, it does not answer, or no connection or TLS session came about. */
  public static final int UNREACHABLE = 701;

  /** Checks for nulls. */
  public IceCandidateError {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(errorText, "errorText");
  }
}

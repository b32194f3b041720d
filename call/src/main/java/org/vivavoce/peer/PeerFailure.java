package org.vivavoce.peer;

import java.time.Duration;
import org.vivavoce.dtls.DtlsFailure;
import org.vivavoce.ice.IceFailure;

/** Why a connection failed: one variant for each part that can. */
public sealed interface PeerFailure {

  /** A sentence for a person. */
  String message();

  /** Whether the other side turned out not to be who the signaling said it was. */
  default boolean wrongIdentity() {
    return false;
  }

  /**
   * No path, or the path was lost.
   *
   * @param reason what ICE says
   */
  record Ice(IceFailure reason) implements PeerFailure {
    @Override
    public String message() {
      return reason.message();
    }
  }

  /**
   * The path is there, but it could not be keyed.
   *
   * @param reason what DTLS says
   */
  record Dtls(DtlsFailure reason) implements PeerFailure {
    @Override
    public String message() {
      return reason.message();
    }

    @Override
    public boolean wrongIdentity() {
      return reason instanceof DtlsFailure.FingerprintMismatch;
    }
  }

  /**
   * The other side's offer or answer cannot be used.
   *
   * @param message what is wrong with it, naming the line
   */
  record Negotiation(String message) implements PeerFailure {}

  /**
   * The other side is in the call, but no connection came about in time: its offer or its answer
   * never came.
   *
   * @param after how long was waited
   */
  record NoConnection(Duration after) implements PeerFailure {
    @Override
    public String message() {
      return "No connection came about within " + after.toMillis() + " ms";
    }
  }
}

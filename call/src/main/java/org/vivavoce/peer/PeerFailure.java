package org.vivavoce.peer;

import org.vivavoce.dtls.DtlsFailure;
import org.vivavoce.ice.IceFailure;

/** Why a connection failed: one variant for each half that can. */
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
}

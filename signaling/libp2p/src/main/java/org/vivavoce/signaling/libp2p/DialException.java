package org.vivavoce.signaling.libp2p;

import java.io.IOException;
import org.vivavoce.signaling.libp2p.connection.CloseReason;

/** Why a peer could not be reached, or a stream not be opened. */
public final class DialException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  private final transient CloseReason reason;

  DialException(CloseReason reason) {
    super(reason.detail());
    this.reason = reason;
  }

  static DialException of(CloseReason.Kind kind, String detail) {
    return new DialException(new CloseReason(kind, detail));
  }

  /** The cause, to branch on. */
  public CloseReason reason() {
    return reason;
  }
}

package org.vivavoce.peer;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * An operation of a {@link PeerConnection} that was refused; nothing of it was applied. Futures
 * fail with it, void methods throw it.
 */
public final class PeerConnectionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RtcErrorName name;
  private final int sdpLine;

  PeerConnectionException(RtcErrorName name, String message) {
    this(name, message, 0, null);
  }

  PeerConnectionException(RtcErrorName name, String message, int sdpLine, Throwable cause) {
    super(Objects.requireNonNull(name, "name").text() + ": " + message, cause);
    this.name = name;
    this.sdpLine = sdpLine;
  }

  /** Which of the W3C's errors it is. */
  public RtcErrorName error() {
    return name;
  }

  /** The line of the description at fault, counted from 1, where one can be named. */
  public OptionalInt sdpLineNumber() {
    return sdpLine > 0 ? OptionalInt.of(sdpLine) : OptionalInt.empty();
  }
}

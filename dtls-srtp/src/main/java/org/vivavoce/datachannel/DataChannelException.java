package org.vivavoce.datachannel;

import java.util.Objects;

/** An operation of a data channel that was refused, or why one was closed. */
public final class DataChannelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final DataChannelErrorName name;
  private final String reason;

  DataChannelException(DataChannelErrorName name, String message) {
    super(Objects.requireNonNull(name, "name").text() + ": " + message);
    this.name = name;
    this.reason = message;
  }

  /** What was wrong, without the error's name. */
  public String reason() {
    return reason;
  }

  /** Which of the W3C's errors it is. */
  public DataChannelErrorName error() {
    return name;
  }
}

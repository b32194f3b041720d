package org.vivavoce.datachannel;

import java.util.Objects;

/** An operation of a data channel that was refused, or why one was closed. */
public final class DataChannelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final DataChannelErrorName name;

  DataChannelException(DataChannelErrorName name, String message) {
    super(Objects.requireNonNull(name, "name").text() + ": " + message);
    this.name = name;
  }

  /** Which of the W3C's errors it is. */
  public DataChannelErrorName error() {
    return name;
  }
}

package org.vivavoce.datachannel;

/** The W3C's names of what can go wrong with a data channel. */
public enum DataChannelErrorName {
  /** The channel is not open. */
  INVALID_STATE_ERROR("InvalidStateError"),

  /** There is no room, no id, or the transport failed. */
  OPERATION_ERROR("OperationError"),

  /** An argument is out of range. */
  TYPE_ERROR("TypeError");

  private final String text;

  DataChannelErrorName(String text) {
    this.text = text;
  }

  /** The name as the W3C writes it. */
  public String text() {
    return text;
  }
}

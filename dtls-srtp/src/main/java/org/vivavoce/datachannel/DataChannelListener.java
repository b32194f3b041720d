package org.vivavoce.datachannel;

/**
 * Hears what happens on a channel: the W3C's event handlers. Called on the thread that drives
 * {@link DataChannels}, while it does; it may call any method of the channel. What it throws comes
 * out of the call that drove.
 */
public interface DataChannelListener {
  /** Messages can be sent. */
  default void onOpen() {}

  /**
   * A text came.
   *
   * @param text as it was sent; what is no UTF-8 in it is replaced by U+FFFD
   */
  default void onMessage(String text) {}

  /**
   * Bytes came.
   *
   * @param data an array of its own, as long as the message
   */
  default void onMessage(byte[] data) {}

  /** What is buffered fell to {@link DataChannel#bufferedAmountLowThreshold} or below. */
  default void onBufferedAmountLow() {}

  /** The other side closes the channel. */
  default void onClosing() {}

  /**
   * The channel failed; {@link #onClose} follows.
   *
   * @param error why
   */
  default void onError(DataChannelException error) {}

  /** The channel is closed; it is the last call. */
  default void onClose() {}
}

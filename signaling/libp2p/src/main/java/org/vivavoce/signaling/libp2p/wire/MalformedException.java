package org.vivavoce.signaling.libp2p.wire;

/**
 * Bytes from the network that are not what they should be. Cheap to make (it has no stack trace),
 * as anybody can provoke it.
 */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message for a log or a counter's name; never contains the bytes themselves
   */
  public MalformedException(String message) {
    super(message, null, false, false);
  }
}

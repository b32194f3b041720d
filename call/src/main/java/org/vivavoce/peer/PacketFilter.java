package org.vivavoce.peer;

/** Decides which received RTP packets go on: for tests and for hearing what loss does. */
@FunctionalInterface
public interface PacketFilter {
  /** Lets everything through. */
  PacketFilter NONE = (buffer, offset, length) -> true;

  /**
   * Called on the network thread for each RTP packet before it is decrypted.
   *
   * @return false: as if the network had lost it
   */
  boolean accept(byte[] buffer, int offset, int length);
}

package org.vivavoce.datachannel;

/**
 * DATA_CHANNEL_ACK, <a href="https://www.rfc-editor.org/rfc/rfc8832#section-5.2">RFC 8832 section
 * 5.2</a>: one byte.
 *
 * <pre>
 *  0 1 2 3 4 5 6 7
 * +-+-+-+-+-+-+-+-+
 * |  Message Type |
 * +-+-+-+-+-+-+-+-+
 * </pre>
 */
final class AckMessage {
  static final int TYPE = 2;

  private AckMessage() {}

  static byte[] toBytes() {
    return new byte[] {TYPE};
  }
}

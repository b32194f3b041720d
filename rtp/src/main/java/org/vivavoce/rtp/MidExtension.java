package org.vivavoce.rtp;

import java.nio.charset.StandardCharsets;

/**
 * The media identification in a header extension, <a
 * href="https://www.rfc-editor.org/rfc/rfc9143#section-15">RFC 9143 section 15</a> (before: RFC
 * 8843): tells which m-line a stream belongs to, before its SSRC is known. The element's data are
 * the token of {@code a=mid} in UTF-8.
 *
 * <pre>
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ID   | len-1 | mid ...       |   one-byte form
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class MidExtension {
  /** The extension's name in SDP. */
  public static final String URI = "urn:ietf:params:rtp-hdrext:sdes:mid";

  private MidExtension() {}

  /**
   * The element's data, to be encoded once and added to every packet by {@link
   * RtpHeaderExtensions#add}.
   *
   * @throws IllegalArgumentException if the mid is empty or longer than 255 bytes
   */
  public static byte[] encode(String mid) {
    byte[] bytes = mid.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > 255) {
      throw new IllegalArgumentException("a mid has 1 to 255 bytes, not " + bytes.length);
    }
    return bytes;
  }

  /**
   * Reads the mid out of a packet; allocates the string.
   *
   * @param packet a parsed packet
   * @param id the identifier that was negotiated
   * @return the mid, or null if the packet has none or an empty one
   */
  public static String read(RtpPacket packet, int id) {
    int position = packet.extensionOffset(id);
    if (position < 0) {
      return null;
    }
    int length = packet.extensionLength(position);
    return length == 0
        ? null
        : new String(packet.buffer(), position, length, StandardCharsets.UTF_8);
  }

  /**
   * Compares the packet's mid with one that was encoded before, without allocating.
   *
   * @return whether the packet carries exactly this mid
   */
  public static boolean matches(RtpPacket packet, int id, byte[] encodedMid) {
    int position = packet.extensionOffset(id);
    if (position < 0) {
      return false;
    }
    int length = packet.extensionLength(position);
    return java.util.Arrays.equals(
        packet.buffer(), position, position + length, encodedMid, 0, encodedMid.length);
  }
}

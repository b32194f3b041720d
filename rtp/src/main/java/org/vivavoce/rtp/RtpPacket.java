package org.vivavoce.rtp;

import java.util.Objects;

/**
 * A view of one RTP packet in a caller's buffer, RFC 3550 section 5.1. Nothing is copied and
 * nothing is allocated: make one, and {@link #parse} packet after packet with it.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                           timestamp                           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           synchronization source (SSRC) identifier            |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |            contributing source (CSRC) identifiers             |
 * |                             ....                              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      defined by profile       |           length              |  if X
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                header extension (RFC 8285)                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The accessors throw {@link IllegalStateException} unless the last {@code parse} returned
 * {@link RtpParseResult#OK}. All offsets are absolute positions in {@link #buffer()}. One thread at
 * a time.
 */
public final class RtpPacket {
  /** Bytes of the header without CSRCs and extension. */
  public static final int FIXED_HEADER_LENGTH = 12;

  static final int VERSION = 2;
  static final int ONE_BYTE_PROFILE = 0xBEDE;
  static final int TWO_BYTE_PROFILE = 0x1000;
  static final int TWO_BYTE_PROFILE_MASK = 0xFFF0;

  private byte[] buffer;
  private int offset;
  private int length;
  private int extensionOffset;
  private int extensionLength;
  private int payloadOffset;
  private int payloadLength;

  /** Makes a view of nothing yet. */
  public RtpPacket() {}

  /**
   * Looks at a packet. The buffer is kept until the next call; it is not changed.
   *
   * @param buf holds the packet
   * @param off where it begins
   * @param len how long it is, padding included
   * @return {@link RtpParseResult#OK}, or what is wrong with it
   * @throws IndexOutOfBoundsException if the range is not within the buffer
   */
  public RtpParseResult parse(byte[] buf, int off, int len) {
    Objects.checkFromIndexSize(off, len, buf.length);
    buffer = null;
    if (len < FIXED_HEADER_LENGTH) {
      return RtpParseResult.TOO_SHORT;
    }
    int first = buf[off] & 0xFF;
    if (first >>> 6 != VERSION) {
      return RtpParseResult.WRONG_VERSION;
    }
    int end = off + len;
    int position = off + FIXED_HEADER_LENGTH + 4 * (first & 0x0F);
    if (position > end) {
      return RtpParseResult.TRUNCATED_CSRC_LIST;
    }
    extensionOffset = -1;
    extensionLength = 0;
    if ((first & 0x10) != 0) {
      if (position + 4 > end) {
        return RtpParseResult.TRUNCATED_EXTENSION;
      }
      extensionLength = 4 * Wire.u16(buf, position + 2);
      extensionOffset = position + 4;
      position = extensionOffset + extensionLength;
      if (position > end) {
        return RtpParseResult.TRUNCATED_EXTENSION;
      }
    }
    int padding = 0;
    if ((first & 0x20) != 0) {
      padding = position < end ? buf[end - 1] & 0xFF : 0;
      if (padding == 0 || padding > end - position) {
        return RtpParseResult.WRONG_PADDING;
      }
    }
    payloadOffset = position;
    payloadLength = end - position - padding;
    offset = off;
    length = len;
    buffer = buf;
    return RtpParseResult.OK;
  }

  /**
   * Tells RTCP from RTP where both come by one port, <a
   * href="https://www.rfc-editor.org/rfc/rfc5761#section-4">RFC 5761 section 4</a>: the second byte
   * of RTCP is 192 to 223. SRTP leaves it in the clear.
   *
   * @param buf holds a datagram that is RTP or RTCP
   * @param off where it begins
   * @param len its length
   * @return whether it is RTCP; false also for fewer than two bytes
   */
  public static boolean isRtcp(byte[] buf, int off, int len) {
    return len >= 2 && (buf[off + 1] & 0xE0) == 0xC0;
  }

  /** Forgets the buffer. */
  public void release() {
    buffer = null;
  }

  /** The buffer that was parsed. */
  public byte[] buffer() {
    return valid();
  }

  /** Where the packet begins in the buffer. */
  public int offset() {
    valid();
    return offset;
  }

  /** The whole packet's length in bytes, padding included. */
  public int length() {
    valid();
    return length;
  }

  /** The marker bit; what it means is the profile's affair. */
  public boolean marker() {
    return (valid()[offset + 1] & 0x80) != 0;
  }

  /** The payload type, 0 to 127. */
  public int payloadType() {
    return valid()[offset + 1] & 0x7F;
  }

  /** The sequence number, 0 to 65,535. */
  public int sequenceNumber() {
    return Wire.u16(valid(), offset + 2);
  }

  /** The timestamp as an unsigned number, in units of the payload's clock. */
  public long timestamp() {
    return Wire.u32(valid(), offset + 4);
  }

  /** The synchronisation source; allocates, unlike {@link #ssrcValue()}. */
  public Ssrc ssrc() {
    return new Ssrc(ssrcValue());
  }

  /** The 32 bits of the synchronisation source. */
  public int ssrcValue() {
    return Wire.i32(valid(), offset + 8);
  }

  /** How many contributing sources are named, 0 to 15. */
  public int csrcCount() {
    return valid()[offset] & 0x0F;
  }

  /**
   * A contributing source.
   *
   * @throws IndexOutOfBoundsException if the index is not below {@link #csrcCount()}
   */
  public Ssrc csrc(int index) {
    Objects.checkIndex(index, csrcCount());
    return new Ssrc(Wire.i32(buffer, offset + FIXED_HEADER_LENGTH + 4 * index));
  }

  /** Bytes before the payload: fixed header, CSRCs and extension. */
  public int headerLength() {
    valid();
    return payloadOffset - offset;
  }

  /** Where the payload begins in the buffer. */
  public int payloadOffset() {
    valid();
    return payloadOffset;
  }

  /** The payload's length in bytes, without padding. */
  public int payloadLength() {
    valid();
    return payloadLength;
  }

  /** How many bytes of padding follow the payload, its count included. */
  public int paddingLength() {
    valid();
    return offset + length - payloadOffset - payloadLength;
  }

  /** Whether there is a header extension of any profile. */
  public boolean hasExtension() {
    valid();
    return extensionOffset >= 0;
  }

  /**
   * The 16 bits that name the extension's form (0xBEDE, 0x100x or another's), or -1 without one.
   */
  public int extensionProfile() {
    return hasExtension() ? Wire.u16(buffer, extensionOffset - 4) : -1;
  }

  /**
   * Finds a header extension element, RFC 8285 section 4.2 (one-byte) and 4.3 (two-byte). Where an
   * identifier occurs twice the first one counts. Malformed elements end the search.
   *
   * @param id the identifier that was negotiated, 1 to 14 in the one-byte form, to 255 in the other
   * @return a position to give to {@link #extensionLength}, or -1 when there is none: the element's
   *     data begin at this offset in the buffer
   */
  public int extensionOffset(int id) {
    valid();
    if (extensionOffset < 0 || id <= 0) {
      return -1;
    }
    int profile = Wire.u16(buffer, extensionOffset - 4);
    if (profile == ONE_BYTE_PROFILE) {
      return findOneByte(id);
    }
    if ((profile & TWO_BYTE_PROFILE_MASK) == TWO_BYTE_PROFILE) {
      return findTwoByte(id);
    }
    return -1;
  }

  /**
   * The length of an element that {@link #extensionOffset(int)} found.
   *
   * @param position what it returned, not -1
   * @return bytes, 1 to 16 in the one-byte form, 0 to 255 in the other
   */
  public int extensionLength(int position) {
    valid();
    if (extensionOffset < 0
        || position <= extensionOffset
        || position > extensionOffset + extensionLength) {
      throw new IllegalArgumentException("not the position of an element: " + position);
    }
    int before = buffer[position - 1] & 0xFF;
    return Wire.u16(buffer, extensionOffset - 4) == ONE_BYTE_PROFILE ? (before & 0x0F) + 1 : before;
  }

  private int findOneByte(int id) {
    int end = extensionOffset + extensionLength;
    int position = extensionOffset;
    while (position < end) {
      int head = buffer[position++] & 0xFF;
      if (head == 0) {
        continue;
      }
      int found = head >>> 4;
      // 15 is reserved, and 0 with a length is forbidden: both end the extension (section 4.2).
      if (found == 15 || found == 0) {
        return -1;
      }
      int size = (head & 0x0F) + 1;
      if (size > end - position) {
        return -1;
      }
      if (found == id) {
        return position;
      }
      position += size;
    }
    return -1;
  }

  private int findTwoByte(int id) {
    int end = extensionOffset + extensionLength;
    int position = extensionOffset;
    while (position < end) {
      int found = buffer[position++] & 0xFF;
      if (found == 0) {
        continue;
      }
      if (position == end) {
        return -1;
      }
      int size = buffer[position++] & 0xFF;
      if (size > end - position) {
        return -1;
      }
      if (found == id) {
        return position;
      }
      position += size;
    }
    return -1;
  }

  private byte[] valid() {
    if (buffer == null) {
      throw new IllegalStateException("no packet: parse() has not returned OK");
    }
    return buffer;
  }
}

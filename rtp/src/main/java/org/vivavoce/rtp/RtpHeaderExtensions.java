package org.vivavoce.rtp;

import java.util.Objects;

/**
 * The header extension elements of one outgoing packet, RFC 8285. Reusable: {@link #clear} it, add
 * the elements, and pass it to {@link RtpHeaderWriter} or {@link RtpSendStream}. Allocates only
 * when made.
 *
 * <pre>
 * one-byte form (section 4.2)               two-byte form (section 4.3)
 *  0 1 2 3 4 5 6 7                           0                   1
 * +-+-+-+-+-+-+-+-+                          0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * |  ID   | len-1 | data ...                +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * +-+-+-+-+-+-+-+-+                         |      ID       |     length    | data ...
 *                                           +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The one-byte form is written when every identifier is at most 14 and every element 1 to 16
 * bytes long; otherwise the two-byte form. The far end must have agreed to a mixture (RFC 8285
 * section 6) for the latter. One thread at a time.
 */
public final class RtpHeaderExtensions {
  /** Room for this many bytes of data in all elements together. */
  public static final int MAX_DATA = 512;

  /** Room for this many elements. */
  public static final int MAX_ELEMENTS = 16;

  private final byte[] data = new byte[MAX_DATA];
  private final int[] ids = new int[MAX_ELEMENTS];
  private final int[] lengths = new int[MAX_ELEMENTS];
  private int count;
  private int used;
  private boolean twoByte;

  /** Makes an empty set. */
  public RtpHeaderExtensions() {}

  /** Takes all elements out. */
  public RtpHeaderExtensions clear() {
    count = 0;
    used = 0;
    twoByte = false;
    return this;
  }

  /** Whether there is no element. */
  public boolean isEmpty() {
    return count == 0;
  }

  /**
   * Adds an element; its data are copied.
   *
   * @param id the identifier that was negotiated, 1 to 255 except 15
   * @param buf holds the data
   * @param off where they begin
   * @param len their length, 0 to 255
   * @throws IllegalArgumentException if the identifier or length is out of range, if the identifier
   *     is there already, or there is no room left
   */
  public RtpHeaderExtensions add(int id, byte[] buf, int off, int len) {
    Objects.checkFromIndexSize(off, len, buf.length);
    int position = reserve(id, len);
    System.arraycopy(buf, off, data, position, len);
    return this;
  }

  /**
   * Adds an element of one byte.
   *
   * @throws IllegalArgumentException as {@link #add(int, byte[], int, int)}
   */
  public RtpHeaderExtensions addByte(int id, int value) {
    data[reserve(id, 1)] = (byte) value;
    return this;
  }

  /**
   * Adds the client-to-mixer audio level, RFC 6464; see {@link AudioLevel}.
   *
   * @param id the identifier that was negotiated
   * @param voice whether the packet is held to be speech
   * @param level 0 (loudest) to 127 (silence), in -dBov
   * @throws IllegalArgumentException as {@link #add(int, byte[], int, int)}, or if the level is out
   *     of range
   */
  public RtpHeaderExtensions addAudioLevel(int id, boolean voice, int level) {
    return addByte(id, AudioLevel.encode(voice, level));
  }

  private int reserve(int id, int len) {
    if (id < 1 || id > 255 || id == 15) {
      throw new IllegalArgumentException("an extension id is 1 to 255 and not 15: " + id);
    }
    if (len > 255 || len > MAX_DATA - used || count == MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          "no room for an element of " + len + " bytes beside " + count + " others");
    }
    for (int i = 0; i < count; i++) {
      if (ids[i] == id) {
        throw new IllegalArgumentException("extension id " + id + " is there already");
      }
    }
    int position = used;
    ids[count] = id;
    lengths[count] = len;
    count++;
    used += len;
    twoByte |= id > 14 || len == 0 || len > 16;
    return position;
  }

  /** Bytes on the wire, the extension's four-byte header and padding included; 0 when empty. */
  public int wireLength() {
    if (count == 0) {
      return 0;
    }
    int body = used + count * (twoByte ? 2 : 1);
    return 4 + (body + 3) / 4 * 4;
  }

  /** Writes {@link #wireLength()} bytes. */
  int write(byte[] buf, int off) {
    if (count == 0) {
      return 0;
    }
    int total = wireLength();
    Objects.checkFromIndexSize(off, total, buf.length);
    Wire.putU16(buf, off, twoByte ? RtpPacket.TWO_BYTE_PROFILE : RtpPacket.ONE_BYTE_PROFILE);
    Wire.putU16(buf, off + 2, (total - 4) / 4);
    int position = off + 4;
    int from = 0;
    for (int i = 0; i < count; i++) {
      int len = lengths[i];
      if (twoByte) {
        buf[position++] = (byte) ids[i];
        buf[position++] = (byte) len;
      } else {
        buf[position++] = (byte) (ids[i] << 4 | (len - 1));
      }
      System.arraycopy(data, from, buf, position, len);
      from += len;
      position += len;
    }
    while (position < off + total) {
      buf[position++] = 0;
    }
    return total;
  }
}

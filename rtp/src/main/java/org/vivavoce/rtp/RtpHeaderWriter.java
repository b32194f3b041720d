package org.vivavoce.rtp;

import java.util.List;
import java.util.Objects;

/**
 * Writes RTP headers (RFC 3550 section 5.1; the diagram is at {@link RtpPacket}) into a caller's
 * buffer, before the payload. Allocates nothing.
 */
public final class RtpHeaderWriter {
  private RtpHeaderWriter() {}

  /**
   * Writes a header without contributing sources.
   *
   * @param buf gets the header
   * @param off where it shall begin
   * @param payloadType 0 to 127
   * @param marker the marker bit
   * @param sequenceNumber its lower 16 bits are written
   * @param timestamp its lower 32 bits are written
   * @param ssrc the stream
   * @param extensions the header extension's elements, or null for no extension
   * @return the header's length: the payload belongs at {@code off} plus this
   * @throws IllegalArgumentException if the payload type is out of range
   * @throws IndexOutOfBoundsException if there is no room
   */
  public static int write(
      byte[] buf,
      int off,
      int payloadType,
      boolean marker,
      int sequenceNumber,
      long timestamp,
      Ssrc ssrc,
      RtpHeaderExtensions extensions) {
    return write(
        buf, off, payloadType, marker, sequenceNumber, timestamp, ssrc, List.of(), extensions);
  }

  /**
   * Writes a header with contributing sources.
   *
   * @param buf gets the header
   * @param off where it shall begin
   * @param payloadType 0 to 127
   * @param marker the marker bit
   * @param sequenceNumber its lower 16 bits are written
   * @param timestamp its lower 32 bits are written
   * @param ssrc the stream
   * @param csrcs the contributing sources, at most 15
   * @param extensions the header extension's elements, or null for no extension
   * @return the header's length: the payload belongs at {@code off} plus this
   * @throws IllegalArgumentException if the payload type is out of range or there are too many
   *     sources
   * @throws IndexOutOfBoundsException if there is no room
   */
  public static int write(
      byte[] buf,
      int off,
      int payloadType,
      boolean marker,
      int sequenceNumber,
      long timestamp,
      Ssrc ssrc,
      List<Ssrc> csrcs,
      RtpHeaderExtensions extensions) {
    if (payloadType < 0 || payloadType > 127) {
      throw new IllegalArgumentException("a payload type is 0 to 127, not " + payloadType);
    }
    if (csrcs.size() > 15) {
      throw new IllegalArgumentException("at most 15 CSRCs, not " + csrcs.size());
    }
    int length = length(csrcs.size(), extensions);
    Objects.checkFromIndexSize(off, length, buf.length);
    boolean extended = extensions != null && !extensions.isEmpty();
    buf[off] = (byte) (RtpPacket.VERSION << 6 | (extended ? 0x10 : 0) | csrcs.size());
    buf[off + 1] = (byte) ((marker ? 0x80 : 0) | payloadType);
    Wire.putU16(buf, off + 2, sequenceNumber);
    Wire.putI32(buf, off + 4, (int) timestamp);
    Wire.putI32(buf, off + 8, ssrc.value());
    int position = off + RtpPacket.FIXED_HEADER_LENGTH;
    for (int i = 0; i < csrcs.size(); i++) {
      Wire.putI32(buf, position, csrcs.get(i).value());
      position += 4;
    }
    if (extended) {
      extensions.write(buf, position);
    }
    return length;
  }

  /**
   * The length that a header will have.
   *
   * @param csrcCount how many contributing sources
   * @param extensions the header extension's elements, or null for no extension
   */
  public static int length(int csrcCount, RtpHeaderExtensions extensions) {
    return RtpPacket.FIXED_HEADER_LENGTH
        + 4 * csrcCount
        + (extensions == null ? 0 : extensions.wireLength());
  }
}

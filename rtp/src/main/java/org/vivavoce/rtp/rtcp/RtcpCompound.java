package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Several RTCP packets in one datagram, <a
 * href="https://www.rfc-editor.org/rfc/rfc3550#section-6.1">RFC 3550 section 6.1</a>; a single
 * packet or any other order is a reduced-size packet, <a
 * href="https://www.rfc-editor.org/rfc/rfc5506">RFC 5506</a>.
 *
 * <pre>
 * +-----------------+------------+-----------------+
 * | SR or RR        | SDES CNAME | others ...      |   compound
 * +-----------------+------------+-----------------+
 * | others ...      |                                reduced-size
 * +-----------------+
 * </pre>
 */
public final class RtcpCompound {
  private RtcpCompound() {}

  /**
   * What was found in a datagram.
   *
   * @param packets those that are well-formed, in their order; unknown types among them
   * @param malformed how many packets were dropped: what is not framed right ends the datagram and
   *     counts as one
   * @param unknown how many of {@code packets} are {@link UnknownRtcp}
   * @param reducedSize whether the first packet is neither SR nor RR
   */
  public record ParseResult(
      List<RtcpPacket> packets, int malformed, int unknown, boolean reducedSize) {
    /** Copies the list. */
    public ParseResult {
      packets = List.copyOf(packets);
    }
  }

  /**
   * Reads a datagram. Tolerant: keeps what is valid and counts what is not.
   *
   * @param buf holds the datagram, without SRTCP's trailer
   * @param off where it begins
   * @param len how long it is
   * @return never null; the packets hold copies and do not refer to the buffer
   * @throws IndexOutOfBoundsException if the range is not within the buffer
   */
  public static ParseResult parse(byte[] buf, int off, int len) {
    Objects.checkFromIndexSize(off, len, buf.length);
    List<RtcpPacket> packets = new ArrayList<>(4);
    int malformed = 0;
    int unknown = 0;
    boolean reducedSize = false;
    int position = off;
    int end = off + len;
    if (len == 0) {
      malformed++;
    }
    while (position < end) {
      if (end - position < RtcpHeader.LENGTH
          || (buf[position] & 0xFF) >>> 6 != RtcpHeader.VERSION) {
        malformed++;
        break;
      }
      int type = buf[position + 1] & 0xFF;
      int size = 4 * (((buf[position + 2] & 0xFF) << 8 | (buf[position + 3] & 0xFF)) + 1);
      if (size > end - position) {
        malformed++;
        break;
      }
      if (position == off) {
        reducedSize = type != SenderReport.TYPE && type != ReceiverReport.TYPE;
      }
      RtcpPacket packet = parseOne(buf, position, size, type, position + size == end);
      if (packet == null) {
        malformed++;
      } else {
        packets.add(packet);
        if (packet instanceof UnknownRtcp) {
          unknown++;
        }
      }
      position += size;
    }
    return new ParseResult(packets, malformed, unknown, reducedSize);
  }

  private static RtcpPacket parseOne(byte[] buf, int off, int size, int type, boolean last) {
    int count = buf[off] & 0x1F;
    int body = size - RtcpHeader.LENGTH;
    if ((buf[off] & 0x20) != 0) {
      int padding = buf[off + size - 1] & 0xFF;
      // Only the last packet may be padded (RFC 3550 section 6.4.1), by a multiple of four.
      if (!last || padding == 0 || padding % 4 != 0 || padding > body) {
        return null;
      }
      body -= padding;
    }
    ByteBuffer in = ByteBuffer.wrap(buf, off + RtcpHeader.LENGTH, body);
    return switch (type) {
      case SenderReport.TYPE -> SenderReport.parse(count, in);
      case ReceiverReport.TYPE -> ReceiverReport.parse(count, in);
      case SourceDescription.TYPE -> SourceDescription.parse(count, in);
      case Bye.TYPE -> Bye.parse(count, in);
      case App.TYPE -> App.parse(count, in);
      case TransportFeedback.TYPE -> TransportFeedback.parse(count, in);
      case PayloadFeedback.TYPE -> PayloadFeedback.parse(count, in);
      default -> UnknownRtcp.parse(type, count, in);
    };
  }

  /**
   * Writes packets one after the other; their order is the caller's affair.
   *
   * @param packets what to write
   * @param buf gets them
   * @param off where they shall begin
   * @return how many bytes were written
   * @throws IllegalArgumentException if they do not fit behind {@code off}; nothing is written then
   */
  public static int write(List<? extends RtcpPacket> packets, byte[] buf, int off) {
    Objects.checkFromIndexSize(off, buf.length - off, buf.length);
    int length = wireLength(packets);
    if (length > buf.length - off) {
      throw new IllegalArgumentException(
          "RTCP of " + length + " bytes does not fit into " + (buf.length - off));
    }
    ByteBuffer out = ByteBuffer.wrap(buf, off, length);
    for (RtcpPacket packet : packets) {
      packet.write(out);
    }
    if (out.hasRemaining()) {
      throw new AssertionError("an RTCP packet wrote less than its length: " + packets);
    }
    return length;
  }

  /** The bytes that {@link #write} will write. */
  public static int wireLength(List<? extends RtcpPacket> packets) {
    int length = 0;
    for (RtcpPacket packet : packets) {
      length += packet.wireLength();
    }
    return length;
  }
}

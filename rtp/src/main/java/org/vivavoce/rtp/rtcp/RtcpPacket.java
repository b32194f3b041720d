package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;

/**
 * One RTCP packet, the element of a compound packet. All start with the same four bytes, RFC 3550
 * section 6.4:
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|  count  |  packet type  |  length in words, minus one   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>All are values and safe to share between threads.
 */
public sealed interface RtcpPacket
    permits SenderReport,
        ReceiverReport,
        SourceDescription,
        Bye,
        App,
        TransportFeedback,
        PayloadFeedback,
        UnknownRtcp {

  /** Bytes on the wire, a multiple of four. */
  int wireLength();

  /**
   * Writes the packet at the buffer's position, and moves it on by {@link #wireLength()}.
   *
   * @param out a buffer in big-endian order, as they are made
   * @throws java.nio.BufferOverflowException if there is no room
   */
  void write(ByteBuffer out);
}

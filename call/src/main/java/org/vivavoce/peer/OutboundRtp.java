package org.vivavoce.peer;

import java.nio.ByteBuffer;
import org.vivavoce.rtp.MidExtension;
import org.vivavoce.rtp.RtpHeaderExtensions;
import org.vivavoce.rtp.RtpSendStream;

/**
 * The way of one sender's frames to the socket: header, payload, protection, datagram, in one
 * buffer that is used again for each packet.
 */
final class OutboundRtp implements FrameSink {
  /** 1,200 bytes of payload, a header with extensions, SRTP's trailer. */
  private static final int BUFFER_BYTES = 1_500;

  /**
   * The mid goes along until the other side must have seen it: it binds the SSRC to the m-line (RFC
   * 9143 section 9.2).
   */
  private static final int PACKETS_WITH_MID = 100;

  private final RtpMedia media;
  private final RtpSendStream stream;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteBuffer datagram = ByteBuffer.wrap(buffer);
  private final RtpHeaderExtensions extensions = new RtpHeaderExtensions();
  private int withMid;

  OutboundRtp(RtpMedia media, RtpSendStream stream, String mid, int midExtension) {
    this.media = media;
    this.stream = stream;
    if (midExtension > 0) {
      byte[] value = MidExtension.encode(mid);
      extensions.add(midExtension, value, 0, value.length);
      withMid = PACKETS_WITH_MID;
    }
  }

  RtpSendStream stream() {
    return stream;
  }

  /**
   * Synchronized, because a track might be replaced by one with another thread while a frame is
   * under way.
   */
  @Override
  public synchronized void onFrame(
      byte[] payload, int offset, int length, long timestamp, boolean marker) {
    int header;
    synchronized (media.lock()) {
      header = stream.writeHeader(buffer, 0, timestamp, marker, withMid > 0 ? extensions : null);
    }
    if (withMid > 0) {
      withMid--;
    }
    if (header + length + media.rtpOverhead() > BUFFER_BYTES) {
      throw new IllegalArgumentException(
          "a frame of " + length + " bytes does not fit one packet; at most 1,200 are allowed");
    }
    System.arraycopy(payload, offset, buffer, header, length);
    if (media.protectAndSend(buffer, header + length, datagram)) {
      synchronized (media.lock()) {
        stream.onSent(length, media.nanoTime());
      }
    }
  }
}

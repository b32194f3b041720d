package org.vivavoce.srtp;

import java.util.Random;

/** Well-formed RTP and RTCP packets with every part that a header can have, from a seed. */
final class RandomPackets {
  private static final int MAX_PAYLOAD = 1_400;
  private static final int ONE_BYTE_EXTENSIONS = 0xbede;

  private final Random random;

  RandomPackets(Random random) {
    this.random = random;
  }

  byte[] rtp(int ssrc, int sequenceNumber) {
    int csrcs = random.nextInt(4) == 0 ? random.nextInt(16) : 0;
    boolean extended = random.nextBoolean();
    int words = extended ? random.nextInt(12) : 0;
    int header = RtpHeader.FIXED_LENGTH + 4 * csrcs + (extended ? 4 + 4 * words : 0);
    int payload = random.nextInt(8) == 0 ? random.nextInt(3) : random.nextInt(MAX_PAYLOAD);
    byte[] packet = new byte[header + payload];
    random.nextBytes(packet);
    packet[0] = (byte) (0x80 | random.nextInt(2) << 5 | (extended ? 0x10 : 0) | csrcs);
    packet[2] = (byte) (sequenceNumber >> 8);
    packet[3] = (byte) sequenceNumber;
    Bytes.putInt(packet, 8, ssrc);
    if (extended) {
      Bytes.putInt(packet, RtpHeader.FIXED_LENGTH + 4 * csrcs, ONE_BYTE_EXTENSIONS << 16 | words);
    }
    return packet;
  }

  byte[] rtcp(int ssrc) {
    byte[] packet = new byte[RtcpHeader.LENGTH + 4 * random.nextInt(300)];
    random.nextBytes(packet);
    packet[0] = (byte) 0x81;
    packet[1] = (byte) 200;
    Bytes.putInt(packet, 4, ssrc);
    return packet;
  }
}

package org.vivavoce.srtp;

import java.util.Arrays;
import java.util.Random;

/** A protector and the unprotector that understands it, for tests that need both. */
final class Pair {
  final SrtpProfile profile;
  final SrtpMasterKey master;
  final SrtpProtector protector;
  final SrtpUnprotector unprotector;

  Pair(SrtpProfile profile) {
    this.profile = profile;
    Random random = new Random(profile.id());
    byte[] key = new byte[profile.keyLength()];
    byte[] salt = new byte[profile.saltLength()];
    random.nextBytes(key);
    random.nextBytes(salt);
    master = new SrtpMasterKey(key, salt);
    protector = SrtpProtector.create(profile, master);
    unprotector = SrtpUnprotector.create(profile, master);
  }

  /** A small RTP packet whose payload is made of its sequence number. */
  static byte[] rtp(int ssrc, int sequenceNumber) {
    byte[] packet = new byte[12 + 40];
    packet[0] = (byte) 0x80;
    packet[1] = 111;
    packet[2] = (byte) (sequenceNumber >> 8);
    packet[3] = (byte) sequenceNumber;
    Bytes.putInt(packet, 8, ssrc);
    Arrays.fill(packet, 12, packet.length, (byte) sequenceNumber);
    return packet;
  }

  static byte[] rtcp(int ssrc) {
    byte[] packet = new byte[28];
    packet[0] = (byte) 0x80;
    packet[1] = (byte) 200;
    packet[3] = 6;
    Bytes.putInt(packet, 4, ssrc);
    return packet;
  }

  byte[] srtp(int ssrc, int sequenceNumber) {
    return protect(rtp(ssrc, sequenceNumber));
  }

  byte[] protect(byte[] packet) {
    byte[] buf = Arrays.copyOf(packet, packet.length + profile.rtpOverhead());
    int length = protector.protect(buf, 0, packet.length);
    return Arrays.copyOf(buf, length);
  }

  byte[] srtcp(int ssrc) {
    byte[] packet = rtcp(ssrc);
    byte[] buf = Arrays.copyOf(packet, packet.length + profile.rtcpOverhead());
    int length = protector.protectRtcp(buf, 0, packet.length);
    return Arrays.copyOf(buf, length);
  }

  /** Hands a copy over, so that a packet can be replayed. */
  int receive(byte[] srtp) {
    return unprotector.unprotect(srtp.clone(), 0, srtp.length);
  }

  int receiveRtcp(byte[] srtcp) {
    return unprotector.unprotectRtcp(srtcp.clone(), 0, srtcp.length);
  }
}

package org.vivavoce.srtp;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.vivavoce.srtp.jitsi.JitsiSrtp;

/** jitsi-srtp, pinned to the JVM's ciphers: one direction, all SSRCs. */
final class JitsiOracle {
  private static final int ROOM = 32;

  private final JitsiSrtp jitsi;
  private final Map<Integer, JitsiSrtp.Rtp> rtp = new HashMap<>();
  private final Map<Integer, JitsiSrtp.Rtcp> rtcp = new HashMap<>();

  private JitsiOracle(JitsiSrtp jitsi) {
    this.jitsi = jitsi;
  }

  static JitsiOracle sender(SrtpProfile profile, byte[] key, byte[] salt) {
    return new JitsiOracle(new JitsiSrtp(true, profile, key, salt));
  }

  static JitsiOracle receiver(SrtpProfile profile, byte[] key, byte[] salt) {
    return new JitsiOracle(new JitsiSrtp(false, profile, key, salt));
  }

  byte[] protect(byte[] packet) {
    byte[] buf = Arrays.copyOf(packet, packet.length + ROOM);
    return Arrays.copyOf(buf, rtp(packet).protect(buf, packet.length));
  }

  byte[] unprotect(byte[] packet) {
    byte[] buf = packet.clone();
    return Arrays.copyOf(buf, rtp(packet).unprotect(buf, packet.length));
  }

  byte[] protectRtcp(byte[] packet) {
    byte[] buf = Arrays.copyOf(packet, packet.length + ROOM);
    return Arrays.copyOf(buf, rtcp(packet).protect(buf, packet.length));
  }

  byte[] unprotectRtcp(byte[] packet) {
    byte[] buf = packet.clone();
    return Arrays.copyOf(buf, rtcp(packet).unprotect(buf, packet.length));
  }

  private JitsiSrtp.Rtp rtp(byte[] packet) {
    return rtp.computeIfAbsent(RtpHeader.ssrc(packet, 0), jitsi::rtp);
  }

  private JitsiSrtp.Rtcp rtcp(byte[] packet) {
    return rtcp.computeIfAbsent(RtcpHeader.ssrc(packet, 0), jitsi::rtcp);
  }
}

package org.vivavoce.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;

/** jitsi-srtp, pinned to the JVM's ciphers: one direction, all SSRCs. */
final class JitsiOracle {
  // Held here, because JUL forgets the level of a logger that nobody holds.
  private static final java.util.logging.Logger JITSI_LOG =
      java.util.logging.Logger.getLogger("org.jitsi");

  static {
    JITSI_LOG.setLevel(Level.OFF);
    Aes.setFactoryClassName("SunJCE");
  }

  private final SrtpContextFactory factory;
  private final Map<Integer, SrtpCryptoContext> rtp = new HashMap<>();
  private final Map<Integer, SrtcpCryptoContext> rtcp = new HashMap<>();

  private JitsiOracle(boolean sender, SrtpProfile profile, byte[] key, byte[] salt) {
    SrtpPolicy policy = policy(profile);
    factory =
        new SrtpContextFactory(sender, key, salt, policy, policy, new LoggerImpl("org.jitsi.test"));
  }

  static JitsiOracle sender(SrtpProfile profile, byte[] key, byte[] salt) {
    return new JitsiOracle(true, profile, key, salt);
  }

  static JitsiOracle receiver(SrtpProfile profile, byte[] key, byte[] salt) {
    return new JitsiOracle(false, profile, key, salt);
  }

  byte[] protect(byte[] packet) {
    Packet buffer = new Packet(packet, 32);
    try {
      require(rtpContext(packet).transformPacket(buffer));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return buffer.bytes();
  }

  byte[] unprotect(byte[] packet) {
    Packet buffer = new Packet(packet, 0);
    try {
      require(rtpContext(packet).reverseTransformPacket(buffer, false));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return buffer.bytes();
  }

  byte[] protectRtcp(byte[] packet) {
    Packet buffer = new Packet(packet, 32);
    try {
      require(rtcpContext(packet).transformPacket(buffer));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return buffer.bytes();
  }

  byte[] unprotectRtcp(byte[] packet) {
    Packet buffer = new Packet(packet, 0);
    try {
      require(rtcpContext(packet).reverseTransformPacket(buffer));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return buffer.bytes();
  }

  private SrtpCryptoContext rtpContext(byte[] packet) throws GeneralSecurityException {
    int ssrc = RtpHeader.ssrc(packet, 0);
    SrtpCryptoContext context = rtp.get(ssrc);
    if (context == null) {
      context = factory.deriveContext(ssrc, 0);
      rtp.put(ssrc, context);
    }
    return context;
  }

  private SrtcpCryptoContext rtcpContext(byte[] packet) throws GeneralSecurityException {
    int ssrc = RtcpHeader.ssrc(packet, 0);
    SrtcpCryptoContext context = rtcp.get(ssrc);
    if (context == null) {
      context = factory.deriveControlContext(ssrc);
      rtcp.put(ssrc, context);
    }
    return context;
  }

  private static void require(SrtpErrorStatus status) {
    if (status != SrtpErrorStatus.OK) {
      throw new IllegalStateException("jitsi-srtp says " + status);
    }
  }

  private static SrtpPolicy policy(SrtpProfile profile) {
    return profile.isAead()
        ? new SrtpPolicy(
            SrtpPolicy.AESGCM_ENCRYPTION,
            profile.keyLength(),
            SrtpPolicy.NULL_AUTHENTICATION,
            0,
            16,
            profile.saltLength())
        : new SrtpPolicy(
            SrtpPolicy.AESCM_ENCRYPTION,
            profile.keyLength(),
            SrtpPolicy.HMACSHA1_AUTHENTICATION,
            20,
            10,
            profile.saltLength());
  }

  /** A packet in an array that has the room it needs. */
  private static final class Packet implements ByteArrayBuffer {
    private final byte[] buffer;
    private int length;

    Packet(byte[] packet, int room) {
      buffer = Arrays.copyOf(packet, packet.length + room);
      length = packet.length;
    }

    byte[] bytes() {
      return Arrays.copyOf(buffer, length);
    }

    @Override
    public byte[] getBuffer() {
      return buffer;
    }

    @Override
    public int getOffset() {
      return 0;
    }

    @Override
    public int getLength() {
      return length;
    }

    @Override
    public void setLength(int length) {
      this.length = length;
    }

    @Override
    public void setOffset(int offset) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isInvalid() {
      return false;
    }

    @Override
    public void readRegionToBuff(int off, int len, byte[] out) {
      System.arraycopy(buffer, off, out, 0, len);
    }

    @Override
    public void grow(int howMuch) {
      if (length + howMuch > buffer.length) {
        throw new IllegalStateException("No room for " + howMuch + " bytes");
      }
    }

    @Override
    public void append(byte[] data, int len) {
      System.arraycopy(data, 0, buffer, length, len);
      length += len;
    }

    @Override
    public void shrink(int len) {
      length -= len;
    }
  }
}

package org.vivavoce.srtp.jitsi;

import java.security.GeneralSecurityException;
import java.util.logging.Level;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.logging2.LoggerImpl;
import org.vivavoce.srtp.SrtpProfile;

/**
 * jitsi-srtp with one key in one direction: the context of each SSRC's RTP and RTCP is made by the
 * caller once, and used in place.
 */
public final class JitsiSrtp {
  // Held here, because JUL forgets the level of a logger that nobody holds.
  private static final java.util.logging.Logger JITSI_LOG =
      java.util.logging.Logger.getLogger("org.jitsi");

  static {
    JITSI_LOG.setLevel(Level.OFF);
    Aes.setFactoryClassName("SunJCE");
  }

  private final SrtpContextFactory factory;

  /**
   * Makes one direction.
   *
   * @param sender whether it protects
   * @param profile the profile
   * @param key the master key
   * @param salt the master salt
   */
  public JitsiSrtp(boolean sender, SrtpProfile profile, byte[] key, byte[] salt) {
    SrtpPolicy policy = policy(profile);
    factory =
        new SrtpContextFactory(sender, key, salt, policy, policy, new LoggerImpl("org.jitsi"));
  }

  private static SrtpPolicy policy(SrtpProfile profile) {
    return switch (profile) {
      case AEAD_AES_128_GCM, AEAD_AES_256_GCM ->
          new SrtpPolicy(
              SrtpPolicy.AESGCM_ENCRYPTION,
              profile.keyLength(),
              SrtpPolicy.NULL_AUTHENTICATION,
              0,
              16,
              profile.saltLength());
      case AES_CM_128_HMAC_SHA1_80 ->
          new SrtpPolicy(
              SrtpPolicy.AESCM_ENCRYPTION,
              profile.keyLength(),
              SrtpPolicy.HMACSHA1_AUTHENTICATION,
              20,
              10,
              profile.saltLength());
    };
  }

  /** Makes the context of an SSRC's RTP. */
  public Rtp rtp(int ssrc) {
    try {
      return new Rtp(factory.deriveContext(ssrc, 0));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the context of an SSRC's RTCP. */
  public Rtcp rtcp(int ssrc) {
    try {
      return new Rtcp(factory.deriveControlContext(ssrc));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void require(SrtpErrorStatus status) {
    if (status != SrtpErrorStatus.OK) {
      throw new IllegalStateException("jitsi-srtp says " + status);
    }
  }

  /** The RTP packets of one SSRC. */
  public static final class Rtp {
    private final SrtpCryptoContext context;
    private final InPlace packet = new InPlace();

    private Rtp(SrtpCryptoContext context) {
      this.context = context;
    }

    /** Protects in place and returns the new length. */
    public int protect(byte[] buf, int len) {
      try {
        require(context.transformPacket(packet.of(buf, len)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
      return packet.getLength();
    }

    /** Unprotects in place and returns the new length. */
    public int unprotect(byte[] buf, int len) {
      try {
        require(context.reverseTransformPacket(packet.of(buf, len), false));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
      return packet.getLength();
    }
  }

  /** The RTCP packets of one SSRC. */
  public static final class Rtcp {
    private final SrtcpCryptoContext context;
    private final InPlace packet = new InPlace();

    private Rtcp(SrtcpCryptoContext context) {
      this.context = context;
    }

    /** Protects in place and returns the new length. */
    public int protect(byte[] buf, int len) {
      try {
        require(context.transformPacket(packet.of(buf, len)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
      return packet.getLength();
    }

    /** Unprotects in place and returns the new length. */
    public int unprotect(byte[] buf, int len) {
      try {
        require(context.reverseTransformPacket(packet.of(buf, len)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
      return packet.getLength();
    }
  }
}

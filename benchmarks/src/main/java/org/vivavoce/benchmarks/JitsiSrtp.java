package org.vivavoce.benchmarks;

import java.security.GeneralSecurityException;
import java.util.logging.Level;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;
import org.vivavoce.srtp.SrtpProfile;

/** jitsi-srtp pinned to SunJCE, with the context of the one SSRC at hand. */
final class JitsiSrtp implements SrtpUnderTest, ByteArrayBuffer {
  // Held here, because JUL forgets the level of a logger that nobody holds.
  private static final java.util.logging.Logger JITSI_LOG =
      java.util.logging.Logger.getLogger("org.jitsi");

  static {
    JITSI_LOG.setLevel(Level.OFF);
    Aes.setFactoryClassName("SunJCE");
  }

  private final SrtpCryptoContext sender;
  private final SrtpCryptoContext receiver;
  private byte[] buffer = new byte[0];
  private int length;

  JitsiSrtp(SrtpProfile profile, byte[] key, byte[] salt) {
    sender = context(true, profile, key, salt);
    receiver = context(false, profile, key, salt);
  }

  private static SrtpCryptoContext context(
      boolean sender, SrtpProfile profile, byte[] key, byte[] salt) {
    SrtpPolicy policy = policy(profile);
    try {
      return new SrtpContextFactory(sender, key, salt, policy, policy, new LoggerImpl("org.jitsi"))
          .deriveContext(SrtpBenchmark.SSRC, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
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

  @Override
  public int protect(byte[] buf, int len) {
    buffer = buf;
    length = len;
    try {
      require(sender.transformPacket(this));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return length;
  }

  @Override
  public int unprotect(byte[] buf, int len) {
    buffer = buf;
    length = len;
    try {
      require(receiver.reverseTransformPacket(this, false));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return length;
  }

  private static void require(SrtpErrorStatus status) {
    if (status != SrtpErrorStatus.OK) {
      throw new IllegalStateException("jitsi-srtp says " + status);
    }
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
    throw new UnsupportedOperationException("The packet starts at 0.");
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
      throw new IllegalStateException("The buffer has no room for " + howMuch + " bytes.");
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

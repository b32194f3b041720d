package org.vivavoce.benchmarks;

import org.vivavoce.srtp.SrtpMasterKey;
import org.vivavoce.srtp.SrtpProfile;
import org.vivavoce.srtp.SrtpProtector;
import org.vivavoce.srtp.SrtpUnprotector;
import org.vivavoce.srtp.jitsi.JitsiSrtp;

/** One direction of SRTP, by either implementation. */
interface SrtpUnderTest {
  /** Protects in place and returns the new length. */
  int protect(byte[] buf, int len);

  /** Unprotects in place and returns the new length, which is not negative. */
  int unprotect(byte[] buf, int len);

  /**
   * Makes one of the two, with sender and receiver under the same key.
   *
   * @param implementation {@code vivavoce} or {@code jitsi}
   */
  static SrtpUnderTest create(String implementation, SrtpProfile profile, byte[] key, byte[] salt) {
    return switch (implementation) {
      case "vivavoce" -> {
        SrtpMasterKey master = new SrtpMasterKey(key, salt);
        yield new Vivavoce(
            SrtpProtector.create(profile, master), SrtpUnprotector.create(profile, master));
      }
      case "jitsi" ->
          new Jitsi(
              new JitsiSrtp(true, profile, key, salt).rtp(SrtpBenchmark.SSRC),
              new JitsiSrtp(false, profile, key, salt).rtp(SrtpBenchmark.SSRC));
      default ->
          throw new IllegalArgumentException(
              implementation + " is neither vivavoce nor jitsi, which is all that is measured.");
    };
  }

  /** Ours: the public API as a call uses it, the choice of the stream by SSRC included. */
  record Vivavoce(SrtpProtector protector, SrtpUnprotector unprotector) implements SrtpUnderTest {
    @Override
    public int protect(byte[] buf, int len) {
      return protector.protect(buf, 0, len);
    }

    @Override
    public int unprotect(byte[] buf, int len) {
      return unprotector.unprotect(buf, 0, len);
    }
  }

  /** jitsi-srtp pinned to SunJCE, with the context of the one SSRC at hand. */
  record Jitsi(JitsiSrtp.Rtp sender, JitsiSrtp.Rtp receiver) implements SrtpUnderTest {
    @Override
    public int protect(byte[] buf, int len) {
      return sender.protect(buf, len);
    }

    @Override
    public int unprotect(byte[] buf, int len) {
      return receiver.unprotect(buf, len);
    }
  }
}

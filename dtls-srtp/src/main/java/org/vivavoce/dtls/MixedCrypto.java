package org.vivavoce.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * Bouncy Castle's own arithmetic for the handshake, where it is faster than the JDK's, and the
 * JDK's AES-GCM for the records, where HotSpot's intrinsics make it ten times as fast.
 */
final class MixedCrypto extends BcTlsCrypto {
  MixedCrypto(SecureRandom random) {
    super(random);
  }

  @Override
  protected TlsAEADCipher createCipher_AES_GCM(
      TlsCryptoParameters parameters, int keySize, int macSize) throws IOException {
    return new TlsAEADCipher(
        parameters,
        JdkGcm.encrypting(),
        JdkGcm.decrypting(),
        keySize,
        macSize,
        TlsAEADCipher.AEAD_GCM,
        null);
  }

  @Override
  public TlsCipher createCipher(
      TlsCryptoParameters parameters, int encryptionAlgorithm, int macAlgorithm)
      throws IOException {
    return new DiscardingCipher(super.createCipher(parameters, encryptionAlgorithm, macAlgorithm));
  }
}

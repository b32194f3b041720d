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
  private JdkGcm sealing;
  private JdkGcm opening;
  private DiscardingCipher records;

  MixedCrypto(SecureRandom random) {
    super(random);
  }

  @Override
  protected TlsAEADCipher createCipher_AES_GCM(
      TlsCryptoParameters parameters, int keySize, int macSize) throws IOException {
    sealing = JdkGcm.encrypting();
    opening = JdkGcm.decrypting();
    return new TlsAEADCipher(
        parameters, sealing, opening, keySize, macSize, TlsAEADCipher.AEAD_GCM, null);
  }

  @Override
  public TlsCipher createCipher(
      TlsCryptoParameters parameters, int encryptionAlgorithm, int macAlgorithm)
      throws IOException {
    sealing = null;
    opening = null;
    records =
        new DiscardingCipher(super.createCipher(parameters, encryptionAlgorithm, macAlgorithm));
    return records;
  }

  /**
   * Takes the sealing of records over from Bouncy Castle once the handshake is done: null if their
   * cipher is not AES-GCM. From now on Bouncy Castle writes the records of this epoch in plain
   * text, for the sealer to seal with numbers of its own, so that none is ever used twice.
   */
  RecordSealer takeOverSealing() {
    return sealing == null ? null : new RecordSealer(sealing, records.handOver());
  }

  /** Takes the opening of application data over: null if the cipher is not AES-GCM. */
  RecordOpener takeOverOpening() {
    return opening == null ? null : new RecordOpener(opening);
  }
}

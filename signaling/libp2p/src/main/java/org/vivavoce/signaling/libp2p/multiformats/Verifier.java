package org.vivavoce.signaling.libp2p.multiformats;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;

/** Checks signatures of each kind of key; nothing that comes in makes it throw. */
final class Verifier {
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;
  private static final int MAX_RSA_EXPONENT_BITS = 33;
  private static final int MAX_DER_SIGNATURE = 160;
  private static final ECDomainParameters SECP256K1 = secp256k1();

  private Verifier() {}

  private static ECDomainParameters secp256k1() {
    X9ECParameters curve = SECNamedCurves.getByName("secp256k1");
    return new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
  }

  static boolean verify(PublicKey.Type type, byte[] key, byte[] message, byte[] signature) {
    try {
      return switch (type) {
        case ED25519 -> Identity.verify(Did.ofKeyBytes(key), message, signature);
        case RSA -> rsa(key, message, signature);
        case ECDSA -> ecdsa(key, message, signature);
        case SECP256K1 -> secp256k1(key, message, signature);
      };
    } catch (GeneralSecurityException | IOException e) {
      return false; // not a key, or not a signature
    } catch (RuntimeException e) {
      return false; // what the JDK and Bouncy Castle throw at points and numbers that are none
    }
  }

  private static boolean rsa(byte[] key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    RSAPublicKey rsa =
        (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key));
    int bits = rsa.getModulus().bitLength();
    // A huge exponent would make one verification cost seconds.
    if (bits < MIN_RSA_BITS
        || bits > MAX_RSA_BITS
        || rsa.getPublicExponent().bitLength() > MAX_RSA_EXPONENT_BITS) {
      return false;
    }
    return verify("SHA256withRSA", rsa, message, signature);
  }

  private static boolean ecdsa(byte[] key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    return signature.length <= MAX_DER_SIGNATURE
        && verify(
            "SHA256withECDSA",
            KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key)),
            message,
            signature);
  }

  private static boolean verify(
      String algorithm, java.security.PublicKey key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature);
  }

  /** The JDK has had no secp256k1 since 16. */
  private static boolean secp256k1(byte[] key, byte[] message, byte[] signature)
      throws IOException {
    if (signature.length > MAX_DER_SIGNATURE) {
      return false;
    }
    BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(SECP256K1.getN(), signature);
    SHA256Digest digest = new SHA256Digest();
    digest.update(message, 0, message.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(
        false, new ECPublicKeyParameters(SECP256K1.getCurve().decodePoint(key), SECP256K1));
    return verifier.verifySignature(hash, rs[0], rs[1]);
  }
}

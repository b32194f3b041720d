package org.vivavoce.dtls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;

/**
 * A self-signed ECDSA P-256 certificate and its private key (RFC 8827 section 6.5). It says nothing
 * about who we are: the peer trusts it because its {@link #fingerprint() fingerprint} came through
 * signalling. One certificate may serve any number of connections; a fresh one for each call keeps
 * calls unlinkable. Immutable.
 */
public final class DtlsCertificate {
  private static final Duration VALIDITY = Duration.ofDays(30);

  /** Clocks differ: valid since yesterday. */
  private static final Duration BACKDATED = Duration.ofDays(1);

  private final AsymmetricKeyParameter privateKey;
  private final byte[] der;
  private final Instant expires;

  private DtlsCertificate(AsymmetricKeyParameter privateKey, byte[] der, Instant expires) {
    this.privateKey = privateKey;
    this.der = der;
    this.expires = expires;
  }

  /**
   * Makes a key pair and a certificate: random common name and serial number, valid from one day
   * ago for thirty days from now.
   */
  public static DtlsCertificate generate() {
    return generate(new SecureRandom(), Instant.now());
  }

  static DtlsCertificate generate(SecureRandom random, Instant now) {
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(
        new ECKeyGenerationParameters(
            ECNamedDomainParameters.lookup(X9ObjectIdentifiers.prime256v1), random));
    AsymmetricCipherKeyPair keys = generator.generateKeyPair();
    byte[] name = new byte[16];
    random.nextBytes(name);
    X500Name subject = new X500Name("CN=" + HexFormat.of().formatHex(name));
    // RFC 5280 section 4.1.2.2: positive, and not zero.
    BigInteger serial = new BigInteger(63, random).setBit(0);
    Instant expires = now.plus(VALIDITY);
    try {
      X509v3CertificateBuilder builder =
          new BcX509v3CertificateBuilder(
              subject,
              serial,
              Date.from(now.minus(BACKDATED)),
              Date.from(expires),
              subject,
              keys.getPublic());
      ContentSigner signer =
          new BcECContentSignerBuilder(
                  new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withECDSA"),
                  new DefaultDigestAlgorithmIdentifierFinder().find("SHA-256"))
              .setSecureRandom(random)
              .build(keys.getPrivate());
      return new DtlsCertificate(keys.getPrivate(), builder.build(signer).getEncoded(), expires);
    } catch (OperatorCreationException e) {
      throw new AssertionError("Bouncy Castle signs with ECDSA on P-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The SHA-256 fingerprint, for {@code a=fingerprint}. */
  public Fingerprint fingerprint() {
    return fingerprint("sha-256");
  }

  /**
   * The fingerprint by a hash function.
   *
   * @param hashFunction "sha-256", "sha-384" or "sha-512"
   * @throws IllegalArgumentException if the hash function is not supported
   */
  public Fingerprint fingerprint(String hashFunction) {
    return Fingerprint.of(hashFunction, der);
  }

  /** When the certificate's validity ends. Peers in the wild identify it by fingerprint alone. */
  public Instant expires() {
    return expires;
  }

  /** A copy of the certificate's DER encoding. */
  public byte[] der() {
    return der.clone();
  }

  AsymmetricKeyParameter privateKey() {
    return privateKey;
  }
}

package org.vivavoce.call;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.vivavoce.signaling.Identity;

/** Two identities in a known order of their DIDs. */
record Identities(Identity lower, Identity higher) {
  static Identities make() {
    Identity a = Wiretap.know(Identity.generate());
    Identity b = Wiretap.know(Identity.generate());
    return a.did().compareTo(b.did()) < 0 ? new Identities(a, b) : new Identities(b, a);
  }

  /** One that the same random numbers give again. */
  static Identity of(Random random) {
    byte[] seed = new byte[32];
    random.nextBytes(seed);
    // RFC 8410 section 7: the private key is an OCTET STRING within an OCTET STRING.
    byte[] header = HexFormat.of().parseHex("302e020100300506032b657004220420");
    byte[] pkcs8 = Arrays.copyOf(header, header.length + seed.length);
    System.arraycopy(seed, 0, pkcs8, header.length, seed.length);
    return Identity.fromPkcs8(pkcs8);
  }

  Identity first(boolean lowerFirst) {
    return lowerFirst ? lower : higher;
  }

  Identity second(boolean lowerFirst) {
    return lowerFirst ? higher : lower;
  }
}

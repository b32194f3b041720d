package org.vivavoce.dtls;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.tls.CipherSuite;

/** The cipher suites we speak: ECDHE with an AEAD (RFC 5289, RFC 7905), nothing below. */
final class CipherSuites {
  /** In order of preference. AES-GCM comes first: the JDK has intrinsics for it. */
  private static final Map<Integer, String> NAMES = new LinkedHashMap<>();

  static {
    // Ours is an ECDSA certificate, so as server only the first three can be chosen; a server may
    // have
    // an RSA one.
    NAMES.put(
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    NAMES.put(
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    NAMES.put(
        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
    NAMES.put(
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    NAMES.put(
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
    NAMES.put(
        CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
  }

  private CipherSuites() {}

  static int[] forClient() {
    return NAMES.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  static int[] forServer() {
    return NAMES.entrySet().stream()
        .filter(suite -> suite.getValue().contains("_ECDSA_"))
        .mapToInt(Map.Entry::getKey)
        .toArray();
  }

  static String nameOf(int suite) {
    String name = NAMES.get(suite);
    if (name == null) {
      throw new AssertionError("Negotiated a suite that we do not offer: " + suite);
    }
    return name;
  }
}

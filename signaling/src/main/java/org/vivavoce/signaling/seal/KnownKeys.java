package org.vivavoce.signaling.seal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.vivavoce.signaling.Did;

/**
 * The X25519 keys of those whom we spoke with last, because checking and converting a DID's key
 * takes longer than what it is needed for. For one thread.
 */
final class KnownKeys {
  private static final int MAX = 256;

  private final Map<Did, X25519PublicKeyParameters> keys = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A person's key.
   *
   * @throws IllegalArgumentException if the DID's key is no usable point
   */
  X25519PublicKeyParameters of(Did did) {
    X25519PublicKeyParameters key = keys.get(did);
    if (key == null) {
      key = AgreementKeys.of(did);
      keys.put(did, key);
      if (keys.size() > MAX) {
        keys.remove(keys.keySet().iterator().next());
      }
    }
    return key;
  }
}

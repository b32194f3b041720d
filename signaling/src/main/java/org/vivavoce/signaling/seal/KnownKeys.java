package org.vivavoce.signaling.seal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vivavoce.signaling.Did;

/**
 * Those whom we spoke with last, because checking and converting a DID's key and agreeing with it
 * takes longer than the rest of an envelope. For one thread.
 */
final class KnownKeys {
  static final int MAX = 256;

  private final AgreementKeys ours;
  private final Map<Did, Acquaintance> known = new LinkedHashMap<>(16, 0.75f, true);

  KnownKeys(AgreementKeys ours) {
    this.ours = ours;
  }

  /**
   * What we share with a person.
   *
   * @throws IllegalArgumentException if the DID's key is no usable point
   */
  Acquaintance with(Did did) {
    Acquaintance them = known.get(did);
    if (them == null) {
      byte[] key = AgreementKeys.publicKey(did);
      them = new Acquaintance(key, AuthHpke.agree(ours.secret(), key));
      known.put(did, them);
      if (known.size() > MAX) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return them;
  }

  int size() {
    return known.size();
  }
}

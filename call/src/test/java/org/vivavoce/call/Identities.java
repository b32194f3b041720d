package org.vivavoce.call;

import org.vivavoce.signaling.Identity;

/** Two identities in a known order of their DIDs. */
record Identities(Identity lower, Identity higher) {
  static Identities make() {
    Identity a = Wiretap.know(Identity.generate());
    Identity b = Wiretap.know(Identity.generate());
    return a.did().compareTo(b.did()) < 0 ? new Identities(a, b) : new Identities(b, a);
  }

  Identity first(boolean lowerFirst) {
    return lowerFirst ? lower : higher;
  }

  Identity second(boolean lowerFirst) {
    return lowerFirst ? higher : lower;
  }
}

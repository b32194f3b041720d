package org.vivavoce.cli;

import org.vivavoce.signaling.Did;

/** DIDs as people tell them apart. */
final class Dids {
  private static final int WHOLE = 28;

  private Dids() {}

  /** A did:key is told from another by its end. */
  static String shortened(Did did) {
    return shortened(did.text());
  }

  static String shortened(String did) {
    return did.length() <= WHOLE ? did : did.substring(0, 16) + "…" + end(did);
  }

  /** Enough of it for a file's name. */
  static String end(String did) {
    return did.substring(did.length() - 8);
  }
}

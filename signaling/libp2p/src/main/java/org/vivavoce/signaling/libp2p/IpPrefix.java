package org.vivavoce.signaling.libp2p;

/** Networks of IP addresses. */
final class IpPrefix {
  private IpPrefix() {}

  /** Whether two addresses are of the same kind and have the same first bits. */
  static boolean isSame(byte[] one, byte[] two, int bits) {
    boolean same = one.length == two.length;
    for (int i = 0; same && i < bits; i++) {
      same = ((one[i / 8] ^ two[i / 8]) & 0x80 >> i % 8) == 0;
    }
    return same;
  }
}

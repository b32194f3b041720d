package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the steady media path allocates. */
class AllocationTest {
  private static final int ROUNDS = 60;
  private static final int PACKETS = 1_000;

  private final com.sun.management.ThreadMXBean threads =
      ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class);

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void at_most_64_bytes_are_allocated_for_a_short_packet_protected_and_unprotected(
      SrtpProfile profile) {
    Pair pair = new Pair(profile);
    byte[] packet = Pair.rtp(1, 0);
    byte[] buf = new byte[packet.length + pair.profile.rtpOverhead()];
    long least = Long.MAX_VALUE;
    int seq = 0;
    // The rounds before the code is compiled may allocate more: the best one counts.
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < PACKETS; i++) {
        System.arraycopy(packet, 0, buf, 0, packet.length);
        buf[2] = (byte) (seq >> 8);
        buf[3] = (byte) seq++;
        int length = pair.protector.protect(buf, 0, packet.length);
        assertPositive(pair.unprotector.unprotect(buf, 0, length));
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least / PACKETS).isLessThanOrEqualTo(64);
  }

  private static void assertPositive(int length) {
    if (length <= 0) {
      throw new AssertionError("dropped: " + SrtpDrop.of(length));
    }
  }
}

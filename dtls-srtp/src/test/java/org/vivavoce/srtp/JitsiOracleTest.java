package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packet by packet against jitsi-srtp, in both directions. */
class JitsiOracleTest {
  private static final int PACKETS = 3_000;
  private static final int[] SSRCS = {0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x5eed_1234};

  /** At three sequence numbers each, less than jitsi-srtp's window of 64. */
  private static final int REORDERING = 20;

  private final Random random = new Random(20261123);
  private final RandomPackets packets = new RandomPackets(random);

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void rtp_packets_are_protected_to_the_same_bytes_through_rollovers(SrtpProfile profile) {
    byte[] key = bytes(profile.keyLength());
    byte[] salt = bytes(profile.saltLength());
    SrtpProtector ours = SrtpProtector.create(profile, new SrtpMasterKey(key, salt));
    JitsiOracle theirs = JitsiOracle.sender(profile, key, salt);

    // Jumps that the estimation of the index can just follow: some ten turns for each SSRC.
    for (byte[] packet : stream(0, 32_000)) {
      byte[] expected = theirs.protect(packet);

      assertThat(protect(ours, profile, packet)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void our_rtp_packets_are_accepted_by_jitsi_and_its_packets_by_us_although_reordered(
      SrtpProfile profile) {
    byte[] key = bytes(profile.keyLength());
    byte[] salt = bytes(profile.saltLength());
    SrtpMasterKey master = new SrtpMasterKey(key, salt);
    SrtpProtector ourSender = SrtpProtector.create(profile, master);
    SrtpUnprotector ourReceiver = SrtpUnprotector.create(profile, master);
    JitsiOracle theirSender = JitsiOracle.sender(profile, key, salt);
    JitsiOracle theirReceiver = JitsiOracle.receiver(profile, key, salt);
    List<byte[]> plain = stream(65_300, 3);
    List<byte[][]> sent = new ArrayList<>();
    for (byte[] packet : plain) {
      sent.add(
          new byte[][] {packet, protect(ourSender, profile, packet), theirSender.protect(packet)});
    }

    for (byte[][] packet : reordered(sent)) {
      assertThat(theirReceiver.unprotect(packet[1])).isEqualTo(packet[0]);
      assertThat(unprotect(ourReceiver, packet[2])).isEqualTo(packet[0]);
    }
    assertThat(ourReceiver.counters()).isEqualTo(new SrtpCounters(plain.size(), 0, 0, 0, 0, 0, 0));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void rtcp_packets_are_protected_to_the_same_bytes_and_accepted_by_both(SrtpProfile profile) {
    byte[] key = bytes(profile.keyLength());
    byte[] salt = bytes(profile.saltLength());
    SrtpMasterKey master = new SrtpMasterKey(key, salt);
    SrtpProtector ourSender = SrtpProtector.create(profile, master);
    SrtpUnprotector ourReceiver = SrtpUnprotector.create(profile, master);
    JitsiOracle theirSender = JitsiOracle.sender(profile, key, salt);
    JitsiOracle theirReceiver = JitsiOracle.receiver(profile, key, salt);

    for (int i = 0; i < PACKETS; i++) {
      byte[] packet = packets.rtcp(SSRCS[random.nextInt(SSRCS.length)]);
      byte[] ours = Arrays.copyOf(packet, packet.length + profile.rtcpOverhead());
      int length = ourSender.protectRtcp(ours, 0, packet.length);
      byte[] theirs = theirSender.protectRtcp(packet);

      assertThat(length).isEqualTo(ours.length);
      assertThat(ours).isEqualTo(theirs);
      assertThat(theirReceiver.unprotectRtcp(ours)).isEqualTo(packet);
      int back = ourReceiver.unprotectRtcp(theirs, 0, theirs.length);
      assertThat(Arrays.copyOf(theirs, back)).isEqualTo(packet);
    }
    assertThat(ourReceiver.counters().rtcpPackets()).isEqualTo(PACKETS);
  }

  /** Packets of all SSRCs, whose first sequence numbers lie just above the given one. */
  private List<byte[]> stream(int from, int maxJump) {
    int[] next = new int[SSRCS.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = from + random.nextInt(200);
    }
    List<byte[]> stream = new ArrayList<>();
    for (int i = 0; i < PACKETS; i++) {
      int source = random.nextInt(SSRCS.length);
      stream.add(packets.rtp(SSRCS[source], next[source] & 0xffff));
      next[source] += random.nextInt(20) == 0 ? 1 + random.nextInt(maxJump) : 1;
    }
    return stream;
  }

  private List<byte[][]> reordered(List<byte[][]> sent) {
    List<byte[][]> shuffled = new ArrayList<>(sent);
    // The first packets stay in order: they tell the receivers where each stream starts.
    for (int i = 100; i < shuffled.size(); i += REORDERING) {
      List<byte[][]> part = shuffled.subList(i, Math.min(i + REORDERING, shuffled.size()));
      Collections.shuffle(part, random);
    }
    return shuffled;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] protect(SrtpProtector protector, SrtpProfile profile, byte[] packet) {
    int off = random.nextInt(20);
    byte[] buf = new byte[off + packet.length + profile.rtpOverhead()];
    System.arraycopy(packet, 0, buf, off, packet.length);
    int length = protector.protect(buf, off, packet.length);
    return Arrays.copyOfRange(buf, off, off + length);
  }

  private byte[] unprotect(SrtpUnprotector unprotector, byte[] packet) {
    int off = random.nextInt(20);
    byte[] buf = new byte[off + packet.length + random.nextInt(3)];
    System.arraycopy(packet, 0, buf, off, packet.length);
    int length = unprotector.unprotect(buf, off, packet.length);
    assertThat(length).isNotNegative();
    return Arrays.copyOfRange(buf, off, off + length);
  }
}

package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the network may do to packets, and what comes of it. */
class SrtpUnprotectorTest {
  private static final int SSRC = 0x1234_5678;

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void a_duplicate_packet_is_dropped_and_counted(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    byte[] srtp = pair.srtp(SSRC, 1);
    byte[] srtcp = pair.srtcp(SSRC);

    assertThat(pair.receive(srtp)).isEqualTo(52);
    assertThat(pair.receive(srtp)).isEqualTo(SrtpDrop.REPLAYED.code());
    assertThat(pair.receiveRtcp(srtcp)).isEqualTo(28);
    assertThat(pair.receiveRtcp(srtcp)).isEqualTo(SrtpDrop.REPLAYED.code());
    assertThat(pair.unprotector.counters()).isEqualTo(new SrtpCounters(1, 1, 0, 0, 2, 0, 0));
    assertThat(pair.unprotector.counters().dropped()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void packets_of_a_whole_window_may_come_in_any_order_but_once_each(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    assertThat(pair.receive(pair.srtp(SSRC, 65_000))).isPositive();
    List<byte[]> sent = new ArrayList<>();
    for (int i = 1; i <= 1_024; i++) {
      sent.add(pair.srtp(SSRC, 65_000 + i & 0xffff));
    }
    Collections.shuffle(sent, new Random(1));

    sent.forEach(srtp -> assertThat(pair.receive(srtp)).isEqualTo(52));
    Collections.shuffle(sent, new Random(2));
    sent.forEach(srtp -> assertThat(pair.receive(srtp)).isEqualTo(SrtpDrop.REPLAYED.code()));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void a_packet_from_before_the_window_is_too_old_although_it_is_new_and_authentic(
      SrtpProfile profile) {
    Pair pair = new Pair(profile);
    byte[] late = pair.srtp(SSRC, 0);
    byte[] justInTime = pair.srtp(SSRC, 1);
    assertThat(pair.receive(pair.srtp(SSRC, ReplayWindow.SIZE))).isPositive();

    assertThat(pair.receive(late)).isEqualTo(SrtpDrop.TOO_OLD.code());
    assertThat(pair.receive(justInTime)).isPositive();
    assertThat(pair.unprotector.counters().tooOld()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void the_receiver_follows_the_rollover_counter_through_a_hundred_turns_with_loss(
      SrtpProfile profile) {
    Pair pair = new Pair(profile);
    int seq = 0;
    for (int i = 0; i < 100 * 3; i++) {
      seq += 21_845;
      assertThat(pair.receive(pair.srtp(SSRC, seq & 0xffff))).isEqualTo(52);
    }
    assertThat(pair.unprotector.rtpSources.get(SSRC).highest()).isEqualTo(seq);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void forged_packets_from_another_turn_do_not_move_the_rollover_counter(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    pair.receive(pair.srtp(SSRC, 40_000));
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      byte[] forged = Arrays.copyOf(Pair.rtp(SSRC, random.nextInt(7_000)), 80);

      assertThat(pair.receive(forged)).isEqualTo(SrtpDrop.FORGED.code());
    }

    assertThat(pair.unprotector.rtpSources.get(SSRC).highest()).isEqualTo(40_000);
    assertThat(pair.receive(pair.srtp(SSRC, 40_001))).isEqualTo(52);
    assertThat(pair.unprotector.counters().forged()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void forged_packets_of_many_ssrcs_leave_no_state(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    for (int ssrc = 0; ssrc < 5_000; ssrc++) {
      assertThat(pair.receive(Arrays.copyOf(Pair.rtp(ssrc, 1), 80))).isNegative();
      assertThat(pair.receiveRtcp(Arrays.copyOf(Pair.rtcp(ssrc), 80))).isNegative();
    }

    assertThat(pair.unprotector.rtpSources.size()).isZero();
    assertThat(pair.unprotector.rtcpSources.size()).isZero();
    assertThat(pair.unprotector.counters().forged()).isEqualTo(10_000);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void authentic_packets_of_too_many_ssrcs_are_dropped_and_the_known_ones_go_on(
      SrtpProfile profile) {
    Pair pair = new Pair(profile);
    SrtpProtector other = SrtpProtector.create(profile, pair.master);
    for (int ssrc = 0; ssrc < SrtpUnprotector.MAX_SOURCES; ssrc++) {
      assertThat(pair.receive(pair.srtp(ssrc, 1))).isPositive();
      assertThat(pair.receiveRtcp(pair.srtcp(ssrc))).isPositive();
    }
    byte[] rtp = Arrays.copyOf(Pair.rtp(-1, 1), 52 + profile.rtpOverhead());
    byte[] rtcp = Arrays.copyOf(Pair.rtcp(-1), 28 + profile.rtcpOverhead());
    other.protect(rtp, 0, 52);
    other.protectRtcp(rtcp, 0, 28);

    assertThat(pair.receive(rtp)).isEqualTo(SrtpDrop.TOO_MANY_SOURCES.code());
    assertThat(pair.receiveRtcp(rtcp)).isEqualTo(SrtpDrop.TOO_MANY_SOURCES.code());
    assertThat(pair.unprotector.counters().tooManySources()).isEqualTo(2);
    assertThat(pair.receive(pair.srtp(17, 2))).isPositive();
    assertThat(pair.receiveRtcp(pair.srtcp(17))).isPositive();
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void every_truncation_is_dropped_and_the_whole_packet_is_still_good(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    byte[] srtp = pair.srtp(SSRC, 1);
    byte[] srtcp = pair.srtcp(SSRC);
    for (int length = 0; length < srtp.length; length++) {
      assertThat(pair.receive(Arrays.copyOf(srtp, length)))
          .isEqualTo(
              length < 12 + profile.rtpOverhead()
                  ? SrtpDrop.MALFORMED.code()
                  : SrtpDrop.FORGED.code());
    }
    for (int length = 0; length < srtcp.length; length++) {
      assertThat(pair.receiveRtcp(Arrays.copyOf(srtcp, length)))
          .isEqualTo(
              length < 8 + profile.rtcpOverhead()
                  ? SrtpDrop.MALFORMED.code()
                  : SrtpDrop.FORGED.code());
    }

    assertThat(pair.receive(srtp)).isEqualTo(52);
    assertThat(pair.receiveRtcp(srtcp)).isEqualTo(28);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void every_single_bit_that_is_flipped_is_noticed(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    byte[] srtp = pair.srtp(SSRC, 1);
    byte[] srtcp = pair.srtcp(SSRC);
    for (int bit = 0; bit < srtp.length * 8; bit++) {
      assertThat(pair.receive(flipped(srtp, bit))).isNegative();
    }
    for (int bit = 0; bit < srtcp.length * 8; bit++) {
      assertThat(pair.receiveRtcp(flipped(srtcp, bit))).isNegative();
    }

    assertThat(pair.receive(srtp)).isEqualTo(52);
    assertThat(pair.receiveRtcp(srtcp)).isEqualTo(28);
    assertThat(pair.unprotector.counters().dropped()).isEqualTo((srtp.length + srtcp.length) * 8L);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void twenty_thousand_mutants_are_dropped_and_counted_without_an_exception(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    Random random = new Random(20_000);
    RandomPackets packets = new RandomPackets(random);
    int mutants = 20_000;
    byte[] srtp = pair.srtp(SSRC, 1);
    for (int i = 0; i < mutants; i++) {
      if (i % 50 == 0) {
        srtp = pair.protect(packets.rtp(SSRC, i / 50 + 2));
      }
      byte[] mutant = mutate(srtp, random);
      boolean asRtcp = random.nextInt(4) == 0;

      assertThat(asRtcp ? pair.receiveRtcp(mutant) : pair.receive(mutant)).isNegative();
    }

    assertThat(pair.unprotector.counters().dropped()).isEqualTo(mutants);
    assertThat(pair.receive(srtp)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void a_packet_longer_than_udp_allows_is_malformed(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    byte[] huge = Arrays.copyOf(Pair.rtp(SSRC, 1), 65_508);
    byte[] hugeRtcp = Arrays.copyOf(Pair.rtcp(SSRC), 1 << 20);

    assertThat(pair.receive(huge)).isEqualTo(SrtpDrop.MALFORMED.code());
    assertThat(pair.receiveRtcp(hugeRtcp)).isEqualTo(SrtpDrop.MALFORMED.code());
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void rtp_and_rtcp_keys_differ_so_neither_passes_for_the_other(SrtpProfile profile) {
    Pair pair = new Pair(profile);

    assertThat(pair.receiveRtcp(pair.srtp(SSRC, 1))).isNegative();
    assertThat(pair.receive(pair.srtcp(SSRC))).isNegative();
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void a_packet_under_another_key_is_forged(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    SrtpMasterKey other =
        new SrtpMasterKey(new byte[profile.keyLength()], new byte[profile.saltLength()]);
    byte[] srtp = pair.srtp(SSRC, 1);

    assertThat(SrtpUnprotector.create(profile, other).unprotect(srtp, 0, srtp.length))
        .isEqualTo(SrtpDrop.FORGED.code());
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void the_e_bit_and_the_index_of_rtcp_are_authenticated(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    byte[] srtcp = pair.srtcp(SSRC);
    int word = srtcp.length - (profile.isAead() ? 4 : 14);
    assertThat(srtcp[word] & 0xff).as("E bit and index 0").isEqualTo(0x80);

    byte[] unencrypted = srtcp.clone();
    unencrypted[word] = 0;
    byte[] later = srtcp.clone();
    later[word + 3] = 1;

    assertThat(pair.receiveRtcp(unencrypted)).isEqualTo(SrtpDrop.FORGED.code());
    assertThat(pair.receiveRtcp(later)).isEqualTo(SrtpDrop.FORGED.code());
    assertThat(pair.receiveRtcp(srtcp)).isEqualTo(28);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void a_forged_first_packet_does_not_decide_where_a_stream_starts(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    assertThat(pair.receive(Arrays.copyOf(Pair.rtp(SSRC, 60_000), 80))).isNegative();

    assertThat(pair.receive(pair.srtp(SSRC, 3))).isEqualTo(52);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void the_header_of_a_dropped_packet_is_as_it_was(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    byte[] srtp = pair.srtp(SSRC, 1);
    byte[] forged = flipped(srtp, 8 * srtp.length - 1);

    assertThat(pair.unprotector.unprotect(forged, 0, forged.length)).isNegative();
    assertThat(Arrays.copyOf(forged, 12)).isEqualTo(Arrays.copyOf(srtp, 12));
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void a_range_outside_of_the_buffer_is_misuse(SrtpProfile profile) {
    SrtpUnprotector unprotector = new Pair(profile).unprotector;

    assertThatThrownBy(() -> unprotector.unprotect(new byte[50], 10, 41))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> unprotector.unprotectRtcp(new byte[50], -1, 41))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static byte[] flipped(byte[] packet, int bit) {
    byte[] flipped = packet.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  /** One to three changes, of which at least one changes something. */
  private static byte[] mutate(byte[] packet, Random random) {
    byte[] mutant = packet;
    do {
      switch (random.nextInt(5)) {
        case 0 -> mutant = flipped(mutant, random.nextInt(Math.max(1, mutant.length) * 8));
        case 1 -> mutant = Arrays.copyOf(mutant, 1 + random.nextInt(mutant.length));
        case 2 -> mutant = Arrays.copyOf(mutant, mutant.length + 1 + random.nextInt(64));
        case 3 -> {
          mutant = mutant.clone();
          mutant[random.nextInt(Math.min(16, mutant.length))] = (byte) random.nextInt();
        }
        default -> {
          mutant = mutant.clone();
          int from = random.nextInt(mutant.length);
          for (int i = from; i < Math.min(mutant.length, from + 8); i++) {
            mutant[i] = (byte) random.nextInt();
          }
        }
      }
    } while (random.nextInt(3) == 0 || Arrays.equals(mutant, packet));
    return mutant;
  }
}

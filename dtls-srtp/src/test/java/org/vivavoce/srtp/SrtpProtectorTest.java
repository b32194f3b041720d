package org.vivavoce.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpProtectorTest {
  private static final int SSRC = 0xcafe_babe;

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void a_packet_in_the_middle_of_a_buffer_grows_in_place_and_touches_nothing_around_it(
      SrtpProfile profile) {
    Pair pair = new Pair(profile);
    byte[] packet = Pair.rtp(SSRC, 1);
    byte[] buf = new byte[200];
    Arrays.fill(buf, (byte) 0x55);
    System.arraycopy(packet, 0, buf, 33, packet.length);

    int length = pair.protector.protect(buf, 33, packet.length);

    assertThat(length).isEqualTo(packet.length + profile.rtpOverhead());
    assertThat(Arrays.copyOf(buf, 33)).containsOnly(0x55);
    assertThat(Arrays.copyOfRange(buf, 33 + length, 200)).containsOnly(0x55);
    assertThat(Arrays.copyOfRange(buf, 33, 33 + 12)).isEqualTo(Arrays.copyOf(packet, 12));
    assertThat(Arrays.copyOfRange(buf, 33 + 12, 33 + packet.length))
        .isNotEqualTo(Arrays.copyOfRange(packet, 12, packet.length));

    assertThat(pair.unprotector.unprotect(buf, 33, length)).isEqualTo(packet.length);
    assertThat(Arrays.copyOfRange(buf, 33, 33 + packet.length)).isEqualTo(packet);
    assertThat(Arrays.copyOf(buf, 33)).containsOnly(0x55);
    assertThat(Arrays.copyOfRange(buf, 33 + length, 200)).containsOnly(0x55);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void a_packet_without_payload_is_protected_too(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    byte[] packet = Arrays.copyOf(Pair.rtp(SSRC, 1), 12);

    assertThat(pair.receive(pair.protect(packet))).isEqualTo(12);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void the_longest_packet_of_udp_is_protected_and_one_byte_more_is_refused(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    int longest = 65_507 - profile.rtpOverhead();
    byte[] packet = Arrays.copyOf(Pair.rtp(SSRC, 1), longest);

    byte[] srtp = pair.protect(packet);
    assertThat(pair.unprotector.unprotect(srtp, 0, srtp.length)).isEqualTo(longest);
    assertThat(Arrays.copyOf(srtp, longest)).isEqualTo(packet);

    assertThatThrownBy(() -> pair.protect(Arrays.copyOf(Pair.rtp(SSRC, 2), longest + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most " + longest);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void a_buffer_without_room_for_the_overhead_is_refused(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    byte[] packet = Pair.rtp(SSRC, 1);
    byte[] tight = Arrays.copyOf(packet, packet.length + profile.rtpOverhead() - 1);

    assertThatThrownBy(() -> pair.protector.protect(tight, 0, packet.length))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(
            "%d bytes of room are needed behind the packet, but the buffer has %d."
                .formatted(profile.rtpOverhead(), profile.rtpOverhead() - 1));
    assertThatThrownBy(() -> pair.protector.protectRtcp(tight, 0, packet.length))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> pair.protector.protect(tight, -1, 20))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> pair.protector.protect(tight, 1, Integer.MAX_VALUE))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void bytes_that_are_no_rtp_or_rtcp_are_refused() {
    Pair pair = new Pair(SrtpProfile.AEAD_AES_128_GCM);

    assertThatThrownBy(() -> pair.protector.protect(new byte[100], 0, 50))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no RTP packet");
    assertThatThrownBy(() -> pair.protector.protect(Pair.rtp(SSRC, 1), 0, 11))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pair.protector.protectRtcp(new byte[100], 0, 50))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no RTCP packet");
    assertThatThrownBy(() -> pair.protector.protectRtcp(Pair.rtcp(SSRC), 0, 7))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void a_sequence_number_that_has_been_protected_is_refused_and_the_packet_stays_as_it_was(
      SrtpProfile profile) {
    Pair pair = new Pair(profile);
    pair.srtp(SSRC, 7);
    byte[] again = Arrays.copyOf(Pair.rtp(SSRC, 7), 100);

    assertThatThrownBy(() -> pair.protector.protect(again, 0, 52))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Sequence number 7 of SSRC 3405691582 has been protected already: use a new one.");
    assertThat(again).isEqualTo(Arrays.copyOf(Pair.rtp(SSRC, 7), 100));
    assertThat(pair.receive(pair.srtp(SSRC + 1, 7))).isPositive();
  }

  @Test
  void a_sequence_number_that_lies_too_far_back_is_refused() {
    Pair pair = new Pair(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
    pair.srtp(SSRC, 10_000);
    pair.srtp(SSRC, 10_000 - ReplayWindow.SIZE + 1);

    assertThatThrownBy(() -> pair.srtp(SSRC, 10_000 - ReplayWindow.SIZE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("lies 1984 before the newest one: at most 1983 are allowed");
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void the_last_index_of_all_is_protected_and_after_it_the_key_is_used_up(SrtpProfile profile) {
    Pair pair = new Pair(profile);
    for (SsrcTable<ReplayWindow> table :
        List.of(pair.protector.rtpSources, pair.unprotector.rtpSources)) {
      ReplayWindow window = new ReplayWindow();
      window.mark(RtpIndex.END - 2);
      table.add(SSRC, window);
    }

    assertThat(pair.receive(pair.srtp(SSRC, 0xffff))).isEqualTo(52);
    assertThatThrownBy(() -> pair.srtp(SSRC, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("all the packets that it may");
    assertThat(pair.receive(Arrays.copyOf(Pair.rtp(SSRC, 0), 52 + profile.rtpOverhead())))
        .isEqualTo(SrtpDrop.FORGED.code());
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void the_last_rtcp_index_of_all_is_protected_and_after_it_the_key_is_used_up(
      SrtpProfile profile) {
    Pair pair = new Pair(profile);
    pair.protector.rtcpSources.add(SSRC, new RtcpIndex(Integer.MAX_VALUE));

    assertThat(pair.receiveRtcp(pair.srtcp(SSRC))).isEqualTo(28);
    assertThatThrownBy(() -> pair.srtcp(SSRC))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("all the RTCP packets that it may");
  }

  @Test
  void more_ssrcs_than_a_protector_takes_are_refused_and_the_known_ones_go_on() {
    Pair pair = new Pair(SrtpProfile.AEAD_AES_128_GCM);
    for (int ssrc = 0; ssrc < SrtpProtector.MAX_SOURCES; ssrc++) {
      pair.srtp(ssrc, 1);
      pair.srtcp(ssrc);
    }

    assertThatThrownBy(() -> pair.srtp(-1, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("SSRC 4294967295 would be one too many: a protector takes at most 1024.");
    assertThatThrownBy(() -> pair.srtcp(-1)).isInstanceOf(IllegalStateException.class);
    assertThat(pair.receive(pair.srtp(0, 2))).isPositive();
    assertThat(pair.receiveRtcp(pair.srtcp(0))).isPositive();
  }

  @ParameterizedTest
  @EnumSource(SrtpProfile.class)
  void tracks_on_several_threads_may_share_a_protector(SrtpProfile profile) throws Exception {
    Pair pair = new Pair(profile);
    int packets = 2_000;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<List<byte[]>>> tracks =
          IntStream.range(0, 4)
              .<Callable<List<byte[]>>>mapToObj(
                  ssrc ->
                      () ->
                          IntStream.range(0, packets)
                              .mapToObj(seq -> pair.srtp(ssrc, seq))
                              .toList())
              .toList();
      for (Future<List<byte[]>> track : threads.invokeAll(tracks)) {
        for (byte[] srtp : track.get()) {
          assertThat(pair.receive(srtp)).isEqualTo(52);
        }
      }
    } finally {
      threads.shutdown();
    }
    assertThat(pair.unprotector.counters().rtpPackets()).isEqualTo(4 * packets);
  }
}

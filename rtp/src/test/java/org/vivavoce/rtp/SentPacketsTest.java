package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentPacketsTest {
  private static final long MS = 1_000_000;

  private final SentPackets sent = SentPackets.create(8, 1_000 * MS);

  private void keep(int sequence, int length, long ms) {
    byte[] payload = new byte[length + 3];
    java.util.Arrays.fill(payload, (byte) sequence);
    sent.keep(sequence, 96, sequence % 2 == 0, sequence * 10L, payload, 3, length, ms * MS);
  }

  private SentPackets.Slot repeat(int sequence, long ms) {
    return sent.repeat(sequence, ms * MS, 40 * MS);
  }

  @Test
  void a_packet_is_found_as_it_was_sent() {
    keep(65_535 + 5, 700, 0);
    SentPackets.Slot slot = repeat(4, 1);
    assertThat(slot.sequenceNumber()).isEqualTo(4);
    assertThat(slot.payloadType()).isEqualTo(96);
    assertThat(slot.marker()).isTrue();
    assertThat(slot.mediaTimestamp()).isEqualTo(655_400);
    assertThat(slot.length()).isEqualTo(700);
    assertThat(java.util.Arrays.copyOf(slot.payload(), 700)).containsOnly(4);
  }

  @Test
  void a_packet_that_was_repeated_within_the_round_trip_is_on_its_way() {
    keep(1, 10, 0);
    assertThat(repeat(1, 0)).isNotNull();
    assertThat(repeat(1, 39)).isNull();
    assertThat(repeat(1, 40)).isNotNull();
  }

  @Test
  void what_was_never_sent_was_pushed_out_or_is_too_old_is_not_there() {
    assertThat(repeat(3, 0)).isNull();
    keep(3, 10, 0);
    keep(11, 10, 0);
    assertThat(repeat(3, 0)).isNull();
    assertThat(repeat(11, 1_000)).isNotNull();
    assertThat(repeat(11, 1_100)).isNull();
  }

  @Test
  void a_payload_too_long_is_not_kept_and_leaves_nothing_of_its_place() {
    keep(3, 10, 0);
    keep(11, SentPackets.MAX_PAYLOAD + 1, 0);
    assertThat(repeat(11, 0)).isNull();
    assertThat(repeat(3, 0)).isNull();
    keep(19, SentPackets.MAX_PAYLOAD, 0);
    assertThat(repeat(19, 0).length()).isEqualTo(SentPackets.MAX_PAYLOAD);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 3, 1 << 15})
  void a_capacity_that_is_no_power_of_two_is_misuse(int capacity) {
    assertThatThrownBy(() -> SentPackets.create(capacity, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rfc4588_section_4_the_original_number_goes_before_the_payload() {
    byte[] packet = new byte[40];
    int header = RtpHeaderWriter.write(packet, 0, 97, true, 7, 1_234, new Ssrc(5), null);
    int length = Rtx.write(packet, header, 0xFFFE, new byte[] {9, 8, 7}, 0, 3);
    assertThat(length).isEqualTo(5);
    RtpPacket parsed = new RtpPacket();
    assertThat(parsed.parse(packet, 0, header + length)).isEqualTo(RtpParseResult.OK);
    assertThat(Rtx.originalSequence(parsed)).isEqualTo(0xFFFE);
    assertThat(packet).containsSequence((byte) 0xFF, (byte) 0xFE, (byte) 9, (byte) 8, (byte) 7);
    parsed.parse(packet, 0, header + 1);
    assertThat(Rtx.originalSequence(parsed)).isEqualTo(-1);
    parsed.parse(packet, 0, header);
    assertThat(Rtx.originalSequence(parsed)).isEqualTo(-1);
    assertThatThrownBy(() -> Rtx.write(packet, 38, 1, packet, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}

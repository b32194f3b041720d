package org.vivavoce.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jitsi.impl.neomedia.rtcp.NACKPacket;
import org.jitsi.impl.neomedia.rtcp.RTCPIterator;
import org.jitsi.service.neomedia.RawPacket;
import org.jitsi.utils.ByteArrayBuffer;
import org.junit.jupiter.api.Test;
import org.vivavoce.rtp.Hex;
import org.vivavoce.rtp.NtpTime;
import org.vivavoce.rtp.Ssrc;

class RtcpCompoundTest {
  private static final Ssrc A = new Ssrc(0x0A0A0A0A);
  private static final Ssrc B = new Ssrc(0x0B0B0B0B);
  private static final String RR = "80 c9 0001 0a0a0a0a";
  private static final String SDES = "81 ca 0003 0a0a0a0a 01 02 6162 00000000";
  private static final String BYE = "81 cb 0001 0a0a0a0a";

  private static RtcpCompound.ParseResult parse(String... hex) {
    byte[] bytes = Hex.bytes(hex);
    return RtcpCompound.parse(bytes, 0, bytes.length);
  }

  static List<RtcpPacket> everything() {
    return List.of(
        new SenderReport(
            A,
            new SenderInfo(new NtpTime(1L << 40), 2, 3, 4),
            List.of(new ReportBlock(B, 5, 6, 7, 8, 9, 10))),
        new ReceiverReport(A, List.of(new ReportBlock(B, 5, -6, 7, 8, 9, 10))),
        SourceDescription.cname("alice@example", List.of(A, B)),
        new App(3, A, "test", new byte[8]),
        Nack.of(A, B, List.of(1, 2, 30)),
        new UnknownTransportFeedback(15, A, B, RawContent.of(new byte[12])),
        new Pli(A, B),
        new Fir(A, B, List.of(new Fir.Request(B, 9))),
        new UnknownPayloadFeedback(15, A, B, RawContent.of(new byte[8])),
        new UnknownRtcp(207, 1, RawContent.of(new byte[16])),
        new Bye(List.of(A, B), "gone"));
  }

  @Test
  void a_compound_packet_is_read_in_its_order() {
    RtcpCompound.ParseResult result = parse(RR, SDES, "80 cf 0000", BYE);
    assertThat(result.malformed()).isZero();
    assertThat(result.unknown()).isEqualTo(1);
    assertThat(result.reducedSize()).isFalse();
    assertThat(result.packets())
        .containsExactly(
            new ReceiverReport(A, List.of()),
            SourceDescription.cname("ab", List.of(A)),
            new UnknownRtcp(207, 0, RawContent.of(new byte[0])),
            new Bye(List.of(A), ""));
  }

  @Test
  void all_kinds_survive_writing_and_reading() {
    byte[] bytes = new byte[1_000];
    int length = RtcpCompound.write(everything(), bytes, 10);
    RtcpCompound.ParseResult result = RtcpCompound.parse(bytes, 10, length);
    assertThat(result.packets()).isEqualTo(everything());
    assertThat(result.malformed()).isZero();
    assertThat(result.unknown()).isEqualTo(1);
    assertThat(bytes[9]).isZero();
    assertThat(Arrays.copyOfRange(bytes, 10 + length, bytes.length)).containsOnly(0);
  }

  /** RFC 5506: feedback alone. */
  @Test
  void a_reduced_size_packet_is_told() {
    RtcpCompound.ParseResult result = parse("81 ce 0002 0a0a0a0a 0b0b0b0b");
    assertThat(result.reducedSize()).isTrue();
    assertThat(result.packets()).containsExactly(new Pli(A, B));
    assertThat(result.malformed()).isZero();
  }

  @Test
  void a_malformed_packet_is_counted_and_those_around_it_are_kept() {
    RtcpCompound.ParseResult result = parse(RR, "81 c9 0001 0a0a0a0a", SDES);
    assertThat(result.malformed()).isEqualTo(1);
    assertThat(result.packets())
        .containsExactly(
            new ReceiverReport(A, List.of()), SourceDescription.cname("ab", List.of(A)));
  }

  @Test
  void a_wrong_version_or_length_ends_the_datagram() {
    assertThat(parse(RR, "40 c9 0001 0a0a0a0a", SDES).packets()).hasSize(1);
    assertThat(parse(RR, "40 c9 0001 0a0a0a0a", SDES).malformed()).isEqualTo(1);
    assertThat(parse(RR, "80 c9 0009 0a0a0a0a").packets()).hasSize(1);
    assertThat(parse(RR, "80 c9 0009 0a0a0a0a").malformed()).isEqualTo(1);
    assertThat(parse(RR, "80 c9 00").malformed()).isEqualTo(1);
    assertThat(parse("").malformed()).isEqualTo(1);
    assertThat(parse("").packets()).isEmpty();
  }

  /** RFC 3550 section 6.4.1. */
  @Test
  void only_the_last_packet_may_be_padded_and_by_words() {
    RtcpCompound.ParseResult padded = parse(RR, "a1 cb 0002 0a0a0a0a 00000004");
    assertThat(padded.packets()).contains(new Bye(List.of(A), ""));
    assertThat(padded.malformed()).isZero();
    assertThat(parse("a1 cb 0002 0a0a0a0a 00000004", RR).malformed()).isEqualTo(1);
    assertThat(parse("a1 cb 0002 0a0a0a0a 00000003").malformed()).isEqualTo(1);
    assertThat(parse("a1 cb 0002 0a0a0a0a 00000000").malformed()).isEqualTo(1);
    assertThat(parse("a1 cb 0002 0a0a0a0a 0000000c").malformed()).isEqualTo(1);
    assertThat(parse("a0 c9 0000").malformed()).isEqualTo(1);
    // Padding that eats what the count promises.
    assertThat(parse("a1 cb 0001 00000004").malformed()).isEqualTo(1);
  }

  @Test
  void what_does_not_fit_is_misuse_and_nothing_is_written() {
    byte[] small = new byte[20];
    List<RtcpPacket> packets = List.of(new ReceiverReport(A, List.of()), new Pli(A, B));
    assertThatThrownBy(() -> RtcpCompound.write(packets, small, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("20 bytes");
    assertThat(small).containsOnly(0);
    assertThat(RtcpCompound.write(packets, small, 0)).isEqualTo(20);
    assertThatThrownBy(() -> RtcpCompound.parse(small, 10, 11))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> RtcpCompound.write(packets, small, 21))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void libjitsi_frames_our_packets_as_we_do_and_reads_our_nacks() {
    byte[] bytes = new byte[1_000];
    int length = RtcpCompound.write(everything(), bytes, 0);
    RTCPIterator frames = new RTCPIterator(new RawPacket(bytes, 0, length));
    for (RtcpPacket packet : everything()) {
      assertThat(frames.hasNext()).isTrue();
      assertThat(frames.next().getLength()).isEqualTo(packet.wireLength());
    }
    assertThat(frames.hasNext()).isFalse();
    Random random = new Random(4585);
    for (int i = 0; i < 1_000; i++) {
      List<Integer> lost =
          random.ints(1 + random.nextInt(20), 0, 65_536).distinct().sorted().boxed().toList();
      int size = RtcpCompound.write(List.of(Nack.of(A, B, lost)), bytes, 0);
      ByteArrayBuffer theirs = new RawPacket(bytes, 0, size);
      assertThat(NACKPacket.isNACKPacket(theirs)).isTrue();
      assertThat(NACKPacket.getLostPackets(theirs)).containsExactlyInAnyOrderElementsOf(lost);
    }
  }

  @Test
  void forty_thousand_mutants_are_read_or_counted_and_what_was_read_can_be_written() {
    Random random = new Random(3550);
    byte[] original = new byte[1_000];
    int length = RtcpCompound.write(everything(), original, 0);
    int malformed = 0;
    int kept = 0;
    for (int i = 0; i < 40_000; i++) {
      byte[] mutant =
          Arrays.copyOf(original, random.nextInt(3) == 0 ? random.nextInt(length + 1) : length);
      for (int n = 1 + random.nextInt(8); n > 0 && mutant.length > 0; n--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
      }
      RtcpCompound.ParseResult result = RtcpCompound.parse(mutant, 0, mutant.length);
      malformed += result.malformed();
      kept += result.packets().size();
      assertThat(result.packets()).hasSizeLessThanOrEqualTo(mutant.length / 4);
      // Texts are repaired and may grow by that.
      byte[] again = new byte[4 * mutant.length + 100];
      int written = RtcpCompound.write(result.packets(), again, 0);
      RtcpCompound.ParseResult second = RtcpCompound.parse(again, 0, written);
      assertThat(second.packets()).isEqualTo(result.packets());
    }
    assertThat(malformed).isGreaterThan(20_000);
    assertThat(kept).isGreaterThan(100_000);
  }

  @Test
  void a_hundred_thousand_datagrams_of_noise_do_no_harm() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      if (noise.length > 4) {
        noise[0] = (byte) (noise[0] & 0x3F | 0x80);
        noise[1] = (byte) (200 + random.nextInt(8));
        noise[2] = 0;
        noise[3] = (byte) random.nextInt(16);
      }
      RtcpCompound.ParseResult result = RtcpCompound.parse(noise, 0, noise.length);
      assertThat(result.packets().size() + result.malformed()).isPositive();
    }
  }
}

package org.vivavoce.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jitsi.service.neomedia.RawPacket;
import org.junit.jupiter.api.Test;

/** Packet by packet against libjitsi's RawPacket, which reads and writes RTP on its own. */
class RawPacketOracleTest {
  private static final int PACKETS = 20_000;

  @Test
  void random_packets_are_read_as_libjitsi_reads_them() {
    Random random = new Random(3550);
    RtpPacket ours = new RtpPacket();
    int extended = 0;
    int padded = 0;
    for (int i = 0; i < PACKETS; i++) {
      // Theirs takes a padding byte between elements for an element of two (RFC 8285 section 4.2
      // has
      // an example of one; ours is tested by that).
      byte[] bytes = RandomPackets.next(random, false);
      int off = random.nextInt(5);
      byte[] buffer = new byte[off + bytes.length + random.nextInt(5)];
      System.arraycopy(bytes, 0, buffer, off, bytes.length);
      RawPacket theirs = new RawPacket(buffer, off, bytes.length);
      assertThat(ours.parse(buffer, off, bytes.length)).isEqualTo(RtpParseResult.OK);
      assertThat(theirs.isInvalid()).isFalse();
      assertThat(ours.marker()).isEqualTo(theirs.isPacketMarked());
      assertThat(ours.payloadType()).isEqualTo(theirs.getPayloadType());
      assertThat(ours.sequenceNumber()).isEqualTo(theirs.getSequenceNumber());
      assertThat(ours.timestamp()).isEqualTo(theirs.getTimestamp());
      assertThat(ours.ssrc().value()).isEqualTo(theirs.getSSRC());
      assertThat(ours.ssrc().unsigned()).isEqualTo(theirs.getSSRCAsLong());
      assertThat(ours.csrcCount()).isEqualTo(theirs.getCsrcCount());
      // Theirs adds the packet's offset twice here, and sees the numbers as signed.
      long[] csrcs = off == 0 ? theirs.extractCsrcList() : null;
      for (int c = 0; csrcs != null && c < ours.csrcCount(); c++) {
        assertThat(ours.csrc(c).unsigned()).isEqualTo(csrcs[c] & 0xFFFF_FFFFL);
      }
      assertThat(ours.headerLength()).isEqualTo(theirs.getHeaderLength());
      assertThat(ours.payloadOffset()).isEqualTo(theirs.getPayloadOffset());
      assertThat(ours.payloadLength()).isEqualTo(theirs.getPayloadLength(true));
      assertThat(ours.paddingLength()).isEqualTo(theirs.getPaddingSize());
      assertThat(ours.hasExtension()).isEqualTo(theirs.getExtensionBit());
      // And here.
      if (ours.hasExtension() && off == 0) {
        assertThat(ours.extensionProfile()).isEqualTo(theirs.getHeaderExtensionType());
      }
      if (ours.extensionProfile() == RtpPacket.ONE_BYTE_PROFILE) {
        extended++;
        for (int id = 1; id < 15; id++) {
          byte[] mine = ourExtension(ours, id);
          byte[] expected = theirExtension(theirs, id);
          if (expected == null && mine != null) {
            // Theirs wants three bytes left for an element of two, and so misses the last one.
            assertThat(ours.extensionOffset(id) + mine.length).isEqualTo(ours.payloadOffset());
            assertThat(mine).hasSize(1);
          } else {
            assertThat(mine).as("%d", id).isEqualTo(expected);
          }
        }
      }
      padded += ours.paddingLength() > 0 ? 1 : 0;
    }
    assertThat(extended).isGreaterThan(PACKETS / 4);
    assertThat(padded).isGreaterThan(PACKETS / 8);
  }

  @Test
  void what_we_write_libjitsi_reads() {
    Random random = new Random(8285);
    RtpHeaderExtensions extensions = new RtpHeaderExtensions();
    for (int i = 0; i < PACKETS; i++) {
      extensions.clear();
      byte[] data = new byte[16];
      random.nextBytes(data);
      int ids = 0;
      for (int id = 1; id < 15; id++) {
        if (random.nextInt(4) == 0) {
          extensions.add(id, data, 0, 1 + id % 16);
          ids |= 1 << id;
        }
      }
      int payloadType = random.nextInt(128);
      boolean marker = random.nextBoolean();
      int sequence = random.nextInt(1 << 16);
      int timestamp = random.nextInt();
      Ssrc ssrc = new Ssrc(random.nextInt());
      List<Ssrc> csrcs = random.ints(random.nextInt(16)).mapToObj(Ssrc::new).toList();
      byte[] buffer = new byte[600];
      int header =
          RtpHeaderWriter.write(
              buffer, 2, payloadType, marker, sequence, timestamp, ssrc, csrcs, extensions);
      RawPacket theirs = new RawPacket(buffer, 2, header + 20);
      assertThat(theirs.isInvalid()).isFalse();
      assertThat(theirs.getVersion()).isEqualTo(2);
      assertThat((int) theirs.getPayloadType()).isEqualTo(payloadType);
      assertThat(theirs.isPacketMarked()).isEqualTo(marker);
      assertThat(theirs.getSequenceNumber()).isEqualTo(sequence);
      assertThat((int) theirs.getTimestamp()).isEqualTo(timestamp);
      assertThat(theirs.getSSRC()).isEqualTo(ssrc.value());
      assertThat(theirs.getCsrcCount()).isEqualTo(csrcs.size());
      assertThat(theirs.getHeaderLength()).isEqualTo(header);
      assertThat(theirs.getPayloadLength()).isEqualTo(20);
      for (int id = 1; id < 15; id++) {
        byte[] expected = (ids & 1 << id) == 0 ? null : Arrays.copyOf(data, 1 + id % 16);
        assertThat(theirExtension(theirs, id)).isEqualTo(expected);
      }
    }
  }

  @Test
  void what_libjitsi_writes_we_read() {
    Random random = new Random(6464);
    RtpPacket ours = new RtpPacket();
    for (int i = 0; i < 2_000; i++) {
      byte[] buffer = new byte[300];
      buffer[0] = (byte) 0x80;
      RawPacket theirs = new RawPacket(buffer, 0, 50);
      theirs.setPayloadType((byte) 111);
      theirs.setMarker(true);
      theirs.setSequenceNumber(random.nextInt(1 << 16));
      theirs.setTimestamp(random.nextInt() & 0xFFFF_FFFFL);
      theirs.setSSRC(random.nextInt());
      byte[] mid = {'m', '0'};
      int level = random.nextInt(128);
      theirs.addExtension((byte) 3, mid);
      // extractSsrcAudioLevel finds no id above 7: it takes the byte as signed.
      theirs.addExtension((byte) 5, new byte[] {AudioLevel.encode(true, level)});
      assertThat(ours.parse(theirs.getBuffer(), theirs.getOffset(), theirs.getLength()))
          .isEqualTo(RtpParseResult.OK);
      assertThat(ours.marker()).isTrue();
      assertThat(ours.payloadType()).isEqualTo(111);
      assertThat(ours.sequenceNumber()).isEqualTo(theirs.getSequenceNumber());
      assertThat(ours.timestamp()).isEqualTo(theirs.getTimestamp());
      assertThat(MidExtension.read(ours, 3)).isEqualTo("m0");
      assertThat(MidExtension.matches(ours, 3, mid)).isTrue();
      assertThat(AudioLevel.read(ours, 5)).isEqualTo(new AudioLevel(true, level));
      assertThat((int) theirs.extractSsrcAudioLevel((byte) 5)).isEqualTo(level);
      assertThat(ours.payloadLength()).isEqualTo(38);
    }
  }

  private static byte[] ourExtension(RtpPacket packet, int id) {
    int position = packet.extensionOffset(id);
    return position < 0
        ? null
        : Arrays.copyOfRange(
            packet.buffer(), position, position + packet.extensionLength(position));
  }

  private static byte[] theirExtension(RawPacket packet, int id) {
    RawPacket.HeaderExtension extension = packet.getHeaderExtension((byte) id);
    if (extension == null) {
      return null;
    }
    // Their view begins with the element's own header.
    int begin = extension.getOffset() + 1;
    return Arrays.copyOfRange(extension.getBuffer(), begin, begin + extension.getExtLength());
  }
}

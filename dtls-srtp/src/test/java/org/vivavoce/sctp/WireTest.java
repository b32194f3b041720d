package org.vivavoce.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vivavoce.sctp.RawPeer.bytes;
import static org.vivavoce.sctp.RawPeer.hex;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every chunk and parameter: written by hand, read, written again, and broken. */
class WireTest {
  private static final Features ALL = new Features(true, true, true, true);

  private static final String INIT =
      "0100 0028  0a0b0c0d  00100000  ffff ffff  000003e8"
          + "c000 0004"
          + "8008 0008  82 c0 40 c2"
          + "8001 0008  00000001";

  @Test
  void rfc9260CommonHeaderHasItsChecksumLeastSignificantByteFirst() {
    // CRC32c of "123456789" is 0xE3069283 (RFC 9260 appendix A's polynomial).
    CommonHeader header = new CommonHeader();
    byte[] packet = bytes("1388 1389 01020304 00000000 0b000004");
    header.seal(packet, 0, packet.length);
    assertThat(CommonHeader.sourcePort(packet, 0)).isEqualTo(5000);
    assertThat(CommonHeader.destinationPort(packet, 0)).isEqualTo(5001);
    assertThat(CommonHeader.tag(packet, 0)).isEqualTo(0x01020304);
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(bytes("1388 1389 01020304 00000000 0b000004"));
    int value = (int) crc.getValue();
    byte[] expected = {
      (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)
    };
    assertThat(Arrays.copyOfRange(packet, 8, 12)).isEqualTo(expected);
    for (int i = 0; i < packet.length; i++) {
      packet[i] ^= 0x10;
      assertThat(header.hasRightChecksum(packet, 0, packet.length)).isFalse();
      packet[i] ^= 0x10;
    }
    assertThat(header.hasRightChecksum(packet, 0, packet.length)).isTrue();
  }

  @Test
  void rfc9260InitSaysWhatRfcs3758And8260And6525And9653Add() {
    InitChunk init = RawPeer.initChunk(ALL);
    assertThat(hex(init.toBytes())).isEqualTo(INIT.replace(" ", ""));
    InitChunk read = InitChunk.parse(init.toBytes(), 0, init.toBytes().length);
    assertThat(read.tag()).isEqualTo(RawPeer.TAG);
    assertThat(read.window()).isEqualTo(1 << 20);
    assertThat(read.outboundStreams()).isEqualTo(65_535);
    assertThat(read.inboundStreams()).isEqualTo(65_535);
    assertThat(read.initialTsn()).isEqualTo(RawPeer.TSN);
    assertThat(Features.of(read)).isEqualTo(ALL);
    for (int bits = 0; bits < 16; bits++) {
      Features some = Features.ofBits(bits);
      assertThat(Features.of(RawPeer.initChunk(some)).toBits()).isEqualTo(bits);
    }
  }

  @Test
  void initIsRefusedWhenItIsTruncatedOrNamesZero() {
    byte[] init = RawPeer.initChunk(ALL).toBytes();
    assertThat(InitChunk.parse(init, 0, 19)).isNull();
    for (int at : new int[] {4, 12, 14}) {
      byte[] zero = init.clone();
      Arrays.fill(zero, at, at == 4 ? 8 : at + 2, (byte) 0);
      assertThat(InitChunk.parse(zero, 0, zero.length)).isNull();
    }
    byte[] overlong = init.clone();
    overlong[23] = 100;
    assertThat(InitChunk.parse(overlong, 0, overlong.length)).isNull();
    byte[] looping = init.clone();
    looping[23] = 0;
    assertThat(InitChunk.parse(looping, 0, looping.length)).isNull();
  }

  @Test
  void rfc9260ParametersArePaddedExceptInTheLengthOfTheLast() {
    List<Parameter> parameters =
        List.of(new Parameter(7, new byte[] {1}), new Parameter(9, new byte[] {2, 3}));
    byte[] wire = Parameter.toBytes(parameters);
    assertThat(hex(wire)).isEqualTo("0007000501000000" + "000900060203");
    List<Parameter> read = Parameter.parseAll(wire, 0, wire.length);
    assertThat(read).hasSize(2);
    assertThat(read.get(0).value()).containsExactly(1);
    assertThat(read.get(1).value()).containsExactly(2, 3);
    for (int length = 1; length < wire.length; length++) {
      if (length < 5 || length > 8) {
        assertThat(Parameter.parseAll(wire, 0, length)).as("cut at " + length).isNull();
      }
    }
  }

  @Test
  void rfc9260DataAndRfc8260InterleavedData() {
    byte[] data = new byte[17];
    DataChunk.writeHeader(
        data, 0, DataChunk.BEGIN | DataChunk.UNORDERED, 0x01020304, 5, 0x607, 51, 1);
    assertThat(hex(data)).isEqualTo("00060011" + "01020304" + "00050607" + "00000033" + "00");
    assertThat(DataChunk.tsn(data, 0)).isEqualTo(0x01020304);
    assertThat(DataChunk.stream(data, 0)).isEqualTo(5);
    assertThat(DataChunk.ssn(data, 0)).isEqualTo(0x607);
    assertThat(DataChunk.ppid(data, 0)).isEqualTo(51);
    byte[] interleaved = new byte[21];
    IDataChunk.writeHeader(interleaved, 0, DataChunk.END, 1, 0xFFFE, 0x08090A0B, 3, 1);
    assertThat(hex(interleaved))
        .isEqualTo("40010015" + "00000001" + "fffe0000" + "08090a0b" + "00000003" + "00");
    assertThat(IDataChunk.mid(interleaved, 0)).isEqualTo(0x08090A0B);
    assertThat(IDataChunk.ppidOrFsn(interleaved, 0)).isEqualTo(3);
  }

  @Test
  void rfc9260SackHoldsGapsAndDuplicates() {
    byte[] sack = bytes("03000018 0000000c 00001234 0001 0001 0002 0003 0000000a");
    assertThat(SackChunk.isWhole(sack, 0, sack.length)).isTrue();
    assertThat(SackChunk.isWhole(sack, 0, sack.length - 4)).isFalse();
    assertThat(SackChunk.isWhole(sack, 0, 12)).isFalse();
    assertThat(SackChunk.cumulativeTsn(sack, 0)).isEqualTo(12);
    assertThat(SackChunk.window(sack, 0)).isEqualTo(0x1234);
    assertThat(SackChunk.gapStart(sack, 0, 0)).isEqualTo(2);
    assertThat(SackChunk.gapEnd(sack, 0, 0)).isEqualTo(3);
    assertThat(hex(RawPeer.sack(12, 0xFFFF_FFFFL, 2, 3)))
        .isEqualTo("03000014" + "0000000c" + "ffffffff" + "00010000" + "00020003");
  }

  @Test
  void rfc3758ForwardTsnAndRfc8260InterleavedForwardTsn() {
    byte[] forward = new byte[12];
    ForwardTsnChunk.writeHeader(forward, 0, 77, 1);
    ForwardTsnChunk.writeEntry(forward, 0, 0, 4, 9);
    assertThat(hex(forward)).isEqualTo("c000000c" + "0000004d" + "00040009");
    assertThat(ForwardTsnChunk.isWhole(12)).isTrue();
    assertThat(ForwardTsnChunk.isWhole(10)).isFalse();
    assertThat(ForwardTsnChunk.isWhole(4)).isFalse();
    byte[] interleaved = new byte[16];
    IForwardTsnChunk.writeHeader(interleaved, 0, 77, 1);
    IForwardTsnChunk.writeEntry(interleaved, 0, 0, 4, true, 0x10000);
    assertThat(hex(interleaved)).isEqualTo("c2000010" + "0000004d" + "00040001" + "00010000");
    assertThat(IForwardTsnChunk.unordered(interleaved, 0, 0)).isTrue();
    assertThat(IForwardTsnChunk.mid(interleaved, 0, 0)).isEqualTo(0x10000);
    assertThat(IForwardTsnChunk.isWhole(12)).isFalse();
  }

  @Test
  void rfc6525RequestsAndResponses() {
    Parameter outgoing = new OutgoingResetRequest(1, 2, 3, new int[] {4, 5}).toParameter();
    assertThat(hex(Parameter.toBytes(List.of(outgoing))))
        .isEqualTo("000d0014" + "00000001" + "00000002" + "00000003" + "00040005");
    assertThat(OutgoingResetRequest.parse(outgoing.value()).streams()).containsExactly(4, 5);
    Parameter incoming = new IncomingResetRequest(1, new int[] {7}).toParameter();
    assertThat(hex(Parameter.toBytes(List.of(incoming)))).isEqualTo("000e000a" + "000000010007");
    assertThat(IncomingResetRequest.parse(incoming.value()).streams()).containsExactly(7);
    Parameter add = new AddStreamsRequest(17, 1, 2).toParameter();
    assertThat(hex(Parameter.toBytes(List.of(add)))).isEqualTo("0011000c" + "0000000100020000");
    assertThat(AddStreamsRequest.parse(17, add.value())).isEqualTo(new AddStreamsRequest(17, 1, 2));
    Parameter response = new ReconfigResponse(1, 6).toParameter();
    assertThat(hex(Parameter.toBytes(List.of(response))))
        .isEqualTo("0010000c" + "0000000100000006");
    assertThat(ReconfigResponse.parse(response.value())).isEqualTo(new ReconfigResponse(1, 6));
    for (int length : new int[] {0, 3, 5, 7, 9, 11, 13}) {
      byte[] cut = new byte[length];
      assertThat(OutgoingResetRequest.parse(cut) == null).isTrue();
      assertThat(ReconfigResponse.parse(cut) == null).isTrue();
      assertThat(AddStreamsRequest.parse(17, cut) == null).isTrue();
      assertThat(IncomingResetRequest.parse(cut) == null).isTrue();
    }
  }

  @Test
  void rfc9260HeartbeatComesBackAsItWas() {
    HeartbeatChunk heartbeat = new HeartbeatChunk(0x0102030405060708L, 1500);
    byte[] wire = heartbeat.toBytes();
    assertThat(hex(wire)).isEqualTo("04000014" + "00010010" + "0102030405060708" + "000005dc");
    assertThat(HeartbeatChunk.parseAck(wire, 0, wire.length)).isEqualTo(heartbeat);
    for (int length = 4; length < wire.length; length++) {
      assertThat(HeartbeatChunk.parseAck(wire, 0, length)).isNull();
    }
  }

  @Test
  void rfc9260CausesSayWhy() {
    byte[] abort = ErrorCause.abort(ErrorCause.USER_INITIATED, "bye");
    assertThat(hex(abort)).isEqualTo("0600000b" + "000c0007" + "62796500");
    List<ErrorCause> causes = ErrorCause.parseAll(abort, 4, 11);
    assertThat(causes).containsExactly(new ErrorCause(12, "bye"));
    assertThat(ErrorCause.parseAll(bytes("000c0003 00"), 0, 5)).isEmpty();
    assertThat(ErrorCause.parseAll(bytes("000c0009 00"), 0, 5)).isEmpty();
    assertThat(ErrorCause.abort(12, "x".repeat(5000)).length).isLessThan(300);
  }

  @Test
  void cookiesAreRecognizedOnlyAsTheyWere() {
    CookieJar jar = new CookieJar(new Random(1));
    Cookie cookie = new Cookie(-5, 1, 2, 3, 4, 0xFFFF_FFFFL, 65_535, 1, ALL, 5, 6);
    byte[] sealed = jar.seal(cookie);
    assertThat(jar.open(sealed, 0, sealed.length)).isEqualTo(cookie);
    assertThat(new CookieJar(new Random(2)).open(sealed, 0, sealed.length)).isNull();
    for (int i = 0; i < sealed.length; i++) {
      sealed[i] ^= 1;
      assertThat(jar.open(sealed, 0, sealed.length)).isNull();
      sealed[i] ^= 1;
      assertThat(jar.open(sealed, 0, i)).isNull();
    }
  }

  @Test
  void mutatedChunksNeverMakeAParserThrow() {
    Random random = new Random(4711);
    byte[][] seeds = {
      RawPeer.initChunk(ALL).toBytes(),
      new HeartbeatChunk(1, 2).toBytes(),
      ErrorCause.abort(13, "wrong"),
    };
    for (int round = 0; round < 100_000; round++) {
      byte[] seed = seeds[random.nextInt(seeds.length)];
      byte[] wire = Arrays.copyOf(seed, random.nextInt(seed.length + 8));
      for (int i = random.nextInt(4); i > 0 && wire.length > 0; i--) {
        wire[random.nextInt(wire.length)] = (byte) random.nextInt();
      }
      if (wire.length >= 4) {
        InitChunk.parse(wire, 0, wire.length);
        HeartbeatChunk.parseAck(wire, 0, wire.length);
        ErrorCause.parseAll(wire, 4, wire.length);
        Parameter.parseAll(wire, 4, wire.length);
      }
    }
  }
}

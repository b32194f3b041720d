package org.vivavoce.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Builds one STUN message (RFC 8489 section 5; see {@link StunMessage} for the diagram). */
final class StunWriter {
  private static final byte[] ZEROS = new byte[16];

  private final ByteBuffer out;
  private final TransactionId id;

  StunWriter(int type, TransactionId id) {
    this(type, id, 512);
  }

  StunWriter(int type, TransactionId id, int capacity) {
    this.id = id;
    out = ByteBuffer.allocate(capacity);
    out.putShort((short) type).putShort((short) 0).putInt(StunMessage.COOKIE);
    out.putInt(id.high()).putLong(id.low());
  }

  StunWriter flag(int type) {
    return attribute(type, ZEROS, 0);
  }

  StunWriter uint32(int type, long value) {
    out.putShort((short) type).putShort((short) 4).putInt((int) value);
    return this;
  }

  StunWriter int64(int type, long value) {
    out.putShort((short) type).putShort((short) 8).putLong(value);
    return this;
  }

  StunWriter text(int type, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return attribute(type, bytes, bytes.length);
  }

  StunWriter bytes(int type, byte[] value) {
    return attribute(type, value, value.length);
  }

  private StunWriter attribute(int type, byte[] value, int length) {
    out.putShort((short) type).putShort((short) length).put(value, 0, length);
    out.put(ZEROS, 0, -length & 3);
    return this;
  }

  StunWriter error(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] value = new byte[4 + text.length];
    value[2] = (byte) (code / 100);
    value[3] = (byte) (code % 100);
    System.arraycopy(text, 0, value, 4, text.length);
    return bytes(StunMessage.ERROR_CODE, value);
  }

  StunWriter xorAddress(int type, InetSocketAddress address) {
    byte[] raw = address.getAddress().getAddress();
    byte[] value = new byte[4 + raw.length];
    value[1] = (byte) (raw.length == 4 ? 1 : 2);
    int port = address.getPort() ^ StunMessage.COOKIE >>> 16;
    value[2] = (byte) (port >> 8);
    value[3] = (byte) port;
    for (int i = 0; i < raw.length; i++) {
      value[4 + i] = (byte) (raw[i] ^ out.get(4 + i));
    }
    return bytes(type, value);
  }

  TransactionId id() {
    return id;
  }

  /** Ends with MESSAGE-INTEGRITY and FINGERPRINT. */
  ByteBuffer sign(StunHmac key) {
    int at = out.position();
    byte[] hmac = key.compute(out.array(), 0, at, at + 4);
    bytes(StunMessage.MESSAGE_INTEGRITY, hmac);
    return finish();
  }

  /** Ends with FINGERPRINT. */
  ByteBuffer finish() {
    int at = out.position();
    out.putShort(2, (short) (at + 8 - StunMessage.HEADER));
    CRC32 crc = new CRC32();
    crc.update(out.array(), 0, at);
    uint32(StunMessage.FINGERPRINT, crc.getValue() ^ StunMessage.FINGERPRINT_XOR);
    return out.flip();
  }
}

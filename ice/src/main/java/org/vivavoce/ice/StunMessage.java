package org.vivavoce.ice;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A received STUN message (RFC 8489 section 5).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN Message Type     |         Message Length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Magic Cookie                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Transaction ID (96 bits)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  attributes: type (16), length (16), value, padding to 32 bits|
 * </pre>
 *
 * <p>A view on the bytes of the datagram, valid as long as they are. What stands behind
 * MESSAGE-INTEGRITY, other than FINGERPRINT, is not seen (RFC 8489 section 14.5).
 */
final class StunMessage {
  static final int HEADER = 20;
  static final int COOKIE = 0x2112A442;
  static final int FINGERPRINT_XOR = 0x5354554E;

  static final int BINDING_REQUEST = 0x0001;
  static final int BINDING_INDICATION = 0x0011;
  static final int BINDING_SUCCESS = 0x0101;
  static final int BINDING_ERROR = 0x0111;

  static final int MAPPED_ADDRESS = 0x0001;
  static final int USERNAME = 0x0006;
  static final int MESSAGE_INTEGRITY = 0x0008;
  static final int ERROR_CODE = 0x0009;
  static final int UNKNOWN_ATTRIBUTES = 0x000A;
  static final int CHANNEL_NUMBER = 0x000C;
  static final int LIFETIME = 0x000D;
  static final int XOR_PEER_ADDRESS = 0x0012;
  static final int DATA = 0x0013;
  static final int REALM = 0x0014;
  static final int NONCE = 0x0015;
  static final int XOR_RELAYED_ADDRESS = 0x0016;
  static final int REQUESTED_TRANSPORT = 0x0019;
  static final int XOR_MAPPED_ADDRESS = 0x0020;
  static final int PRIORITY = 0x0024;
  static final int USE_CANDIDATE = 0x0025;
  static final int FINGERPRINT = 0x8028;
  static final int ICE_CONTROLLED = 0x8029;
  static final int ICE_CONTROLLING = 0x802A;

  private static final int MAX_ATTRIBUTES = 32;

  private final byte[] bytes;
  private final int start;
  private final int end;
  private final int[] types = new int[MAX_ATTRIBUTES];
  private final int[] offsets = new int[MAX_ATTRIBUTES];
  private final int[] lengths = new int[MAX_ATTRIBUTES];
  private int count;

  private StunMessage(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  /** Null when it is no well-formed STUN message, or its FINGERPRINT is wrong. */
  static StunMessage parse(ByteBuffer packet) {
    int start = packet.arrayOffset() + packet.position();
    int length = packet.remaining();
    byte[] bytes = packet.array();
    if (length < HEADER || (bytes[start] & 0xC0) != 0) {
      return null;
    }
    StunMessage message = new StunMessage(bytes, start, start + length);
    int body = message.u16(start + 2);
    if (message.u32(start + 4) != COOKIE || body + HEADER != length || (body & 3) != 0) {
      return null;
    }
    return message.readAttributes() ? message : null;
  }

  private boolean readAttributes() {
    boolean sealed = false;
    for (int at = start + HEADER; at < end; ) {
      if (end - at < 4) {
        return false;
      }
      int type = u16(at);
      int length = u16(at + 2);
      int value = at + 4;
      if (length > end - value) {
        return false;
      }
      at = value + ((length + 3) & ~3);
      if (type == FINGERPRINT) {
        // Always the last one.
        return length == 4 && at == end && add(type, value, length) && fingerprintOk(value - 4);
      }
      if (!sealed && !add(type, value, length)) {
        return false;
      }
      if (type == MESSAGE_INTEGRITY) {
        if (length != StunHmac.LENGTH) {
          return false;
        }
        sealed = true;
      }
    }
    return true;
  }

  private boolean add(int type, int offset, int length) {
    if (count == MAX_ATTRIBUTES) {
      return false;
    }
    types[count] = type;
    offsets[count] = offset;
    lengths[count++] = length;
    return true;
  }

  private boolean fingerprintOk(int upTo) {
    CRC32 crc = new CRC32();
    crc.update(bytes, start, upTo - start);
    return ((int) crc.getValue() ^ FINGERPRINT_XOR) == u32(upTo + 4);
  }

  int type() {
    return u16(start);
  }

  boolean isResponse() {
    return (type() & 0x0100) != 0;
  }

  boolean isSuccess() {
    return (type() & 0x0110) == 0x0100;
  }

  TransactionId transactionId() {
    return new TransactionId(u32(start + 8), u64(start + 12));
  }

  boolean has(int type) {
    return index(type) >= 0;
  }

  /** The unsigned 32 bits of an attribute, or -1. */
  long uint32(int type) {
    int i = index(type);
    return i < 0 || lengths[i] != 4 ? -1 : u32(offsets[i]) & 0xFFFFFFFFL;
  }

  /** The 64 bits of an attribute; 0 if it is not there or has another length. */
  long int64(int type) {
    int i = index(type);
    return i < 0 || lengths[i] != 8 ? 0 : u64(offsets[i]);
  }

  /** An attribute as UTF-8 text, or null. */
  String text(int type) {
    int i = index(type);
    return i < 0 ? null : new String(bytes, offsets[i], lengths[i], StandardCharsets.UTF_8);
  }

  /** The bytes of an attribute, or null. */
  byte[] value(int type) {
    int i = index(type);
    return i < 0 ? null : Arrays.copyOfRange(bytes, offsets[i], offsets[i] + lengths[i]);
  }

  /** Sets position and limit of the datagram's buffer to an attribute's value. */
  boolean slice(int type, ByteBuffer packet) {
    int i = index(type);
    if (i < 0) {
      return false;
    }
    int from = offsets[i] - packet.arrayOffset();
    packet.limit(from + lengths[i]).position(from);
    return true;
  }

  /** ERROR-CODE as a number such as 487; 0 if there is none. */
  int errorCode() {
    int i = index(ERROR_CODE);
    return i < 0 || lengths[i] < 4
        ? 0
        : (bytes[offsets[i] + 2] & 7) * 100 + (bytes[offsets[i] + 3] & 0xFF);
  }

  /** An attribute coded like XOR-MAPPED-ADDRESS (RFC 8489 section 14.2), or null. */
  InetSocketAddress xorAddress(int type) {
    int i = index(type);
    if (i < 0 || lengths[i] < 8) {
      return null;
    }
    int at = offsets[i];
    int size = bytes[at + 1] == 1 ? 4 : bytes[at + 1] == 2 ? 16 : 0;
    if (size == 0 || lengths[i] != 4 + size) {
      return null;
    }
    byte[] address = Arrays.copyOfRange(bytes, at + 4, at + 4 + size);
    for (int j = 0; j < size; j++) {
      address[j] ^= bytes[start + 4 + j]; // the cookie and the transaction id follow one another
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), u16(at + 2) ^ COOKIE >>> 16);
    } catch (UnknownHostException e) {
      throw new AssertionError("an address of 4 or 16 bytes", e);
    }
  }

  /** Whether MESSAGE-INTEGRITY is there and right. */
  boolean verify(StunHmac key) {
    int i = index(MESSAGE_INTEGRITY);
    if (i < 0) {
      return false;
    }
    int upTo = offsets[i] - 4;
    // The length in the header is that of a message which ends with MESSAGE-INTEGRITY.
    return key.verify(bytes, start, upTo - start, upTo - start + 4, offsets[i]);
  }

  /** Types that must be understood (below 0x8000) and are not among those of a Binding request. */
  int[] unknownRequired() {
    int[] unknown = new int[count];
    int n = 0;
    for (int i = 0; i < count; i++) {
      switch (types[i]) {
        case USERNAME, MESSAGE_INTEGRITY, PRIORITY, USE_CANDIDATE, REALM, NONCE -> {}
        default -> {
          if (types[i] < 0x8000) {
            unknown[n++] = types[i];
          }
        }
      }
    }
    return Arrays.copyOf(unknown, n);
  }

  private int index(int type) {
    for (int i = 0; i < count; i++) {
      if (types[i] == type) {
        return i;
      }
    }
    return -1;
  }

  private int u16(int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  private int u32(int at) {
    return u16(at) << 16 | u16(at + 2);
  }

  private long u64(int at) {
    return (long) u32(at) << 32 | u32(at + 4) & 0xFFFFFFFFL;
  }
}

package org.vivavoce.datachannel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * DATA_CHANNEL_OPEN, <a href="https://www.rfc-editor.org/rfc/rfc8832#section-5.1">RFC 8832 section
 * 5.1</a>.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Message Type |  Channel Type |            Priority           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Reliability Parameter                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Label Length          |       Protocol Length         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                             Label                             /
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * \                            Protocol                           /
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The channel type is 0 for reliable, 1 for limited retransmissions, 2 for a limited lifetime;
 * 0x80 more if it is unordered.
 *
 * @param label the channel's name
 * @param init what else it is
 */
record OpenMessage(String label, DataChannelInit init) {
  static final int TYPE = 3;

  private static final int HEADER = 12;
  private static final int RELIABLE = 0;
  private static final int MAX_RETRANSMITS = 1;
  private static final int LIFETIME = 2;
  private static final int UNORDERED = 0x80;

  /** What the W3C's attributes hold. */
  private static final int MAX_LIMIT = 0xFFFF;

  byte[] toBytes() {
    byte[] name = label.getBytes(StandardCharsets.UTF_8);
    byte[] protocol = init.protocol().getBytes(StandardCharsets.UTF_8);
    int type = RELIABLE;
    int limit = 0;
    if (init.maxRetransmits().isPresent()) {
      type = MAX_RETRANSMITS;
      limit = init.maxRetransmits().getAsInt();
    } else if (init.maxPacketLifeTime().isPresent()) {
      type = LIFETIME;
      limit = init.maxPacketLifeTime().getAsInt();
    }
    return ByteBuffer.allocate(HEADER + name.length + protocol.length)
        .put((byte) TYPE)
        .put((byte) (init.ordered() ? type : type | UNORDERED))
        .putShort((short) init.priority().weight())
        .putInt(limit)
        .putShort((short) name.length)
        .putShort((short) protocol.length)
        .put(name)
        .put(protocol)
        .array();
  }

  /** Reads a message of this type; null if its lengths or its channel type are wrong. */
  static OpenMessage parse(byte[] data, int length) {
    if (length < HEADER) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(data, 0, length);
    in.get();
    final int type = in.get() & 0xFF;
    final int priority = in.getShort() & 0xFFFF;
    final int limit = (int) Math.min(MAX_LIMIT, in.getInt() & 0xFFFF_FFFFL);
    final int labelLength = in.getShort() & 0xFFFF;
    final int protocolLength = in.getShort() & 0xFFFF;
    int kind = type & ~UNORDERED;
    if (kind > LIFETIME || length != HEADER + labelLength + protocolLength) {
      return null;
    }
    OptionalInt some = OptionalInt.of(limit);
    DataChannelInit init =
        new DataChannelInit(
            (type & UNORDERED) == 0,
            kind == LIFETIME ? some : OptionalInt.empty(),
            kind == MAX_RETRANSMITS ? some : OptionalInt.empty(),
            new String(data, HEADER + labelLength, protocolLength, StandardCharsets.UTF_8),
            false,
            OptionalInt.empty(),
            Priority.of(priority));
    return new OpenMessage(new String(data, HEADER, labelLength, StandardCharsets.UTF_8), init);
  }
}

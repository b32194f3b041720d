package org.vivavoce.signaling.libp2p.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one message, field by field:
 *
 * <pre>{@code
 * while (in.next()) {
 *   switch (in.field()) { case 1 -> type = in.varint(); ... }
 * }
 * }</pre>
 *
 * A field that is not asked for is skipped.
 */
public final class ProtoReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int MAX_VARINT_LENGTH = 10;

  private final byte[] in;
  private final int end;
  private int position;
  private int field;
  private int kind;
  private long number;
  private int valueAt;
  private int valueLength;

  /** Reads a whole array; it must not change meanwhile. */
  public ProtoReader(byte[] message) {
    this(message, 0, message.length);
  }

  private ProtoReader(byte[] in, int position, int end) {
    this.in = in;
    this.position = position;
    this.end = end;
  }

  /**
   * Goes to the next field.
   *
   * @return false at the end
   * @throws MalformedException if what follows is no field
   */
  public boolean next() throws MalformedException {
    if (position == end) {
      return false;
    }
    long tag = readVarint();
    field = (int) (tag >>> 3);
    kind = (int) (tag & 7);
    if (tag >>> 3 > 0x1fff_ffffL || field == 0) {
      throw new MalformedException("a protobuf field has the number " + (tag >>> 3));
    }
    switch (kind) {
      case VARINT -> number = readVarint();
      case FIXED64 -> skip(8);
      case FIXED32 -> skip(4);
      case BYTES -> {
        long length = readVarint();
        if (length < 0 || length > end - position) {
          throw new MalformedException("a protobuf field is longer than its message");
        }
        skip((int) length);
      }
      default -> throw new MalformedException("a protobuf field of kind " + kind);
    }
    return true;
  }

  private void skip(int length) throws MalformedException {
    if (length > end - position) {
      throw new MalformedException("a protobuf field is cut off");
    }
    valueAt = position;
    valueLength = length;
    position += length;
  }

  private long readVarint() throws MalformedException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_LENGTH; i++) {
      if (position == end) {
        throw new MalformedException("a protobuf number is cut off");
      }
      byte b = in[position++];
      value |= (long) (b & 0x7f) << 7 * i;
      if (b >= 0) {
        return value;
      }
    }
    throw new MalformedException("a protobuf number has more than 10 bytes");
  }

  /** The number of the field at hand. */
  public int field() {
    return field;
  }

  /**
   * The field as an unsigned 64-bit number.
   *
   * @throws MalformedException if it is of another kind
   */
  public long varint() throws MalformedException {
    require(VARINT);
    return number;
  }

  /**
   * The field as true or false.
   *
   * @throws MalformedException if it is of another kind
   */
  public boolean flag() throws MalformedException {
    return varint() != 0;
  }

  /**
   * The field's bytes, a fresh array.
   *
   * @throws MalformedException if it is of another kind
   */
  public byte[] bytes() throws MalformedException {
    require(BYTES);
    return Arrays.copyOfRange(in, valueAt, valueAt + valueLength);
  }

  /**
   * The field's bytes, unless there are too many.
   *
   * @param max how many are allowed
   * @throws MalformedException if it is of another kind or longer
   */
  public byte[] bytes(int max) throws MalformedException {
    require(BYTES);
    if (valueLength > max) {
      throw new MalformedException(
          "field " + field + " has " + valueLength + " bytes; at most " + max + " are allowed");
    }
    return bytes();
  }

  /**
   * The field as text.
   *
   * @param max how many bytes of UTF-8 are allowed
   * @throws MalformedException if it is of another kind, longer, or not UTF-8
   */
  public String text(int max) throws MalformedException {
    byte[] bytes = bytes(max);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("field " + field + " is not UTF-8");
    }
  }

  /**
   * The field as a message, which shares this one's bytes.
   *
   * @throws MalformedException if it is of another kind
   */
  public ProtoReader message() throws MalformedException {
    require(BYTES);
    return new ProtoReader(in, valueAt, valueAt + valueLength);
  }

  private void require(int wanted) throws MalformedException {
    if (kind != wanted) {
      throw new MalformedException("field " + field + " is of kind " + kind + ", not " + wanted);
    }
  }
}

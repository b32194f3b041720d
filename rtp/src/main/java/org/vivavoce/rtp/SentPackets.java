package org.vivavoce.rtp;

import java.util.Objects;

/**
 * The payloads of the packets that a stream sent last, to be sent again when the far end misses
 * them (RFC 4585 section 6.2.1, RFC 4588). Bounded in number and in bytes each; a packet leaves
 * when another takes its place or it is too old. One thread at a time; allocates a place when it is
 * used first, and nothing after that.
 */
public final class SentPackets {
  /** Longer payloads are not kept. */
  public static final int MAX_PAYLOAD = 1_300;

  private final Slot[] slots;
  private final long maxAgeNanos;

  /** A packet that was sent. */
  public static final class Slot {
    private final byte[] payload = new byte[MAX_PAYLOAD];
    private boolean kept;
    private int sequenceNumber;
    private int payloadType;
    private boolean marker;
    private long mediaTimestamp;
    private int length;
    private long sentNanos;
    private boolean repeated;
    private long repeatedNanos;

    private Slot() {}

    /** Its sequence number, 0 to 65,535. */
    public int sequenceNumber() {
      return sequenceNumber;
    }

    /** Its payload type. */
    public int payloadType() {
      return payloadType;
    }

    /** Its marker. */
    public boolean marker() {
      return marker;
    }

    /** Its timestamp, as {@link RtpSendStream#writeHeader} was given it. */
    public long mediaTimestamp() {
      return mediaTimestamp;
    }

    /** Holds its payload from 0 on; not to be changed. */
    public byte[] payload() {
      return payload;
    }

    /** The payload's bytes. */
    public int length() {
      return length;
    }
  }

  private SentPackets(int capacity, long maxAgeNanos) {
    if (capacity < 1 || capacity > 1 << 14 || Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("a power of two up to 16384, not " + capacity);
    }
    this.slots = new Slot[capacity];
    this.maxAgeNanos = maxAgeNanos;
  }

  /**
   * Makes an empty store.
   *
   * @param capacity how many packets at most: a power of two up to 16,384
   * @param maxAgeNanos an older packet is of no use to anybody
   * @throws IllegalArgumentException if the capacity is none
   */
  public static SentPackets create(int capacity, long maxAgeNanos) {
    return new SentPackets(capacity, maxAgeNanos);
  }

  /**
   * Keeps a packet; longer ones than {@link #MAX_PAYLOAD} are left out.
   *
   * @param sequenceNumber its lower 16 bits count
   * @param payloadType its payload type
   * @param marker its marker
   * @param mediaTimestamp its timestamp, as {@link RtpSendStream#writeHeader} was given it
   * @param payload holds the payload, which is copied
   * @param off where it begins
   * @param length its bytes
   * @param nowNanos the time
   */
  public void keep(
      int sequenceNumber,
      int payloadType,
      boolean marker,
      long mediaTimestamp,
      byte[] payload,
      int off,
      int length,
      long nowNanos) {
    Objects.checkFromIndexSize(off, length, payload.length);
    int index = sequenceNumber & slots.length - 1;
    Slot slot = slots[index];
    if (slot == null) {
      slot = new Slot();
      slots[index] = slot;
    }
    slot.kept = length <= MAX_PAYLOAD;
    if (slot.kept) {
      slot.sequenceNumber = sequenceNumber & 0xFFFF;
      slot.payloadType = payloadType;
      slot.marker = marker;
      slot.mediaTimestamp = mediaTimestamp;
      slot.length = length;
      slot.sentNanos = nowNanos;
      slot.repeated = false;
      System.arraycopy(payload, off, slot.payload, 0, length);
    }
  }

  /**
   * Finds a packet that is to be sent again, and takes it that it will be.
   *
   * @param sequenceNumber 0 to 65,535
   * @param nowNanos the time
   * @param notWithinNanos a packet that was repeated so lately is on its way: the round trip
   * @return the packet, good until the next call of {@link #keep}; null if it is not there, too old
   *     or on its way
   */
  public Slot repeat(int sequenceNumber, long nowNanos, long notWithinNanos) {
    Slot slot = slots[sequenceNumber & slots.length - 1];
    if (slot == null
        || !slot.kept
        || slot.sequenceNumber != sequenceNumber
        || nowNanos - slot.sentNanos > maxAgeNanos
        || (slot.repeated && nowNanos - slot.repeatedNanos < notWithinNanos)) {
      return null;
    }
    slot.repeated = true;
    slot.repeatedNanos = nowNanos;
    return slot;
  }
}

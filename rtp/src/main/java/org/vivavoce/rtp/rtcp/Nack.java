package org.vivavoce.rtp.rtcp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.vivavoce.rtp.Ssrc;

/**
 * Generic NACK: these packets are missing, <a
 * href="https://www.rfc-editor.org/rfc/rfc4585#section-6.2.1">RFC 4585 section 6.2.1</a>. RTPFB,
 * FMT 1; its FCI is one or more of
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            PID                |             BLP               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param sender who sends the feedback
 * @param media the stream that has gaps
 * @param entries at least one, at most 16,384
 */
public record Nack(Ssrc sender, Ssrc media, List<Entry> entries) implements TransportFeedback {
  static final int FORMAT = 1;
  private static final int MAX_ENTRIES = RawContent.MAX_BYTES / 4;

  /**
   * A lost packet and a mask of the 16 behind it.
   *
   * @param packetId the lost packet's sequence number, 0 to 65,535
   * @param mask bit i (of least weight: 0) says that packet {@code packetId + i + 1} is lost too
   */
  public record Entry(int packetId, int mask) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a number has more than 16 bits
     */
    public Entry {
      if ((packetId & ~0xFFFF) != 0 || (mask & ~0xFFFF) != 0) {
        throw new IllegalArgumentException("more than 16 bits: " + packetId + ", " + mask);
      }
    }
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no entry or too many
   */
  public Nack {
    if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException("a NACK has 1 to 16384 entries, not " + entries.size());
    }
    entries = List.copyOf(entries);
  }

  /**
   * Packs sequence numbers into entries.
   *
   * @param lost sequence numbers, 0 to 65,535, in the order of the stream (a wrap is no matter)
   * @throws IllegalArgumentException if the list is empty or a number has more than 16 bits
   */
  public static Nack of(Ssrc sender, Ssrc media, List<Integer> lost) {
    List<Entry> entries = new ArrayList<>();
    int packetId = -1;
    int mask = 0;
    for (int sequence : lost) {
      int distance = (sequence - packetId) & 0xFFFF;
      if (packetId >= 0 && distance <= 16) {
        if (distance > 0) {
          mask |= 1 << (distance - 1);
        }
        continue;
      }
      if (packetId >= 0) {
        entries.add(new Entry(packetId, mask));
      }
      packetId = sequence;
      mask = 0;
    }
    if (packetId >= 0) {
      entries.add(new Entry(packetId, mask));
    }
    return new Nack(sender, media, entries);
  }

  /** The sequence numbers that are missing, in the order of the entries. */
  public List<Integer> lostSequenceNumbers() {
    List<Integer> lost = new ArrayList<>();
    for (Entry entry : entries) {
      lost.add(entry.packetId());
      for (int i = 0; i < 16; i++) {
        if ((entry.mask() >>> i & 1) != 0) {
          lost.add((entry.packetId() + i + 1) & 0xFFFF);
        }
      }
    }
    return lost;
  }

  static Nack parse(Ssrc sender, Ssrc media, ByteBuffer in) {
    int count = in.remaining() / 4;
    if (count == 0 || count > MAX_ENTRIES) {
      return null;
    }
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(new Entry(in.getShort() & 0xFFFF, in.getShort() & 0xFFFF));
    }
    return new Nack(sender, media, entries);
  }

  @Override
  public int wireLength() {
    return Fci.OFFSET + 4 * entries.size();
  }

  @Override
  public void write(ByteBuffer out) {
    Fci.writeFrame(out, FORMAT, TYPE, wireLength(), sender, media);
    for (Entry entry : entries) {
      out.putShort((short) entry.packetId());
      out.putShort((short) entry.mask());
    }
  }
}

package org.vivavoce.srtp;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Authenticates and decrypts the SRTP and SRTCP packets of one direction in place, for all SSRCs
 * that share its master key (RFC 3711, RFC 7714).
 *
 * <p>Bytes from the network never cause an exception: a packet that is malformed, forged, replayed
 * or too old is dropped, which the result says and {@link #counters} counts. Only authentic packets
 * change any state; at most {@link #MAX_SOURCES} SSRCs are known for RTP, and as many for RTCP, and
 * packets of any further one are dropped. An SSRC is never forgotten, because its old packets could
 * be replayed then.
 *
 * <p>For each SSRC the last 1,984 packets are told apart, so a packet may come that late. The
 * rollover counter of an SSRC starts at zero with its first packet and follows sequence numbers
 * that jump by less than 32,768 (RFC 3711 section 3.3.1); a sender's first sequence number should
 * therefore be below 32,768, so that the loss of its first packets cannot hide a rollover.
 *
 * <p><b>Threads:</b> one owner. All calls but {@link #counters} come from one thread at a time, the
 * one that reads the socket. Nothing is allocated per packet in counter mode, nor for RTP packets
 * of speech with AES/GCM: of some 200 bytes at most. For a longer one, and for RTCP, the JVM's own
 * AES/GCM allocates some 900 bytes, and if it is forged an exception.
 */
public final class SrtpUnprotector {
  /** How many SSRCs are known at most, for RTP and again for RTCP. */
  public static final int MAX_SOURCES = SsrcTable.LIMIT;

  /** The longest packet that UDP carries: 65,535 bytes less the headers of IPv4 and UDP. */
  static final int MAX_PACKET = 65_535 - 20 - 8;

  private static final int RTP_PACKETS = SrtpDrop.values().length;
  private static final int RTCP_PACKETS = RTP_PACKETS + 1;

  private final int rtpOverhead;
  private final int rtcpOverhead;
  private final PacketCipher rtp;
  private final PacketCipher rtcp;
  final SsrcTable<ReplayWindow> rtpSources = new SsrcTable<>();
  final SsrcTable<ReplayWindow> rtcpSources = new SsrcTable<>();
  // One writer, any reader: drops by ordinal, then the packets that passed.
  private final AtomicLongArray counts = new AtomicLongArray(RTCP_PACKETS + 1);

  SrtpUnprotector(SrtpProfile profile, SessionKeys rtpKeys, SessionKeys rtcpKeys) {
    rtpOverhead = profile.rtpOverhead();
    rtcpOverhead = profile.rtcpOverhead();
    rtp = PacketCipher.create(profile, rtpKeys);
    rtcp = PacketCipher.create(profile, rtcpKeys);
  }

  /**
   * Makes an unprotector for the packets that the other side sends.
   *
   * @param profile the profile agreed on
   * @param key the other side's master key and salt; it may be destroyed afterwards
   * @throws IllegalArgumentException if key or salt have not the profile's lengths
   * @throws IllegalStateException if the key is destroyed, or the JVM lacks an algorithm
   */
  public static SrtpUnprotector create(SrtpProfile profile, SrtpMasterKey key) {
    return new SrtpUnprotector(
        profile, SessionKeys.forRtp(profile, key), SessionKeys.forRtcp(profile, key));
  }

  /**
   * Unprotects an SRTP packet in place: it becomes the RTP packet that starts at the same offset.
   *
   * <p>Of a dropped packet the header is as it was; what follows it is undefined.
   *
   * @param buf the buffer
   * @param off where the packet starts
   * @param len its length in bytes
   * @return the length of the RTP packet, or the negative {@link SrtpDrop#code} of the reason for
   *     which it was dropped
   * @throws IndexOutOfBoundsException if {@code off} and {@code len} do not lie in the buffer
   */
  public int unprotect(byte[] buf, int off, int len) {
    Objects.checkFromIndexSize(off, len, buf.length);
    int header = RtpHeader.length(buf, off, len - rtpOverhead);
    if (header == RtpHeader.MALFORMED || len > MAX_PACKET) {
      return drop(SrtpDrop.MALFORMED);
    }
    int ssrc = RtpHeader.ssrc(buf, off);
    ReplayWindow known = rtpSources.get(ssrc);
    long highest = known == null ? ReplayWindow.NONE : known.highest();
    long index = RtpIndex.estimate(highest, RtpHeader.sequenceNumber(buf, off));
    SrtpDrop objection = object(rtpSources, known, index);
    if (objection != null) {
      return drop(objection);
    }
    if (index >= RtpIndex.END) {
      // No sender may go there (RFC 3711 section 9.2), so whoever did is not authentic.
      return drop(SrtpDrop.FORGED);
    }
    int length = rtp.openRtp(buf, off, len, header, ssrc, index);
    if (length == PacketCipher.FORGED) {
      return drop(SrtpDrop.FORGED);
    }
    accept(rtpSources, known, ssrc, index);
    count(RTP_PACKETS);
    return length;
  }

  /**
   * Unprotects an SRTCP packet in place: it becomes the RTCP packet that starts at the same offset.
   *
   * <p>A packet whose E bit says that it is authenticated but not encrypted is accepted (RFC 3711
   * section 3.4). Of a dropped packet the first 8 bytes are as they were; what follows them is
   * undefined.
   *
   * @param buf the buffer
   * @param off where the packet starts
   * @param len its length in bytes
   * @return the length of the RTCP packet, or the negative {@link SrtpDrop#code} of the reason for
   *     which it was dropped
   * @throws IndexOutOfBoundsException if {@code off} and {@code len} do not lie in the buffer
   */
  public int unprotectRtcp(byte[] buf, int off, int len) {
    Objects.checkFromIndexSize(off, len, buf.length);
    if (!RtcpHeader.isValid(buf, off, len - rtcpOverhead) || len > MAX_PACKET) {
      return drop(SrtpDrop.MALFORMED);
    }
    int ssrc = RtcpHeader.ssrc(buf, off);
    int word = rtcp.rtcpWord(buf, off, len);
    int index = word & ~PacketCipher.E_BIT;
    ReplayWindow known = rtcpSources.get(ssrc);
    SrtpDrop objection = object(rtcpSources, known, index);
    if (objection != null) {
      return drop(objection);
    }
    int length = rtcp.openRtcp(buf, off, len, ssrc, word);
    if (length == PacketCipher.FORGED) {
      return drop(SrtpDrop.FORGED);
    }
    accept(rtcpSources, known, ssrc, index);
    count(RTCP_PACKETS);
    return length;
  }

  /** Returns what has been counted so far. May be called from any thread. */
  public SrtpCounters counters() {
    return new SrtpCounters(
        counts.get(RTP_PACKETS),
        counts.get(RTCP_PACKETS),
        counts.get(SrtpDrop.MALFORMED.ordinal()),
        counts.get(SrtpDrop.FORGED.ordinal()),
        counts.get(SrtpDrop.REPLAYED.ordinal()),
        counts.get(SrtpDrop.TOO_OLD.ordinal()),
        counts.get(SrtpDrop.TOO_MANY_SOURCES.ordinal()));
  }

  /** What speaks against a packet before any cryptography is done, or null. */
  private static SrtpDrop object(SsrcTable<ReplayWindow> table, ReplayWindow known, long index) {
    if (known == null) {
      return table.isFull() ? SrtpDrop.TOO_MANY_SOURCES : null;
    }
    if (known.isTooOld(index)) {
      return SrtpDrop.TOO_OLD;
    }
    return known.isSeen(index) ? SrtpDrop.REPLAYED : null;
  }

  private static void accept(
      SsrcTable<ReplayWindow> table, ReplayWindow known, int ssrc, long index) {
    ReplayWindow window = known;
    if (window == null) {
      window = new ReplayWindow();
      table.add(ssrc, window);
    }
    window.mark(index);
  }

  private int drop(SrtpDrop reason) {
    count(reason.ordinal());
    return reason.code();
  }

  private void count(int counter) {
    counts.lazySet(counter, counts.getPlain(counter) + 1);
  }
}

package org.vivavoce.srtp;

import java.util.Objects;

/**
 * Encrypts and authenticates the RTP and RTCP packets of one direction in place, for all SSRCs that
 * share its master key (RFC 3711, RFC 7714).
 *
 * <p>A packet index is never used twice under one key, which would lay open what both packets say:
 * the rollover counter of each SSRC follows its sequence numbers (RFC 3711 section 3.3.1), which
 * must not jump by 32,768 or more; packets may be handed over out of order within the last 1,984 of
 * their SSRC; a sequence number that has been protected is refused. Let an SSRC start with a
 * sequence number below 32,768. SRTCP packets carry an index of their own, which this object
 * counts.
 *
 * <pre>{@code
 * SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
 * SrtpMasterKey ours = new SrtpMasterKey(key, salt); // as the DTLS handshake exported them
 * SrtpProtector protector = SrtpProtector.create(profile, ours);
 * // the buffer has room for profile.rtpOverhead() bytes more
 * int length = protector.protect(buffer, 0, rtpLength);
 * // at the other side
 * SrtpUnprotector unprotector = SrtpUnprotector.create(profile, ours);
 * int result = unprotector.unprotect(buffer, 0, length);
 * if (result < 0) {
 *   System.out.println("Dropped: " + SrtpDrop.of(result));
 * }
 * }</pre>
 *
 * <p><b>Threads:</b> safe from any thread: several tracks may share one protector. Each call holds
 * the object's monitor while it works on its packet, a fraction of a microsecond without
 * contention, and calls nothing but the JVM's ciphers meanwhile. RTP and RTCP exclude each other.
 */
public final class SrtpProtector {
  /** How many SSRCs may be used at most, for RTP and again for RTCP. */
  public static final int MAX_SOURCES = SsrcTable.LIMIT;

  private final int rtpOverhead;
  private final int rtcpOverhead;
  private final PacketCipher rtp;
  private final PacketCipher rtcp;
  final SsrcTable<ReplayWindow> rtpSources = new SsrcTable<>();
  final SsrcTable<RtcpIndex> rtcpSources = new SsrcTable<>();

  SrtpProtector(SrtpProfile profile, SessionKeys rtpKeys, SessionKeys rtcpKeys) {
    rtpOverhead = profile.rtpOverhead();
    rtcpOverhead = profile.rtcpOverhead();
    rtp = PacketCipher.create(profile, rtpKeys);
    rtcp = PacketCipher.create(profile, rtcpKeys);
  }

  /**
   * Makes a protector for the packets that this side sends.
   *
   * @param profile the profile agreed on
   * @param key this side's master key and salt; it may be destroyed afterwards
   * @throws IllegalArgumentException if key or salt have not the profile's lengths
   * @throws IllegalStateException if the key is destroyed, or the JVM lacks an algorithm
   */
  public static SrtpProtector create(SrtpProfile profile, SrtpMasterKey key) {
    return new SrtpProtector(
        profile, SessionKeys.forRtp(profile, key), SessionKeys.forRtcp(profile, key));
  }

  /**
   * Protects an RTP packet in place: it becomes the SRTP packet that starts at the same offset and
   * is {@link SrtpProfile#rtpOverhead} bytes longer.
   *
   * @param buf the buffer, with that many bytes of room behind the packet
   * @param off where the packet starts
   * @param len its length in bytes
   * @return the length of the SRTP packet
   * @throws IndexOutOfBoundsException if packet and overhead do not lie in the buffer
   * @throws IllegalArgumentException if the bytes are no RTP packet, or too long for UDP
   * @throws IllegalStateException if this sequence number of this SSRC has been protected already
   *     or lies too far back to know, if the SSRC's 2<sup>48</sup> indices are used up, or if
   *     {@link #MAX_SOURCES} other SSRCs are in use; the packet is as it was
   */
  public synchronized int protect(byte[] buf, int off, int len) {
    checkRoom(buf, off, len, rtpOverhead);
    int header = RtpHeader.length(buf, off, len);
    if (header == RtpHeader.MALFORMED) {
      throw new IllegalArgumentException(
          "These " + len + " bytes are no RTP packet: version 2 and a whole header are needed.");
    }
    int ssrc = RtpHeader.ssrc(buf, off);
    ReplayWindow window = rtpSources.get(ssrc);
    if (window == null) {
      checkFree(rtpSources, ssrc);
      window = new ReplayWindow();
      rtpSources.add(ssrc, window);
    }
    long index = RtpIndex.estimate(window.highest(), RtpHeader.sequenceNumber(buf, off));
    if (index >= RtpIndex.END || window.isTooOld(index) || window.isSeen(index)) {
      throw refusal(window, ssrc, index);
    }
    window.mark(index);
    return rtp.sealRtp(buf, off, len, header, ssrc, index);
  }

  /**
   * Protects an RTCP packet, compound or reduced-size, in place: it becomes the SRTCP packet that
   * starts at the same offset and is {@link SrtpProfile#rtcpOverhead} bytes longer. All but its
   * first 8 bytes are encrypted.
   *
   * @param buf the buffer, with that many bytes of room behind the packet
   * @param off where the packet starts
   * @param len its length in bytes
   * @return the length of the SRTCP packet
   * @throws IndexOutOfBoundsException if packet and overhead do not lie in the buffer
   * @throws IllegalArgumentException if the bytes are no RTCP packet, or too long for UDP
   * @throws IllegalStateException if the sender SSRC's 2<sup>31</sup> indices are used up, or if
   *     {@link #MAX_SOURCES} other SSRCs are in use; the packet is as it was
   */
  public synchronized int protectRtcp(byte[] buf, int off, int len) {
    checkRoom(buf, off, len, rtcpOverhead);
    if (!RtcpHeader.isValid(buf, off, len)) {
      throw new IllegalArgumentException(
          "These " + len + " bytes are no RTCP packet: version 2 and a sender's SSRC are needed.");
    }
    int ssrc = RtcpHeader.ssrc(buf, off);
    RtcpIndex counter = rtcpSources.get(ssrc);
    if (counter == null) {
      checkFree(rtcpSources, ssrc);
      counter = new RtcpIndex(0);
      rtcpSources.add(ssrc, counter);
    }
    if (counter.isUsedUp()) {
      throw new IllegalStateException(
          "The key has protected all the RTCP packets that it may of SSRC " + name(ssrc) + ".");
    }
    return rtcp.sealRtcp(buf, off, len, ssrc, counter.next());
  }

  private static IllegalStateException refusal(ReplayWindow window, int ssrc, long index) {
    int sequenceNumber = (int) index & 0xffff;
    if (index >= RtpIndex.END) {
      return new IllegalStateException(
          "The key has protected all the packets that it may of SSRC " + name(ssrc) + ".");
    }
    if (window.isTooOld(index)) {
      return new IllegalStateException(
          "Sequence number %d of SSRC %s lies %d before the newest one: at most %d are allowed."
              .formatted(
                  sequenceNumber, name(ssrc), window.highest() - index, ReplayWindow.SIZE - 1));
    }
    return new IllegalStateException(
        "Sequence number %d of SSRC %s has been protected already: use a new one."
            .formatted(sequenceNumber, name(ssrc)));
  }

  private static void checkRoom(byte[] buf, int off, int len, int overhead) {
    Objects.checkFromIndexSize(off, len, buf.length);
    if (buf.length - off - len < overhead) {
      throw new IndexOutOfBoundsException(
          "%d bytes of room are needed behind the packet, but the buffer has %d."
              .formatted(overhead, buf.length - off - len));
    }
    if (len + overhead > SrtpUnprotector.MAX_PACKET) {
      throw new IllegalArgumentException(
          "A packet of %d bytes is too long for UDP: at most %d are allowed."
              .formatted(len, SrtpUnprotector.MAX_PACKET - overhead));
    }
  }

  private static void checkFree(SsrcTable<?> table, int ssrc) {
    if (table.isFull()) {
      throw new IllegalStateException(
          "SSRC %s would be one too many: a protector takes at most %d."
              .formatted(name(ssrc), MAX_SOURCES));
    }
  }

  private static String name(int ssrc) {
    return Integer.toUnsignedString(ssrc);
  }
}

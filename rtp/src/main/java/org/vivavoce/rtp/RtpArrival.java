package org.vivavoce.rtp;

/**
 * What became of an RTP packet. {@link RtpSession#onRtp} returns the same object each time; it
 * holds until the next call, and so does what it refers to.
 */
public final class RtpArrival {
  /** The possible fates of a packet. Only {@link #ACCEPTED} ones are to be played. */
  public enum Verdict {
    /** It belongs to {@link RtpArrival#stream()}. */
    ACCEPTED,
    /** It belongs to the stream, but was there before; counted there. */
    DUPLICATE,
    /**
     * The stream is on probation yet, or its numbers jumped without confirmation; counted there.
     */
    REJECTED,
    /**
     * No stream of this SSRC was added. The owner may find out by {@link RtpArrival#packet()} (its
     * mid or payload type, RFC 9143 section 9.2) whose it is, add the stream and hand in the same
     * bytes again.
     */
    UNKNOWN_SSRC,
    /** It has the SSRC of a stream that we send: a loop or a collision (RFC 3550 section 8.2). */
    OWN_SSRC,
    /** It is no RTP packet: see {@link RtpArrival#parseResult()}. */
    MALFORMED
  }

  private final RtpPacket packet = new RtpPacket();
  private Verdict verdict = Verdict.MALFORMED;
  private RtpParseResult parseResult = RtpParseResult.TOO_SHORT;
  private RtpReceiveStream stream;
  private long extendedSequenceNumber = -1;
  private long extendedTimestamp = -1;

  RtpArrival() {}

  RtpArrival malformed(RtpParseResult result) {
    parseResult = result;
    return set(Verdict.MALFORMED, null, -1, -1);
  }

  RtpArrival dropped(Verdict newVerdict, RtpReceiveStream of) {
    parseResult = RtpParseResult.OK;
    return set(newVerdict, of, -1, -1);
  }

  RtpArrival taken(Verdict newVerdict, RtpReceiveStream by, long sequence, long timestamp) {
    parseResult = RtpParseResult.OK;
    return set(newVerdict, by, sequence, timestamp);
  }

  private RtpArrival set(
      Verdict newVerdict, RtpReceiveStream newStream, long sequence, long timestamp) {
    verdict = newVerdict;
    stream = newStream;
    extendedSequenceNumber = sequence;
    extendedTimestamp = timestamp;
    return this;
  }

  /** What became of the packet. */
  public Verdict verdict() {
    return verdict;
  }

  /** Whether the packet is to be played. */
  public boolean accepted() {
    return verdict == Verdict.ACCEPTED;
  }

  /** What parsing it gave. */
  public RtpParseResult parseResult() {
    return parseResult;
  }

  /** The packet, in the buffer that was handed in; invalid when the verdict is MALFORMED. */
  public RtpPacket packet() {
    return packet;
  }

  /** Its stream, or null if there is none. */
  public RtpReceiveStream stream() {
    return stream;
  }

  /** See {@link RtpReceiveStream#onPacket}; -1 unless the verdict is ACCEPTED or DUPLICATE. */
  public long extendedSequenceNumber() {
    return extendedSequenceNumber;
  }

  /**
   * See {@link RtpReceiveStream#lastExtendedTimestamp}; -1 unless the verdict is ACCEPTED or
   * DUPLICATE.
   */
  public long extendedTimestamp() {
    return extendedTimestamp;
  }
}

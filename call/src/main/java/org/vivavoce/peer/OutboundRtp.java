package org.vivavoce.peer;

import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vivavoce.rtp.AudioLevel;
import org.vivavoce.rtp.MidExtension;
import org.vivavoce.rtp.RtpHeaderExtensions;
import org.vivavoce.rtp.RtpSendStream;
import org.vivavoce.rtp.Rtx;
import org.vivavoce.rtp.Ssrc;
import org.vivavoce.rtp.rtcp.Nack;

/**
 * The way of one sender's frames to the socket: header, payload, protection, datagram, in one
 * buffer that is used again for each packet.
 *
 * <p>A track that takes another's place goes on where that stopped: with the next sequence number,
 * and a timestamp later by the time that passed.
 */
final class OutboundRtp implements FrameSink {
  /** The longest datagram: an Ethernet frame less the headers of IPv6 and UDP, 1,500 - 40 - 8. */
  private static final int MAX_DATAGRAM = 1_452;

  /** Holds a frame of {@link #MAX_BYTES} with a mid of 255 bytes, too. */
  static final int BUFFER_BYTES = 1_600;

  /**
   * The mid goes along until the other side must have seen it: it binds the SSRC to the m-line (RFC
   * 9143 section 9.2).
   */
  private static final int PACKETS_WITH_MID = 100;

  /**
   * Who renegotiates for ever makes new codecs for ever: what is known of old ones is forgotten.
   */
  private static final int MAX_KNOWN_CODECS = 64;

  /** Key frames are asked of a track no sooner than this after the last one. */
  private static final long KEY_FRAME_INTERVAL_NANOS = 250_000_000;

  /**
   * A receiver takes a packet that is further behind for one of a source that began anew (RFC 3550
   * appendix A.1): such a one is only kept, for when the receiver asks for it.
   */
  private static final int MAX_LATE = 90;

  /** What the level adds to a header at most: the extension's own header and one padded element. */
  private static final int LEVEL_BYTES = 8;

  private static final Integer NOT_NEGOTIATED = -1;

  private final RtpMedia media;
  private final RtpSendStream stream;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteBuffer datagram = ByteBuffer.wrap(buffer);
  private final RtpHeaderExtensions extensions = new RtpHeaderExtensions();
  private final RtpHeaderExtensions withLevel = new RtpHeaderExtensions();
  private final int midId;
  private final byte[] mid;
  private final KeyFrameGate keyFrames = new KeyFrameGate(KEY_FRAME_INTERVAL_NANOS);
  private final RtpTransceiver transceiver;

  // Guarded by this.
  private final Map<RtpCodec, Integer> payloadTypes = new IdentityHashMap<>();
  private RtpSection section;
  private Retransmitter retransmitter;
  private int[] repeatedAs = Retransmission.byOriginal(List.of());
  private int withMid;
  private boolean begins = true;
  private long timeOffset;
  private long newestTime;
  private long newestNanos;
  private long numberOffset;
  private long firstNumber;
  private long dropped;
  private int lastType = -1;

  // The network thread's own.
  private Ssrc firSender;
  private int firSequence;

  OutboundRtp(RtpMedia media, RtpSendStream stream, RtpSection section) {
    this.media = media;
    this.stream = stream;
    this.transceiver = section.transceiver();
    section(section);
    midId = section.midExtension();
    mid = midId > 0 ? MidExtension.encode(section.mid()) : new byte[0];
    if (midId > 0) {
      extensions.add(midId, mid, 0, mid.length);
      withMid = PACKETS_WITH_MID;
    }
  }

  RtpSendStream stream() {
    return stream;
  }

  /** A negotiation has changed codecs, or their payload types. */
  synchronized void section(RtpSection changed) {
    section = changed;
    repeatedAs = Retransmission.byOriginal(changed.codecs());
    payloadTypes.clear();
  }

  /** From now on packets that the other side misses are sent again in this stream. */
  synchronized void retransmitIn(RtpSendStream repeats) {
    retransmitter =
        new Retransmitter(
            media, stream, repeats, extensions, extensions.isEmpty() ? 0 : PACKETS_WITH_MID);
  }

  /** What packets are sent again in, if they are. */
  synchronized Optional<Ssrc> rtxSsrc() {
    return Optional.ofNullable(retransmitter).map(Retransmitter::ssrc);
  }

  /** The m-line as it was negotiated last. */
  synchronized RtpSection section() {
    return section;
  }

  /** What the last packet was encoded with, or would be. */
  synchronized RtpCodec codec() {
    return section.codecs().stream()
        .filter(c -> c.payloadType() == lastType)
        .findFirst()
        .orElseGet(() -> section.sendCodec().orElseThrow());
  }

  /** Whether tracks may send by it now. */
  boolean attached() {
    return transceiver.sender().sendsBy(this);
  }

  /** What comes now is of another track, or of the same after it was away. */
  synchronized void begin() {
    begins = true;
  }

  /** Packets that a track handed over and that could not go out as they were. */
  synchronized long dropped() {
    return dropped;
  }

  /**
   * Synchronized, because a track might be replaced by one with another thread while a frame is
   * under way.
   */
  @Override
  public void onFrame(byte[] payload, int offset, int length, long timestamp, boolean marker) {
    onFrame(payload, offset, length, timestamp, marker, null);
  }

  @Override
  public synchronized void onFrame(
      byte[] payload, int offset, int length, long timestamp, boolean marker, AudioLevel level) {
    if (length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a frame of "
              + length
              + " bytes does not fit one packet; at most "
              + MAX_BYTES
              + " are allowed");
    }
    long now = media.nanoTime();
    if (begins) {
      begin(stream.nextExtendedSequenceNumber(), timestamp, now);
    }
    send(
        stream.nextExtendedSequenceNumber(),
        stream.payloadType(),
        payload,
        offset,
        length,
        timestamp + timeOffset,
        marker,
        header(level),
        now);
  }

  /** Synchronized like {@link #onFrame}; and because a track may have several threads. */
  @Override
  public synchronized void onPacket(
      byte[] payload,
      int offset,
      int length,
      long number,
      long timestamp,
      boolean marker,
      RtpCodec codec) {
    int type = payloadType(codec);
    if (type < 0 || !fits(length)) {
      dropped++;
      return;
    }
    long now = media.nanoTime();
    long next = stream.nextExtendedSequenceNumber();
    if (begins || number + numberOffset - next > MAX_GAP) {
      begin(number, timestamp, now);
    }
    long place = number + numberOffset;
    if (place < firstNumber
        || !send(
            place,
            type,
            payload,
            offset,
            length,
            timestamp + timeOffset,
            marker,
            header(null),
            now)) {
      dropped++;
    }
  }

  private void begin(long number, long timestamp, long now) {
    begins = false;
    firstNumber = stream.nextExtendedSequenceNumber();
    numberOffset = firstNumber - number;
    if (stream.packetsSent() > 0) {
      double passed = (now - newestNanos) * (double) stream.clockRate() / 1e9;
      timeOffset = newestTime + Math.max(1, Math.round(passed)) - timestamp;
    }
  }

  /** Whether a datagram holds it, also when it is sent again. */
  private boolean fits(int length) {
    return 12 + extensions.wireLength() + LEVEL_BYTES + Rtx.OVERHEAD + length + media.rtpOverhead()
        <= MAX_DATAGRAM;
  }

  /** The extensions of the next packet, or null. */
  private RtpHeaderExtensions header(AudioLevel level) {
    int id = section.extensions().audioLevel();
    if (level == null || id == 0) {
      return withMid > 0 ? extensions : null;
    }
    withLevel.clear();
    if (withMid > 0) {
      withLevel.add(midId, mid, 0, mid.length);
    }
    return withLevel.addAudioLevel(id, level.voice(), level.level());
  }

  /** The number that the codec has on this m-line, or -1. */
  private int payloadType(RtpCodec codec) {
    Integer known = payloadTypes.get(codec);
    if (known == null) {
      known =
          codec.clockRate() != stream.clockRate()
              ? NOT_NEGOTIATED
              : section.codecs().stream()
                  .filter(c -> c.sameCodec(codec))
                  .map(RtpCodec::payloadType)
                  .findFirst()
                  .orElse(NOT_NEGOTIATED);
      if (payloadTypes.size() >= MAX_KNOWN_CODECS) {
        payloadTypes.clear();
      }
      payloadTypes.put(codec, known);
    }
    return known;
  }

  /** False if the number went out already or is too old; what the socket does not take is lost. */
  private boolean send(
      long number,
      int type,
      byte[] payload,
      int offset,
      int length,
      long time,
      boolean marker,
      RtpHeaderExtensions header,
      long now) {
    boolean newest = number >= stream.nextExtendedSequenceNumber();
    int headerLength;
    synchronized (media.lock()) {
      headerLength = stream.writeHeader(buffer, 0, number, type, time, marker, header);
    }
    if (headerLength < 0) {
      return false;
    }
    lastType = type;
    if (newest) {
      newestTime = time;
      newestNanos = now;
    }
    if (stream.nextExtendedSequenceNumber() - number <= MAX_LATE) {
      if (withMid > 0) {
        withMid--;
      }
      System.arraycopy(payload, offset, buffer, headerLength, length);
      if (media.protectAndSend(buffer, headerLength + length, datagram)) {
        synchronized (media.lock()) {
          stream.onSent(length, now);
        }
      }
    }
    if (retransmitter != null && repeatedAs[type] >= 0) {
      // One that the socket did not take is missed like any other.
      retransmitter.keep(number, type, marker, time, payload, offset, length, now);
    }
    return true;
  }

  // --- what the other side asks for, on the network thread

  synchronized void onNack(Nack nack, long nowNanos) {
    if (retransmitter != null) {
      retransmitter.repeat(nack.lostSequenceNumbers(), repeatedAs, nowNanos);
    }
  }

  void onPli(long nowNanos) {
    requestKeyFrame(nowNanos);
  }

  /** A repetition has the same number, and asks for nothing new (RFC 5104 section 4.3.1.2). */
  void onFir(Ssrc sender, int sequence, long nowNanos) {
    if (!sender.equals(firSender) || sequence != firSequence) {
      firSender = sender;
      firSequence = sequence;
      requestKeyFrame(nowNanos);
    }
  }

  private void requestKeyFrame(long nowNanos) {
    if (keyFrames.pass(nowNanos)) {
      transceiver.sender().track().ifPresent(LocalTrack::onKeyFrameRequest);
    }
  }
}

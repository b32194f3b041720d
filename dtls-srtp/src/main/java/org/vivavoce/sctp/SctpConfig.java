package org.vivavoce.sctp;

import java.time.Duration;

/**
 * How an association behaves. Immutable: each {@code with} method returns a changed copy.
 *
 * <p>The defaults are those of WebRTC: port 5000 on both sides (RFC 8829 section 5.8.1), all
 * streams, every extension, and packets of 1,160 bytes, which a DTLS record of 37 bytes more
 * carries in a datagram of less than 1,200.
 */
public final class SctpConfig implements Cloneable {
  /** What DTLS 1.2 with AES-GCM adds to a packet: 13 header, 8 nonce, 16 tag. */
  private static final int DTLS_OVERHEAD = 13 + 8 + 16;

  private static final int DEFAULT_PACKET = 1200 - DTLS_OVERHEAD & ~3;

  /** The least that RFC 9260 allows is 512, less what lies below. */
  private static final int MIN_PACKET = 300;

  private static final int MAX_PACKET = 65_532;
  private static final int DEFAULT_PORT = 5000;
  private static final int MIN_WINDOW = 1500;

  /** A hundred channels with messages of 256 KiB, twice as much as they need in arrays. */
  private static final long MIN_REASSEMBLY = 64L << 20;

  int localPort = DEFAULT_PORT;
  int remotePort = DEFAULT_PORT;
  int packetSize = DEFAULT_PACKET;
  int probeSize = DEFAULT_PACKET;
  int outboundStreams = StreamId.COUNT;
  int inboundStreams = StreamId.COUNT;
  long sendBuffer = 16L << 20;
  int receiveBuffer = 4 << 20;
  long reassemblyBuffer = MIN_REASSEMBLY;
  int maxMessageSize = 256 << 10;
  int pieceSize;
  Features features = new Features(true, true, true, true);
  long rtoInitial = Duration.ofMillis(500).toNanos();
  long rtoMin = Duration.ofMillis(400).toNanos();
  long rtoMax = Duration.ofSeconds(60).toNanos();
  long sackDelay = Duration.ofMillis(200).toNanos();
  long heartbeatInterval = Duration.ofSeconds(30).toNanos();
  long cookieLifetime = Duration.ofSeconds(60).toNanos();
  int maxRetransmissions = 10;
  int maxInitRetransmissions = 8;
  int initialWindowPackets = 10;
  int maxBurstPackets = 10;

  private SctpConfig() {}

  /** The defaults. */
  public static SctpConfig defaults() {
    return new SctpConfig();
  }

  /**
   * The ports of SCTP, which {@code a=sctp-port} names.
   *
   * @throws IllegalArgumentException if one is not 1 to 65,535
   */
  public SctpConfig withPorts(int local, int remote) {
    check(local > 0 && local <= 0xFFFF && remote > 0 && remote <= 0xFFFF, "a port is 1 to 65535");
    SctpConfig copy = copy();
    copy.localPort = local;
    copy.remotePort = remote;
    return copy;
  }

  /**
   * The largest packet, in bytes, that is sent without having been probed: a datagram's budget less
   * what DTLS adds. Rounded down to a multiple of four. Packets of any size are received.
   *
   * @throws IllegalArgumentException if it is below 300 or above 65,535
   */
  public SctpConfig withPacketSize(int bytes) {
    check(bytes >= MIN_PACKET && bytes <= MAX_PACKET + 3, "a packet has 300 to 65535 bytes");
    SctpConfig copy = copy();
    copy.packetSize = bytes & ~3;
    copy.probeSize = Math.max(copy.packetSize, copy.probeSize);
    if (probeSize == packetSize) {
      copy.probeSize = copy.packetSize;
    }
    return copy;
  }

  /**
   * Probes for larger packets, up to so many bytes, by padded heartbeats (RFC 8899, RFC 4820). Only
   * for a path that does not fragment datagrams. Off by default. When two timeouts in a row say
   * that large packets do not go through any more, they have the {@linkplain #withPacketSize size
   * that needs no probing} again; what is on its way then is sent again as large as it was.
   *
   * @throws IllegalArgumentException if it is above 65,535
   */
  public SctpConfig withProbingUpTo(int bytes) {
    check(bytes <= MAX_PACKET + 3, "a packet has at most 65535 bytes");
    SctpConfig copy = copy();
    copy.probeSize = Math.max(packetSize, bytes & ~3);
    return copy;
  }

  /**
   * How many streams each way.
   *
   * @throws IllegalArgumentException if one is not 1 to 65,535
   */
  public SctpConfig withStreams(int outbound, int inbound) {
    boolean good =
        outbound > 0 && outbound <= StreamId.COUNT && inbound > 0 && inbound <= StreamId.COUNT;
    check(good, "there are 1 to 65535 streams");
    SctpConfig copy = copy();
    copy.outboundStreams = outbound;
    copy.inboundStreams = inbound;
    return copy;
  }

  /**
   * How many bytes of messages wait to be sent and acknowledged before {@code send} says {@link
   * SendResult#BUFFER_FULL}; each message counts 64 bytes besides. 16 MiB by default.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public SctpConfig withSendBuffer(long bytes) {
    check(bytes > 0, "a buffer has at least a byte");
    SctpConfig copy = copy();
    copy.sendBuffer = bytes;
    return copy;
  }

  /**
   * The receive window: how many bytes the other side may have on their way or waiting here to be
   * polled. 4 MiB by default.
   *
   * @throws IllegalArgumentException if it is below 1,500 (RFC 9260 section 3.3.2)
   */
  public SctpConfig withReceiveBuffer(int bytes) {
    check(bytes >= MIN_WINDOW, "a receive window has at least 1500 bytes");
    SctpConfig copy = copy();
    copy.receiveBuffer = bytes;
    return copy;
  }

  /**
   * The largest message that is taken, in bytes: what {@code a=max-message-size} says. 256 KiB by
   * default. Messages that are not whole yet are held beside the receive window, up to the larger
   * one of 64 MiB and four such messages; a peer that begins more is aborted.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public SctpConfig withMaxMessageSize(int bytes) {
    check(bytes > 0, "a message has at least a byte");
    SctpConfig copy = copy();
    copy.maxMessageSize = bytes;
    copy.reassemblyBuffer = Math.max(MIN_REASSEMBLY, 4L * bytes);
    return copy;
  }

  /**
   * Hands messages up in pieces of at least so many bytes (but the last), as they arrive, so that
   * no message has to fit into memory. 0, the default, hands up whole messages.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public SctpConfig withPieces(int bytes) {
    check(bytes >= 0, "a piece has no negative size");
    SctpConfig copy = copy();
    copy.pieceSize = bytes;
    return copy;
  }

  /** Whether to interleave messages (RFC 8260) if the other side can. On by default. */
  public SctpConfig withInterleaving(boolean on) {
    Features old = features;
    return with(new Features(old.forwardTsn(), old.reconfig(), on, old.zeroChecksum()));
  }

  /**
   * Whether to leave checksums out (RFC 9653) if the other side agrees. On by default. It is
   * offered in the first INIT and in an answer to an INIT that offers it, not in an INIT that is
   * repeated: some stacks drop an INIT that says so.
   */
  public SctpConfig withZeroChecksum(boolean on) {
    Features old = features;
    return with(new Features(old.forwardTsn(), old.reconfig(), old.interleaving(), on));
  }

  /** Whether to offer partial reliability (RFC 3758). On by default. */
  public SctpConfig withPartialReliability(boolean on) {
    Features old = features;
    return with(new Features(on, old.reconfig(), old.interleaving(), old.zeroChecksum()));
  }

  /** Whether to offer stream reset (RFC 6525). On by default. */
  public SctpConfig withStreamReset(boolean on) {
    Features old = features;
    return with(new Features(old.forwardTsn(), on, old.interleaving(), old.zeroChecksum()));
  }

  /**
   * The retransmission timeout: before the first measurement, at least, and at most. 0.5, 0.4 and
   * 60 s by default.
   *
   * @throws IllegalArgumentException if one is not positive or they are not in this order: min,
   *     initial, max
   */
  public SctpConfig withRto(Duration initial, Duration min, Duration max) {
    boolean good = min.toNanos() > 0 && initial.compareTo(min) >= 0 && max.compareTo(initial) >= 0;
    check(good, "a timeout is positive, and min <= initial <= max");
    SctpConfig copy = copy();
    copy.rtoInitial = initial.toNanos();
    copy.rtoMin = min.toNanos();
    copy.rtoMax = max.toNanos();
    return copy;
  }

  /**
   * How long the path may be idle before a heartbeat is sent. 30 s by default.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public SctpConfig withHeartbeatInterval(Duration interval) {
    check(interval.toNanos() > 0, "an interval is positive");
    SctpConfig copy = copy();
    copy.heartbeatInterval = interval.toNanos();
    return copy;
  }

  /**
   * After how many timeouts in a row the other side is held unreachable (Association.Max.Retrans,
   * Max.Init.Retransmits). 10 and 8 by default.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public SctpConfig withMaxRetransmissions(int association, int init) {
    check(association >= 0 && init >= 0, "a number of retransmissions is not negative");
    SctpConfig copy = copy();
    copy.maxRetransmissions = association;
    copy.maxInitRetransmissions = init;
    return copy;
  }

  /** The largest packet that is sent without having been probed, in bytes. */
  public int packetSize() {
    return packetSize;
  }

  /** The largest message that is taken, in bytes. */
  public int maxMessageSize() {
    return maxMessageSize;
  }

  private SctpConfig with(Features changed) {
    SctpConfig copy = copy();
    copy.features = changed;
    return copy;
  }

  private SctpConfig copy() {
    try {
      return (SctpConfig) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  private static void check(boolean good, String rule) {
    if (!good) {
      throw new IllegalArgumentException(rule);
    }
  }
}

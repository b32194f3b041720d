package org.vivavoce.sctp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The four-way handshake from both ends (RFC 9260 sections 5.1 and 5.2): INIT, INIT ACK, COOKIE
 * ECHO, COOKIE ACK, with the timers T1-init and T1-cookie.
 *
 * <p>An INIT is answered without remembering anything; what it said comes back in the cookie.
 *
 * <p>Zero checksums (RFC 9653) are offered in the first INIT only, and in an INIT ACK to who
 * offered them: some stacks of before that RFC (pion 3.1) drop a packet with a parameter that they
 * do not know, though RFC 9260 section 3.2.1 says to pass it over. With those the association comes
 * about by their own INIT, or by our second one.
 */
final class Handshake {
  /** How many INITs are answered at a time. */
  private static final int MAX_ANSWERS = 4;

  /** What a COOKIE ECHO was, by RFC 9260 section 5.2.4. */
  enum Kind {
    DROPPED,
    /** A: the other side has begun anew. */
    RESTART,
    /** B, D and the plain case. */
    TAKEN
  }

  /**
   * A COOKIE ECHO, judged.
   *
   * @param kind what to do
   * @param cookie what it says; null if it was dropped
   */
  record Echo(Kind kind, Cookie cookie) {
    static final Echo DROPPED = new Echo(Kind.DROPPED, null);
  }

  private record Answer(int tag, byte[] chunk) {}

  private final SctpConfig config;
  private final RandomGenerator random;
  private final Counters counters;
  private final CookieJar jar;
  private final ArrayDeque<Answer> answers = new ArrayDeque<>();

  private final int localTag;
  private final int localTsn;
  private int peerTag;
  private int peerTsn;

  /** INIT or COOKIE ECHO, until it is answered. */
  private byte[] pending;

  private boolean isPendingDue;
  private boolean isCookie;
  private long resendAt = Deadline.NONE;
  private long rto;
  private int attempts;
  private boolean isCookieAckDue;

  Handshake(SctpConfig config, RandomGenerator random, Counters counters) {
    this.config = config;
    this.random = random;
    this.counters = counters;
    this.jar = new CookieJar(random);
    this.localTag = newTag();
    this.localTsn = random.nextInt();
    this.rto = config.rtoInitial;
  }

  private int newTag() {
    int tag;
    do {
      tag = random.nextInt();
    } while (tag == 0);
    return tag;
  }

  int localTag() {
    return localTag;
  }

  int localTsn() {
    return localTsn;
  }

  /** 0 as long as it is not known. */
  int peerTag() {
    return peerTag;
  }

  long deadline() {
    return resendAt;
  }

  void begin(long now) {
    sendUntilAnswered(init(Chunk.INIT, localTag, localTsn, config.features, null), now);
  }

  private void sendUntilAnswered(byte[] chunk, long now) {
    pending = chunk;
    isPendingDue = true;
    attempts = 0;
    rto = config.rtoInitial;
    resendAt = Deadline.after(now, rto);
  }

  private byte[] init(int type, int tag, int tsn, Features features, byte[] cookie) {
    List<Parameter> parameters = new ArrayList<>();
    if (cookie != null) {
      parameters.add(new Parameter(Parameter.STATE_COOKIE, cookie));
    }
    parameters.addAll(features.toParameters());
    return new InitChunk(
            type,
            tag,
            config.receiveBuffer,
            config.outboundStreams,
            config.inboundStreams,
            tsn,
            parameters)
        .toBytes();
  }

  /** The handshake is over on our side. */
  void done() {
    pending = null;
    isPendingDue = false;
    isCookie = false;
    resendAt = Deadline.NONE;
  }

  /** Says whether all attempts are used up. */
  boolean onTimeout(long now) {
    if (!Deadline.isOver(resendAt, now)) {
      return false;
    }
    attempts++;
    if (attempts > config.maxInitRetransmissions) {
      resendAt = Deadline.NONE;
      return true;
    }
    rto = Math.min(config.rtoMax, 2 * rto);
    resendAt = Deadline.after(now, rto);
    isPendingDue = true;
    if (!isCookie) {
      // Lost, or dropped by a stack of before RFC 9653.
      pending = init(Chunk.INIT, localTag, localTsn, config.features.withoutZeroChecksum(), null);
    }
    return false;
  }

  /**
   * Answers an INIT with our tag as it stands, or, in an association, with a new one and both tags
   * of the old in the cookie (RFC 9260 sections 5.2.1 and 5.2.2).
   */
  void answerInit(InitChunk init, boolean isInAssociation, long now) {
    if (answers.size() >= MAX_ANSWERS) {
      counters.drop(SctpDrop.FLOOD);
      return;
    }
    boolean anew = isInAssociation && init.tag() != peerTag && !isCookie;
    int tag = anew ? newTag() : localTag;
    int tsn = anew ? random.nextInt() : localTsn;
    Cookie cookie =
        new Cookie(
            now,
            tag,
            init.tag(),
            tsn,
            init.initialTsn(),
            init.window(),
            Math.min(config.outboundStreams, init.inboundStreams()),
            Math.min(config.inboundStreams, init.outboundStreams()),
            config.features.and(Features.of(init)),
            anew ? localTag : 0,
            anew ? peerTag : 0);
    Features told =
        Features.of(init).zeroChecksum() ? config.features : config.features.withoutZeroChecksum();
    byte[] chunk = init(Chunk.INIT_ACK, tag, tsn, told, jar.seal(cookie));
    answers.add(new Answer(init.tag(), chunk));
  }

  boolean hasAnswer() {
    return !answers.isEmpty();
  }

  /** Writes an INIT ACK, which goes alone, and returns the packet's tag. */
  int writeAnswer(PacketWriter packet) {
    Answer answer = answers.poll();
    packet.put(answer.chunk());
    return answer.tag();
  }

  boolean writeInit(PacketWriter packet) {
    if (!isPendingDue) {
      return false;
    }
    isPendingDue = false;
    packet.put(pending);
    return true;
  }

  /** Writes COOKIE ACK or COOKIE ECHO, first in a packet; says whether it was COOKIE ECHO. */
  boolean writeCookie(PacketWriter packet) {
    if (isCookieAckDue) {
      isCookieAckDue = false;
      packet.put(Chunk.of(Chunk.COOKIE_ACK, 0, new byte[0]));
    }
    if (isCookie && isPendingDue) {
      isPendingDue = false;
      packet.put(pending);
      return true;
    }
    return false;
  }

  /** Takes an INIT ACK; says whether it has a cookie that can be sent back. */
  boolean takeInitAck(InitChunk init, long now) {
    byte[] cookie = init.value(Parameter.STATE_COOKIE);
    if (cookie == null || cookie.length > config.packetSize - CommonHeader.LENGTH - Chunk.HEADER) {
      return false;
    }
    peerTag = init.tag();
    peerTsn = init.initialTsn();
    isCookie = true;
    sendUntilAnswered(Chunk.of(Chunk.COOKIE_ECHO, 0, cookie), now);
    return true;
  }

  /** Judges a COOKIE ECHO (RFC 9260 sections 5.1.5 and 5.2.4). */
  Echo takeCookie(byte[] buf, int at, int length, int tag, boolean isInAssociation, long now) {
    Cookie cookie = jar.open(buf, at + Chunk.HEADER, length - Chunk.HEADER);
    if (cookie == null) {
      counters.drop(SctpDrop.FORGED_COOKIE);
      return Echo.DROPPED;
    }
    if (cookie.localTag() != tag) {
      counters.drop(SctpDrop.BAD_TAG);
      return Echo.DROPPED;
    }
    boolean isLocal = cookie.localTag() == localTag;
    boolean isPeer = cookie.peerTag() == peerTag;
    if (now - cookie.createdAt() > config.cookieLifetime && !(isLocal && isPeer)) {
      counters.drop(SctpDrop.STALE_COOKIE);
      if (answers.size() < MAX_ANSWERS) {
        answers.add(new Answer(cookie.peerTag(), staleCookie(now - cookie.createdAt())));
      }
      return Echo.DROPPED;
    }
    if (isLocal && (!isInAssociation || isPeer || cookie.peerTsn() == peerTsn)) {
      peerTag = cookie.peerTag();
      peerTsn = cookie.peerTsn();
      return new Echo(Kind.TAKEN, cookie);
    }
    boolean tied = cookie.tieLocal() == localTag && cookie.tiePeer() == peerTag;
    if (isInAssociation && !isLocal && !isPeer && tied) {
      return new Echo(Kind.RESTART, cookie);
    }
    // C: it was made for another association than the one that came about; or B, but the other
    // side counts from another TSN than the one that it gave before.
    counters.drop(SctpDrop.UNEXPECTED);
    return Echo.DROPPED;
  }

  private byte[] staleCookie(long staleNanos) {
    long micros = Math.min(0xFFFF_FFFFL, (staleNanos - config.cookieLifetime) / 1000);
    byte[] staleness = new byte[4];
    Bytes.put32(staleness, 0, (int) micros);
    return ErrorCause.chunk(Chunk.ERROR, 0, ErrorCause.STALE_COOKIE, staleness);
  }

  void acknowledgeCookie() {
    isCookieAckDue = true;
  }
}

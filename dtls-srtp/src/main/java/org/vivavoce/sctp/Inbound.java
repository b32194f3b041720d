package org.vivavoce.sctp;

import java.util.Arrays;

/** Takes packets apart, and does what their chunks say. */
final class Inbound {
  private final Endpoint endpoint;
  private final SctpConfig config;
  private final Counters counters;
  private final Handshake handshake;

  Inbound(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.config = endpoint.config;
    this.counters = endpoint.counters;
    this.handshake = endpoint.handshake;
  }

  void receive(byte[] buf, int off, int length, long now) {
    counters.packetsReceived++;
    if (!accept(buf, off, length)) {
      return;
    }
    if (endpoint.ended) {
      onOutOfTheBlue(buf, off);
      return;
    }
    int tag = CommonHeader.tag(buf, off);
    int end = off + length;
    int at = off + CommonHeader.LENGTH;
    while (at < end && !endpoint.ended) {
      int chunkLength = Chunk.checkedLength(buf, at, end);
      if (chunkLength < 0) {
        counters.drop(SctpDrop.MALFORMED);
        break;
      }
      if (!onChunk(buf, at, chunkLength, tag, length, now)) {
        break;
      }
      at += Bytes.padded(chunkLength);
    }
    endPacket(now);
  }

  /** Checks what can be checked before the chunks are looked at. */
  private boolean accept(byte[] buf, int off, int length) {
    SctpDrop reason = null;
    if (length < CommonHeader.LENGTH + Chunk.HEADER) {
      reason = SctpDrop.MALFORMED;
    } else if (CommonHeader.sourcePort(buf, off) != config.remotePort
        || CommonHeader.destinationPort(buf, off) != config.localPort) {
      reason = SctpDrop.WRONG_PORT;
    } else if (!(config.features.zeroChecksum() && CommonHeader.hasZeroChecksum(buf, off))
        && !endpoint.header.hasRightChecksum(buf, off, length)) {
      reason = SctpDrop.BAD_CHECKSUM;
    }
    if (reason != null) {
      counters.drop(reason);
    }
    return reason == null;
  }

  /** Takes one chunk; says whether the rest of the packet is to be looked at. */
  private boolean onChunk(byte[] buf, int at, int length, int tag, int packetLength, long now) {
    int type = Chunk.type(buf, at);
    switch (type) {
      case Chunk.INIT -> {
        onInit(buf, at, length, tag, packetLength, now);
        return false;
      }
      case Chunk.COOKIE_ECHO -> {
        return onCookieEcho(buf, at, length, tag, now);
      }
      case Chunk.ABORT -> {
        onAbort(buf, at, length, tag);
        return false;
      }
      case Chunk.SHUTDOWN_COMPLETE -> {
        onShutdownComplete(buf, at, tag);
        return false;
      }
      default -> {
        if (tag != handshake.localTag()) {
          counters.drop(SctpDrop.BAD_TAG);
          return false;
        }
      }
    }
    if (type == Chunk.INIT_ACK) {
      onInitAck(buf, at, length, now);
      return false;
    }
    if (type == Chunk.COOKIE_ACK) {
      onCookieAck(now);
      return true;
    }
    if (endpoint.transmission == null) {
      counters.drop(SctpDrop.UNEXPECTED);
      return true;
    }
    return onEstablishedChunk(type, buf, at, length, now);
  }

  private boolean onEstablishedChunk(int type, byte[] buf, int at, int length, long now) {
    switch (type) {
      case Chunk.DATA, Chunk.I_DATA -> {
        if (endpoint.state.receivesData()) {
          endpoint.reception.onData(buf, at, length);
        } else {
          counters.drop(SctpDrop.UNEXPECTED);
        }
      }
      case Chunk.SACK -> {
        if (!SackChunk.isWhole(buf, at, length)) {
          counters.drop(SctpDrop.MALFORMED);
        } else if (endpoint.transmission.onSack(buf, at, length, now)) {
          endpoint.path.alive();
        }
      }
      case Chunk.FORWARD_TSN, Chunk.I_FORWARD_TSN -> onForward(type, buf, at, length);
      case Chunk.HEARTBEAT -> answerHeartbeat(buf, at, length);
      case Chunk.HEARTBEAT_ACK -> {
        HeartbeatChunk ack = HeartbeatChunk.parseAck(buf, at, length);
        if (ack == null || !endpoint.path.onAck(ack, now)) {
          counters.drop(ack == null ? SctpDrop.MALFORMED : SctpDrop.UNEXPECTED);
        } else if (endpoint.path.packetSize() > config.packetSize) {
          endpoint.transmission.packetSize(endpoint.path.packetSize());
        }
      }
      case Chunk.RE_CONFIG -> endpoint.reset.onChunk(buf, at, length, now);
      case Chunk.SHUTDOWN -> onShutdown(buf, at, length, now);
      case Chunk.SHUTDOWN_ACK -> onShutdownAck();
      case Chunk.ERROR, Chunk.PAD -> {
        // Nothing follows from either: an ERROR says that the other side passed something over.
      }
      default -> {
        return onUnknownChunk(type, buf, at, length);
      }
    }
    return true;
  }

  private void onForward(int type, byte[] buf, int at, int length) {
    if (!endpoint.features.forwardTsn() || !endpoint.state.receivesData()) {
      counters.drop(SctpDrop.UNEXPECTED);
    } else if (type == Chunk.FORWARD_TSN) {
      endpoint.reception.onForwardTsn(buf, at, length);
    } else {
      endpoint.reception.onIForwardTsn(buf, at, length);
    }
  }

  /** The upper bits say whether to go on and whether to report it (RFC 9260 section 3.2). */
  private boolean onUnknownChunk(int type, byte[] buf, int at, int length) {
    counters.drop(SctpDrop.UNKNOWN_CHUNK);
    if ((type & 0x40) != 0 && length <= config.packetSize / 2) {
      byte[] unknown = Arrays.copyOfRange(buf, at, at + length);
      endpoint.answer(ErrorCause.chunk(Chunk.ERROR, 0, ErrorCause.UNRECOGNIZED_CHUNK, unknown));
    }
    return (type & 0x80) != 0;
  }

  private void answerHeartbeat(byte[] buf, int at, int length) {
    if (length > config.packetSize - CommonHeader.LENGTH) {
      counters.drop(SctpDrop.MALFORMED);
      return;
    }
    byte[] value = Arrays.copyOfRange(buf, at + Chunk.HEADER, at + length);
    endpoint.answer(Chunk.of(Chunk.HEARTBEAT_ACK, 0, value));
  }

  private void endPacket(long now) {
    if (endpoint.ended || endpoint.reception == null) {
      return;
    }
    int badStream = endpoint.reception.takeBadStream();
    if (badStream >= 0) {
      byte[] information = {(byte) (badStream >> 8), (byte) badStream, 0, 0};
      endpoint.answer(ErrorCause.chunk(Chunk.ERROR, 0, ErrorCause.INVALID_STREAM, information));
    }
    if (endpoint.reception.hasEmptyData()) {
      byte[] tsn = new byte[4];
      Bytes.put32(tsn, 0, endpoint.reception.emptyTsn());
      endpoint.abortWith(
          ErrorCause.chunk(Chunk.ABORT, 0, ErrorCause.NO_USER_DATA, tsn),
          new CloseReason.PeerMisbehaved("a DATA chunk without data"));
      return;
    }
    if (endpoint.reception.reassembly().isOverLimit()) {
      endpoint.abortWith(
          ErrorCause.chunk(Chunk.ABORT, 0, ErrorCause.OUT_OF_RESOURCE, new byte[0]),
          new CloseReason.PeerMisbehaved("more messages begun than there is room for"));
      return;
    }
    endpoint.reception.endPacket(now);
    endpoint.reset.onData();
    endpoint.checkShutdown(now);
  }

  private void onInit(byte[] buf, int at, int length, int tag, int packetLength, long now) {
    InitChunk init = InitChunk.parse(buf, at, length);
    boolean alone =
        packetLength == CommonHeader.LENGTH + Bytes.padded(length)
            || packetLength == CommonHeader.LENGTH + length;
    if (tag != 0 || !alone || init == null) {
      counters.drop(tag != 0 ? SctpDrop.BAD_TAG : SctpDrop.MALFORMED);
      return;
    }
    if (endpoint.state == SctpState.SHUTDOWN_ACK_SENT) {
      endpoint.shutdown.again();
      return;
    }
    handshake.answerInit(init, endpoint.transmission != null, now);
  }

  private void onInitAck(byte[] buf, int at, int length, long now) {
    InitChunk init = InitChunk.parse(buf, at, length);
    if (init == null || endpoint.state != SctpState.COOKIE_WAIT) {
      counters.drop(init == null ? SctpDrop.MALFORMED : SctpDrop.UNEXPECTED);
      return;
    }
    if (!handshake.takeInitAck(init, now)) {
      counters.drop(SctpDrop.MALFORMED);
      return;
    }
    endpoint.state = SctpState.COOKIE_ECHOED;
    endpoint.begin(
        config.features.and(Features.of(init)),
        init.initialTsn(),
        init.window(),
        Math.min(config.outboundStreams, init.inboundStreams()),
        Math.min(config.inboundStreams, init.outboundStreams()),
        now);
  }

  private boolean onCookieEcho(byte[] buf, int at, int length, int tag, long now) {
    Handshake.Echo echo =
        handshake.takeCookie(buf, at, length, tag, endpoint.transmission != null, now);
    switch (echo.kind()) {
      case DROPPED -> {
        return false;
      }
      case RESTART -> {
        endpoint.abortWith(
            ErrorCause.chunk(Chunk.ABORT, 0, ErrorCause.RESTART, new byte[0]),
            new CloseReason.PeerRestarted());
        endpoint.farewellTag = echo.cookie().peerTag();
        return false;
      }
      default -> {
        if (endpoint.state == SctpState.SHUTDOWN_ACK_SENT) {
          endpoint.shutdown.again();
          return false;
        }
      }
    }
    Cookie cookie = echo.cookie();
    if (endpoint.transmission == null) {
      endpoint.begin(
          cookie.features(),
          cookie.peerTsn(),
          cookie.peerWindow(),
          cookie.outboundStreams(),
          cookie.inboundStreams(),
          now);
    }
    if (endpoint.state.compareTo(SctpState.ESTABLISHED) < 0) {
      endpoint.establish();
    }
    handshake.acknowledgeCookie();
    return true;
  }

  private void onCookieAck(long now) {
    if (endpoint.state != SctpState.COOKIE_ECHOED) {
      counters.drop(SctpDrop.UNEXPECTED);
      return;
    }
    endpoint.path.alive();
    endpoint.establish();
  }

  private void onAbort(byte[] buf, int at, int length, int tag) {
    if (!isFarewellTag(buf, at, tag)) {
      counters.drop(SctpDrop.BAD_TAG);
      return;
    }
    if (endpoint.state != SctpState.CLOSED) {
      endpoint.end(
          new CloseReason.AbortedByPeer(ErrorCause.parseAll(buf, at + Chunk.HEADER, at + length)));
    }
  }

  /** ABORT and SHUTDOWN COMPLETE may carry the sender's own tag (RFC 9260 section 8.5.1). */
  private boolean isFarewellTag(byte[] buf, int at, int tag) {
    boolean reflected = (Chunk.flags(buf, at) & Chunk.TAG_REFLECTED) != 0;
    return reflected
        ? handshake.peerTag() != 0 && tag == handshake.peerTag()
        : tag == handshake.localTag();
  }

  private void onShutdown(byte[] buf, int at, int length, long now) {
    if (length != ShutdownChunk.LENGTH) {
      counters.drop(SctpDrop.MALFORMED);
      return;
    }
    endpoint.transmission.onCumulativeTsn(ShutdownChunk.cumulativeTsn(buf, at), now);
    endpoint.path.alive();
    switch (endpoint.state) {
      case ESTABLISHED, SHUTDOWN_PENDING -> endpoint.state = SctpState.SHUTDOWN_RECEIVED;
      case SHUTDOWN_SENT -> endpoint.acknowledgeShutdown(now);
      default -> {
        // It came again.
      }
    }
  }

  private void onShutdownAck() {
    if (endpoint.state != SctpState.SHUTDOWN_SENT
        && endpoint.state != SctpState.SHUTDOWN_ACK_SENT) {
      counters.drop(SctpDrop.UNEXPECTED);
      return;
    }
    int tag = handshake.peerTag();
    endpoint.end(new CloseReason.ShutDown());
    endpoint.farewell = Chunk.of(Chunk.SHUTDOWN_COMPLETE, 0, new byte[0]);
    endpoint.farewellTag = tag;
  }

  private void onShutdownComplete(byte[] buf, int at, int tag) {
    if (!isFarewellTag(buf, at, tag)) {
      counters.drop(SctpDrop.BAD_TAG);
    } else if (endpoint.state == SctpState.SHUTDOWN_ACK_SENT) {
      endpoint.end(new CloseReason.ShutDown());
    } else {
      counters.drop(SctpDrop.UNEXPECTED);
    }
  }

  /**
   * A packet for an association that has ended (RFC 9260 section 8.4): tells the other side, which
   * has not noticed, once more.
   */
  private void onOutOfTheBlue(byte[] buf, int off) {
    int type = Chunk.type(buf, off + CommonHeader.LENGTH);
    if (type == Chunk.ABORT
        || type == Chunk.SHUTDOWN_COMPLETE
        || CommonHeader.tag(buf, off) != handshake.localTag()
        || handshake.peerTag() == 0) {
      counters.drop(SctpDrop.UNEXPECTED);
      return;
    }
    int answer = type == Chunk.SHUTDOWN_ACK ? Chunk.SHUTDOWN_COMPLETE : Chunk.ABORT;
    endpoint.farewell = Chunk.of(answer, 0, new byte[0]);
    endpoint.farewellTag = handshake.peerTag();
  }
}

package org.vivavoce.sctp;

import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/** The state of an association, and how it changes: what {@link Association} is made of. */
final class Endpoint {
  /** How many answers wait to be sent at most; more questions than that are dropped. */
  static final int MAX_CONTROL = 32;

  final SctpConfig config;
  final RandomGenerator random;
  final Counters counters = new Counters();
  final ArrayDeque<SctpEvent> events = new ArrayDeque<>();

  /** Chunks that wait to be sent beside data. */
  final ArrayDeque<byte[]> control = new ArrayDeque<>();

  final SendQueue queue;
  final Handshake handshake;
  final Shutdown shutdown = new Shutdown();
  final CommonHeader header = new CommonHeader();

  SctpState state = SctpState.CLOSED;
  boolean ended;

  /** How many streams we may send on. */
  int maxStreams;

  /** A last packet, ABORT or SHUTDOWN COMPLETE, with its tag; or null. */
  byte[] farewell;

  int farewellTag;

  /** What there is once both sides know of each other; null before. */
  Transmission transmission;

  Reception reception;
  StreamReset reset;
  Path path;
  Features features;

  /** How large a packet is probed for, once there is a path. */
  int probeUpTo;

  private int inboundStreams;

  Endpoint(SctpConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
    this.queue = new SendQueue(config.sendBuffer, counters, events);
    this.handshake = new Handshake(config, random, counters);
    this.maxStreams = config.outboundStreams;
    this.probeUpTo = config.probeSize;
  }

  /** Queues a chunk that answers another, unless too many wait already. */
  void answer(byte[] chunk) {
    if (control.size() >= MAX_CONTROL) {
      counters.drop(SctpDrop.FLOOD);
    } else {
      control.add(chunk);
    }
  }

  /** Sets up what sends and receives, when the other side's numbers are known. */
  void begin(
      Features agreed,
      int peerTsn,
      long peerWindow,
      int outboundStreams,
      int inboundStreams,
      long now) {
    features = agreed;
    maxStreams = outboundStreams;
    this.inboundStreams = inboundStreams;
    transmission =
        new Transmission(config, queue, counters, agreed, handshake.localTsn(), peerWindow);
    reception =
        new Reception(config, agreed, peerTsn, inboundStreams, random.nextLong(), counters, events);
    reset =
        new StreamReset(
            transmission,
            reception,
            agreed,
            inboundStreams,
            handshake.localTsn(),
            peerTsn,
            counters,
            events,
            control);
    path = new Path(config, probeUpTo, transmission.rtt, random, now);
    queue
        .streams()
        .forEach(
            stream -> {
              if (stream.id.value() >= maxStreams) {
                queue.clear(stream);
              } else if (stream.state == OutStream.State.DRAINING) {
                reset.want(stream);
              }
            });
  }

  void establish() {
    state = SctpState.ESTABLISHED;
    handshake.done();
    events.add(
        new SctpEvent.Connected(
            maxStreams,
            inboundStreams,
            features.interleaving(),
            features.forwardTsn(),
            features.reconfig()));
  }

  void acknowledgeShutdown(long now) {
    state = SctpState.SHUTDOWN_ACK_SENT;
    shutdown.begin(Chunk.SHUTDOWN_ACK, transmission.rtt.rto(), now);
  }

  /** Goes on with a shutdown when all has been acknowledged (RFC 9260 section 9.2). */
  void checkShutdown(long now) {
    if (state == SctpState.SHUTDOWN_PENDING && transmission.isDone()) {
      state = SctpState.SHUTDOWN_SENT;
      shutdown.begin(Chunk.SHUTDOWN, transmission.rtt.rto(), now);
    } else if (state == SctpState.SHUTDOWN_RECEIVED && transmission.isDone()) {
      acknowledgeShutdown(now);
    }
  }

  void abortWith(byte[] chunk, CloseReason reason) {
    int tag = handshake.peerTag();
    end(reason);
    if (tag != 0) {
      farewell = chunk;
      farewellTag = tag;
    }
  }

  void end(CloseReason reason) {
    state = SctpState.CLOSED;
    ended = true;
    control.clear();
    queue.streams().forEach(queue::clear);
    events.add(new SctpEvent.Closed(reason));
  }
}

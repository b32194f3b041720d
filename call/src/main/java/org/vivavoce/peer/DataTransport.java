package org.vivavoce.peer;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.datachannel.DataChannel;
import org.vivavoce.datachannel.DataChannelException;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.datachannel.DataChannels;
import org.vivavoce.dtls.DtlsTransport;
import org.vivavoce.sctp.SctpConfig;
import org.vivavoce.sctp.SctpState;
import org.vivavoce.sctp.SctpStats;

/**
 * Drives the data channels of one connection: brings packets from DTLS to SCTP and back, and is
 * SCTP's clock.
 *
 * <pre>
 *   any thread       send ---> commands --+
 *                                         +--> the loop: SCTP, listeners, seal, ICE's send
 *   network thread   packet --> pages ----+
 * </pre>
 *
 * <p>Everything that SCTP does happens on the connection's loop, so there is no lock that a
 * listener could be called with. The network thread copies what lies in the sockets, and then lends
 * itself to the loop, if that has nothing else to do: packets that have come together are taken
 * together, and acknowledged together, without waking another thread. What waits for the loop is
 * bounded on both ways.
 *
 * <p>A datagram that the network refuses is kept and offered again soon; until then SCTP is not
 * asked for more, and what the application sends waits in its queue.
 */
final class DataTransport {
  private static final Logger LOG = LoggerFactory.getLogger(DataTransport.class);

  /** What SCTP's receive window of 4 MiB allows, and what each packet needs besides. */
  private static final int MAX_WAITING_BYTES = 6 << 20;

  /** What waits for the loop to be given to SCTP, in bytes; as much again may wait there. */
  private static final long MAX_QUEUED_BYTES = 16 << 20;

  /** What a queued message costs besides its bytes. */
  private static final long MESSAGE_COST = 64;

  private static final int NO_MESSAGE = -1;

  /** What may come before SCTP is agreed on: the other side's first packets. */
  private static final int MAX_EARLY_BYTES = 64 * 1024;

  /** How long the network thread is used without second thoughts: some hundred packets. */
  private static final long MAX_HERE_NANOS = 5_000_000;

  private static final long ELSEWHERE_NANOS = 1_000_000_000;

  private static final long FIRST_RETRY_NANOS = 500_000;
  private static final long MAX_RETRY_NANOS = 50_000_000;

  /** Something to be done on the loop, in the order of the calls. */
  abstract static class Command {
    private final RtcDataChannel channel;
    private final int length;

    /** Something that sends nothing. */
    Command(RtcDataChannel channel) {
      this(channel, NO_MESSAGE);
    }

    /** A message of a length that was {@linkplain DataTransport#admit admitted}. */
    Command(RtcDataChannel channel, int length) {
      this.channel = channel;
      this.length = length;
    }

    abstract void run(long now);
  }

  private final EventLoop loop;
  private final DtlsTransport dtls;
  private final Predicate<ByteBuffer> network;
  private final RandomGenerator random;
  private final int maxReceivedSize;
  private final Consumer<RtcDataChannel> onDataChannel;
  private final long origin;

  private final PacketPages pages = new PacketPages();
  private final Queue<Command> commands = new ConcurrentLinkedQueue<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final Runnable drive = this::drive;
  private volatile long maxMessageSize = DataSection.DEFAULT_MAX_MESSAGE_SIZE;
  private volatile RtcSctpTransport.State state; // null: not agreed on
  private volatile int maxChannels = -1;
  private volatile boolean begun;
  private volatile boolean ended;

  /** The network thread's own. */
  private long elsewhereUntil;

  /** Those that are not closed. */
  private final Set<RtcDataChannel> alive = ConcurrentHashMap.newKeySet();

  private final AtomicLong made = new AtomicLong();
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong closed = new AtomicLong();

  /** The ids of channels, taken when the application names one. */
  private final Set<Integer> ids = ConcurrentHashMap.newKeySet();

  // The loop's own.
  private final DataChannels channels = DataChannels.create(this::incoming);
  private final Set<RtcDataChannel> touched = new LinkedHashSet<>();
  private ByteBuffer packet;
  private boolean largeDatagrams;
  private DataSection section;
  private Boolean dtlsClient;
  private boolean refused;
  private boolean retries;
  private long retryNanos = FIRST_RETRY_NANOS;
  private EventLoop.Timer timer;
  private long timerAt;

  /**
   * @param network sends a datagram, or says that it cannot now
   * @param maxReceivedSize the longest message that we take, in bytes
   * @param onDataChannel told on the loop of each channel that the other side opens
   */
  DataTransport(
      EventLoop loop,
      DtlsTransport dtls,
      Predicate<ByteBuffer> network,
      RandomGenerator random,
      int maxReceivedSize,
      Consumer<RtcDataChannel> onDataChannel) {
    this.loop = loop;
    this.dtls = dtls;
    this.network = network;
    this.random = random;
    this.maxReceivedSize = maxReceivedSize;
    this.onDataChannel = onDataChannel;
    this.origin = loop.nanoTime();
    this.packet =
        ByteBuffer.allocate(DtlsTransport.HEADROOM + dtls.maxDataSize() + DtlsTransport.TAILROOM);
  }

  // --- from any thread

  /** Makes a channel, on the loop if not at once; what cannot be made is told to its listener. */
  RtcDataChannel create(String label, DataChannelInit init) {
    try {
      DataChannels.requireValid(label, init);
    } catch (DataChannelException e) {
      throw new PeerConnectionException(RtcErrorName.TYPE_ERROR, e.reason(), 0, e);
    }
    if (init.negotiated() && !ids.add(init.id().getAsInt())) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          "the id " + init.id().getAsInt() + " is that of another data channel");
    }
    RtcDataChannel channel = channel(label, init);
    loop.run(() -> make(channel));
    return channel;
  }

  private RtcDataChannel channel(String label, DataChannelInit init) {
    RtcDataChannel channel = new RtcDataChannel(this, made.incrementAndGet(), label, init);
    alive.add(channel);
    return channel;
  }

  private void make(RtcDataChannel channel) {
    try {
      channel.attach(channels.createDataChannel(channel.label(), channel.init()));
    } catch (DataChannelException e) {
      forget(channel);
      channel.refused(e);
    }
    wake();
  }

  /** Channels that are not closed. */
  Collection<RtcDataChannel> channels() {
    return alive;
  }

  /** How many channels have ever opened. */
  long opened() {
    return opened.get();
  }

  /** How many of those have closed. */
  long closed() {
    return closed.get();
  }

  /** Has it run on the loop, after those before it. */
  void command(Command command) {
    commands.add(command);
    wake();
  }

  /** Whether there is room for a message of this length; it must be given to {@link #command}. */
  boolean admit(int length) {
    long cost = length + MESSAGE_COST;
    if (queuedBytes.addAndGet(cost) > MAX_QUEUED_BYTES + cost) {
      queuedBytes.addAndGet(-cost);
      return false;
    }
    return true;
  }

  /** The longest message that the other side takes. */
  long maxMessageSize() {
    return maxMessageSize;
  }

  Optional<RtcSctpTransport> status() {
    RtcSctpTransport.State now = state;
    return now == null
        ? Optional.empty()
        : Optional.of(
            new RtcSctpTransport(
                now,
                maxMessageSize,
                maxChannels < 0 ? OptionalInt.empty() : OptionalInt.of(maxChannels)));
  }

  /** What a DTLS record carried; on the network thread, or on that of the handshake. */
  void received(ByteBuffer data) {
    boolean added = !ended && pages.add(data, begun ? MAX_WAITING_BYTES : MAX_EARLY_BYTES);
    if (added && begun && !PeerTransport.onNetworkThread()) {
      wake();
    }
  }

  /**
   * What had come has been read; on the network thread, which does the rest itself if it can. Where
   * that takes long, because of what listeners do, the loop's own threads do it for a while: others
   * receive on this thread, too.
   */
  void receivedAll() {
    if (!begun || ended || pages.isEmpty()) {
      return;
    }
    long before = now();
    if (before < elsewhereUntil) {
      wake();
    } else if (awake.compareAndSet(false, true)) {
      loop.executeHere(drive);
      long after = now();
      if (after - before > MAX_HERE_NANOS) {
        elsewhereUntil = after + ELSEWHERE_NANOS;
      }
    }
  }

  /** Does something of a channel's own there. */
  void onLoop(Runnable task) {
    loop.run(task);
  }

  private void wake() {
    if (!ended && awake.compareAndSet(false, true)) {
      loop.execute(drive);
    }
  }

  // --- on the loop

  /** What the descriptions say. */
  void agreed(Optional<DataSection> agreedOn) {
    if (ended) {
      return;
    }
    if (agreedOn.isEmpty()) {
      if (section != null) {
        close();
      }
      return;
    }
    DataSection now = agreedOn.get();
    maxMessageSize = now.remoteMaxMessageSize() == 0 ? Long.MAX_VALUE : now.remoteMaxMessageSize();
    if (section == null) {
      section = now;
      state = RtcSctpTransport.State.CONNECTING;
      begin();
    } else {
      channels.setRemoteMaxMessageSize(now.remoteMaxMessageSize());
    }
  }

  /** DTLS is connected. */
  void keyed(boolean asClient) {
    dtlsClient = asClient;
    begin();
  }

  private void begin() {
    if (begun || ended || section == null || dtlsClient == null) {
      return;
    }
    channels.start(
        SctpConfig.defaults()
            .withSendBuffer(MAX_QUEUED_BYTES)
            .withPorts(DataSection.DEFAULT_PORT, section.remotePort())
            .withPacketSize(dtls.maxDataSize())
            .withProbingUpTo(probeUpTo())
            .withMaxMessageSize(maxReceivedSize),
        random,
        dtlsClient,
        section.remoteMaxMessageSize(),
        now());
    begun = true;
    wake();
  }

  /**
   * Datagrams take another path from now on.
   *
   * @param large whether it may take larger ones than the MTU
   */
  void pathChanged(boolean large) {
    largeDatagrams = large;
    if (begun && !ended) {
      channels.pathChanged(probeUpTo(), now());
      wake();
    }
  }

  /** A packet fills a record then: 16 KiB. */
  private int probeUpTo() {
    return largeDatagrams ? dtls.largestDataSize() : dtls.maxDataSize();
  }

  private long now() {
    return loop.nanoTime() - origin;
  }

  /** Everything that is due, once; whoever has more calls {@link #wake} again. */
  private void drive() {
    awake.set(false);
    if (ended) {
      return;
    }
    long now = now();
    if (begun) {
      receive(now);
    }
    runCommands(now);
    if (begun) {
      pump(now); // a last word, too
    }
    if (begun && !ended) {
      arm(now);
    }
    touched.removeIf(it -> !it.publish());
  }

  private void receive(long now) {
    PacketPages.Page page = pages.take();
    for (int at = page.next(); at >= 0 && !ended; at = page.next()) {
      channels.receive(page.bytes, at, page.length(at), now);
    }
    if (!ended && channels.nextDeadline() <= now) {
      channels.onTimeout(now);
    }
    if (channels.association().state() == SctpState.CLOSED) {
      end(); // and the other side knows
    } else if (state == RtcSctpTransport.State.CONNECTING && channels.maxChannels().isPresent()) {
      maxChannels = channels.maxChannels().getAsInt();
      state = RtcSctpTransport.State.CONNECTED;
    }
  }

  private void runCommands(long now) {
    Command next = commands.peek();
    while (next != null && !ended && hasRoom(next.length)) {
      commands.poll();
      run(next, now);
      next = commands.peek();
    }
  }

  /**
   * Else it waits here until the other side has acknowledged more; for a message that is longer
   * than all room, until it has acknowledged everything.
   */
  private boolean hasRoom(int length) {
    if (length == NO_MESSAGE || channels.association() == null) {
      return true;
    }
    long held = channels.association().heldBytes();
    return held == 0 || held + length + MESSAGE_COST <= MAX_QUEUED_BYTES;
  }

  private void run(Command command, long now) {
    try {
      command.run(now);
    } catch (DataChannelException e) {
      // Refused after all: the other side's limit has changed meanwhile.
      LOG.warn("A message of data channel {} was not sent", command.channel.label(), e);
    }
    if (command.length != NO_MESSAGE) {
      queuedBytes.addAndGet(-(command.length + MESSAGE_COST));
      command.channel.handedOver(command.length);
      touched.add(command.channel);
    }
  }

  /** Sends what SCTP has to send, as long as the network takes it. */
  private void pump(long now) {
    if (refused && !offer()) {
      return;
    }
    int head = DtlsTransport.HEADROOM;
    int room = head + channels.maxPacketSize() + DtlsTransport.TAILROOM;
    if (packet.capacity() < room) {
      packet = ByteBuffer.allocate(room);
    }
    int length = channels.nextPacket(packet.array(), head, now);
    while (length > 0) {
      packet.clear().limit(head + length).position(head);
      if (!dtls.seal(packet)) {
        return; // DTLS has ended, and says so in its own way.
      }
      if (!offer()) {
        return;
      }
      length = channels.nextPacket(packet.array(), head, now);
    }
  }

  /** Sends the sealed packet, now or later. */
  private boolean offer() {
    refused = !network.test(packet);
    if (refused && !retries) {
      retries = true;
      loop.schedule(
          () -> {
            retries = false;
            wake();
          },
          retryNanos);
      retryNanos = Math.min(2 * retryNanos, MAX_RETRY_NANOS);
    } else if (!refused) {
      retryNanos = FIRST_RETRY_NANOS;
    }
    return !refused;
  }

  /** A timer that fires early costs less than one that is set anew for every packet. */
  private void arm(long now) {
    long deadline = channels.nextDeadline();
    if (deadline == Long.MAX_VALUE) {
      return;
    }
    if (deadline <= now) {
      wake();
      return;
    }
    if (timer != null) {
      if (timerAt <= deadline) {
        return;
      }
      timer.cancel();
    }
    timerAt = deadline;
    timer =
        loop.schedule(
            () -> {
              timer = null;
              wake();
            },
            deadline - now);
  }

  private void incoming(DataChannel channel) {
    RtcDataChannel theirs = channel(channel.label(), channel.init());
    theirs.attach(channel);
    onDataChannel.accept(theirs);
  }

  /** Something of it is to be published. */
  void touched(RtcDataChannel channel) {
    touched.add(channel);
  }

  /** It is open. */
  void hasOpened() {
    opened.incrementAndGet();
  }

  /** It was open, and is closed. */
  void hasClosed() {
    closed.incrementAndGet();
  }

  /** It has this id. */
  void named(int id) {
    ids.add(id);
  }

  /** It is closed. */
  void forget(RtcDataChannel channel) {
    touched.remove(channel);
    alive.remove(channel);
    channel.id().ifPresent(ids::remove);
  }

  /** SCTP's figures; empty before it began. */
  Optional<SctpStats> sctpStats() {
    return begun ? Optional.of(channels.association().stats()) : Optional.empty();
  }

  // --- the end

  /** Closes all channels, and tells the other side. */
  void close() {
    if (!ended) {
      long now = now();
      channels.close(now);
      pump(now);
      end();
    }
  }

  /** The transport below is gone: closes all channels with an error. */
  void fail(String why) {
    if (!ended) {
      channels.fail(why);
      end();
    }
  }

  private void end() {
    ended = true;
    if (section != null) {
      state = RtcSctpTransport.State.CLOSED;
    }
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    commands.clear();
  }

  /** Packets that the loop was too busy for. */
  long packetsDropped() {
    return pages.dropped();
  }
}

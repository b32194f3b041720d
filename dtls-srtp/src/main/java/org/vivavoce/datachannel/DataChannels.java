package org.vivavoce.datachannel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.vivavoce.sctp.Association;
import org.vivavoce.sctp.CloseReason;
import org.vivavoce.sctp.Ppid;
import org.vivavoce.sctp.SctpConfig;
import org.vivavoce.sctp.SctpEvent;
import org.vivavoce.sctp.SendOptions;
import org.vivavoce.sctp.StreamId;

/**
 * All data channels of one connection, over one {@link Association}.
 *
 * <p>Whoever drives it does this, on one thread, with a time in nanoseconds that never runs
 * backwards:
 *
 * <ol>
 *   <li>{@link #createDataChannel} at any time, {@link #start} once DTLS is connected and both
 *       descriptions are known
 *   <li>{@link #receive} each record that DTLS brings, {@link #onTimeout} at {@link #nextDeadline}:
 *       these call the listeners
 *   <li>after either, and after the application has sent something: {@link #nextPacket} until it
 *       returns 0, and give each packet to DTLS. Stopping earlier, when the socket is full, is
 *       allowed: what waits is counted by {@link DataChannel#bufferedAmount}
 * </ol>
 *
 * <p>A channel that the other side opens is told to the listener given to {@link #create}, which
 * sets a {@link DataChannelListener} on it; {@code onOpen} follows at once.
 */
public final class DataChannels {
  /** How many bytes a label or a protocol has at most, in UTF-8. */
  private static final int MAX_NAME = 65_535;

  private static final int MAX_LIMIT = 65_535;

  private final Consumer<DataChannel> onDataChannel;
  private final Map<StreamId, DataChannel> byId = new HashMap<>();

  /** Channels that have no id yet, in the order of their making. */
  private final List<DataChannel> waiting = new ArrayList<>();

  /** Ids of channels that could not be reset, which no channel gets again. */
  private final Set<StreamId> retired = new HashSet<>();

  private Association association;
  private boolean connected;
  private boolean ended;
  private int parity;
  private int ids = StreamId.COUNT;
  private int nextId;
  private long maxMessageSize = Long.MAX_VALUE;
  private int maxReceivedSize;
  private long dropped;

  private DataChannels(Consumer<DataChannel> onDataChannel) {
    this.onDataChannel = Objects.requireNonNull(onDataChannel, "onDataChannel");
  }

  /**
   * Makes an empty set.
   *
   * @param onDataChannel told each channel that the other side has opened, on the driving thread
   */
  public static DataChannels create(Consumer<DataChannel> onDataChannel) {
    return new DataChannels(onDataChannel);
  }

  /**
   * Makes a channel: the W3C's {@code createDataChannel}. It opens as soon as the association is
   * connected, without waiting for the other side's answer (RFC 8832 section 6); if it is already,
   * {@link DataChannelListener#onOpen} is called at the next {@link #receive} or {@link
   * #onTimeout}, for which {@link #nextDeadline} asks at once.
   *
   * @throws DataChannelException TypeError if the label or the protocol is longer than 65,535
   *     bytes, a limit is not 0 to 65,535, both limits are given, or a negotiated channel has no id
   *     of 0 to 65,534; OperationError if the id is taken, or none is left; InvalidStateError after
   *     the end
   */
  public DataChannel createDataChannel(String label, DataChannelInit init) {
    requireValid(label, init);
    if (ended) {
      throw new DataChannelException(
          DataChannelErrorName.INVALID_STATE_ERROR, "the transport is closed");
    }
    DataChannel channel = new DataChannel(this, label, init, init.negotiated());
    if (init.negotiated()) {
      StreamId id = new StreamId(init.id().getAsInt());
      if (byId.containsKey(id) || retired.contains(id)) {
        throw operationError("the id " + id + " is in use");
      }
      if (id.value() >= ids) {
        throw operationError("the other side has only " + ids + " streams");
      }
      channel.assign(id);
      byId.put(id, channel);
    } else if (association != null) {
      StreamId id = freeId();
      if (id == null) {
        throw operationError("no id is left");
      }
      channel.assign(id);
      byId.put(id, channel);
    }
    waiting.add(channel);
    return channel;
  }

  /**
   * Checks what does not depend on other channels, as {@link #createDataChannel} does; on any
   * thread.
   *
   * @throws DataChannelException TypeError if something is out of range
   */
  public static void requireValid(String label, DataChannelInit init) {
    checkName("label", label);
    checkName("protocol", init.protocol());
    checkLimit("maxPacketLifeTime", init.maxPacketLifeTime());
    checkLimit("maxRetransmits", init.maxRetransmits());
    if (init.maxPacketLifeTime().isPresent() && init.maxRetransmits().isPresent()) {
      throw DataChannel.typeError("maxPacketLifeTime and maxRetransmits exclude each other");
    }
    if (init.negotiated()) {
      int id = init.id().orElse(-1);
      if (id < 0 || id >= StreamId.COUNT) {
        throw DataChannel.typeError("a negotiated channel has an id of 0 to 65534");
      }
    }
  }

  private static void checkName(String what, String name) {
    if (name.length() > MAX_NAME || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
      throw DataChannel.typeError("the " + what + " is longer than 65535 bytes");
    }
  }

  private static void checkLimit(String what, OptionalInt limit) {
    if (limit.isPresent() && (limit.getAsInt() < 0 || limit.getAsInt() > MAX_LIMIT)) {
      throw DataChannel.typeError(what + " is 0 to 65535, not " + limit.getAsInt());
    }
  }

  /**
   * Begins the association.
   *
   * @param config how it behaves: ports, packet size, {@code a=max-message-size} of ours
   * @param random where tags and keys come from: a {@link java.security.SecureRandom}, but in tests
   * @param isDtlsClient our role in DTLS, which says whose ids are even (RFC 8832 section 6)
   * @param remoteMaxMessageSize the other side's {@code a=max-message-size} in bytes; 0 for any
   * @param now in nanoseconds
   * @throws IllegalStateException if it was begun before
   */
  public void start(
      SctpConfig config,
      RandomGenerator random,
      boolean isDtlsClient,
      long remoteMaxMessageSize,
      long now) {
    if (association != null || ended) {
      throw new IllegalStateException("start may be called once, and not after the end");
    }
    association = Association.create(config, random);
    maxReceivedSize = config.maxMessageSize();
    setRemoteMaxMessageSize(remoteMaxMessageSize);
    parity = isDtlsClient ? 0 : 1;
    nextId = parity;
    byId.values().forEach(DataChannel::applyToStream);
    for (DataChannel channel : List.copyOf(waiting)) {
      if (channel.streamId() == null) {
        StreamId id = freeId();
        if (id == null) {
          channel.fail("no id is left");
        } else {
          channel.assign(id);
          byId.put(id, channel);
        }
      }
    }
    association.connect(now);
    handleEvents(now);
  }

  /** Sets what {@code a=max-message-size} of a later description says, in bytes; 0 for any. */
  public void setRemoteMaxMessageSize(long bytes) {
    maxMessageSize = bytes == 0 ? Long.MAX_VALUE : bytes;
  }

  /** The longest message that the other side takes, in bytes; {@link Long#MAX_VALUE} for any. */
  public long maxMessageSize() {
    return maxMessageSize;
  }

  /** How many channels there can be; empty before the association is connected. */
  public OptionalInt maxChannels() {
    return connected ? OptionalInt.of(ids) : OptionalInt.empty();
  }

  /** How many messages came for no channel, or were none. */
  public long dropped() {
    return dropped;
  }

  /** The association, or null before {@link #start}: for its figures. */
  public Association association() {
    return association;
  }

  /** Takes what one DTLS record carried, and calls the listeners. */
  public void receive(byte[] buf, int off, int length, long now) {
    if (association != null) {
      association.receive(buf, off, length, now);
      handleEvents(now);
    }
  }

  /** Does what is due, and calls the listeners. */
  public void onTimeout(long now) {
    if (association != null) {
      association.onTimeout(now);
      handleEvents(now);
    }
  }

  /**
   * When to call {@link #onTimeout}: {@link Long#MAX_VALUE} for never, {@link Long#MIN_VALUE} for
   * at once.
   */
  public long nextDeadline() {
    if (association == null) {
      return Long.MAX_VALUE;
    }
    boolean opens = connected && !waiting.isEmpty();
    return opens || association.hasEvents() ? Long.MIN_VALUE : association.nextDeadline();
  }

  /**
   * Packets take another path from now on; see {@link Association#pathChanged}. Does nothing before
   * {@link #start}.
   */
  public void pathChanged(int probeUpTo, long now) {
    if (association != null) {
      association.pathChanged(probeUpTo, now);
    }
  }

  /** The largest packet that {@link #nextPacket} may write now, in bytes. */
  public int maxPacketSize() {
    return association == null ? 0 : association.maxPacketSize();
  }

  /**
   * Writes the next packet for DTLS.
   *
   * @param out with room for {@link #maxPacketSize()} bytes from {@code off} on
   * @return its length, or 0 if there is nothing to send now
   * @throws IndexOutOfBoundsException if there is no room for a packet of the largest size
   */
  public int nextPacket(byte[] out, int off, long now) {
    return association == null ? 0 : association.nextPacket(out, off, now);
  }

  /**
   * Closes all channels at once, as closing a PeerConnection does, and ends the association by
   * ABORT, which {@link #nextPacket} still writes. Listeners are told before this returns.
   */
  public void close(long now) {
    endAll(null);
    if (association != null) {
      association.abort("closed");
      handleEvents(now);
    }
  }

  /** The transport below has failed: closes all channels with an error. */
  public void fail(String why) {
    endAll(operationError(why));
  }

  private void handleEvents(long now) {
    openWaiting(now);
    SctpEvent event = association.pollEvent();
    while (event != null) {
      handle(event, now);
      event = association.pollEvent();
    }
    openWaiting(now);
  }

  private void openWaiting(long now) {
    while (connected && !waiting.isEmpty() && !ended) {
      DataChannel channel = waiting.remove(0);
      channel.open(!channel.init().negotiated(), now);
    }
  }

  private void handle(SctpEvent event, long now) {
    if (ended) {
      return;
    }
    if (event instanceof SctpEvent.Message message) {
      onMessage(message, now);
    } else if (event instanceof SctpEvent.BufferedAmountLow low) {
      with(low.stream(), DataChannel::onBufferedAmountLow);
    } else if (event instanceof SctpEvent.Connected open) {
      onConnected(open, now);
    } else if (event instanceof SctpEvent.IncomingStreamsReset reset) {
      reset.streams().forEach(id -> with(id, DataChannel::onIncomingReset));
    } else if (event instanceof SctpEvent.OutgoingStreamsReset reset) {
      reset.streams().forEach(id -> with(id, DataChannel::onOutgoingReset));
    } else if (event instanceof SctpEvent.StreamResetRefused refused) {
      refused.streams().forEach(id -> with(id, this::onResetRefused));
    } else if (event instanceof SctpEvent.MessageTooLarge large) {
      with(large.stream(), channel -> channel.fail(tooLarge(large)));
    } else if (event instanceof SctpEvent.Closed end) {
      onClosed(end.reason());
    }
  }

  private String tooLarge(SctpEvent.MessageTooLarge large) {
    return "a message of " + large.length() + " bytes is longer than " + maxReceivedSize;
  }

  private void with(StreamId id, Consumer<DataChannel> action) {
    DataChannel channel = byId.get(id);
    if (channel != null) {
      action.accept(channel);
    }
  }

  private void onConnected(SctpEvent.Connected open, long now) {
    connected = true;
    ids = Math.min(open.outboundStreams(), open.inboundStreams());
    for (DataChannel channel : List.copyOf(waiting)) {
      if (channel.streamId().value() >= ids) {
        channel.fail("the other side has only " + ids + " streams");
      }
    }
    openWaiting(now);
  }

  private void onMessage(SctpEvent.Message message, long now) {
    if (message.ppid().equals(Ppid.DCEP)) {
      onDcep(message, now);
      return;
    }
    DataChannel channel = byId.get(message.stream());
    if (channel == null || channel.readyState() == DataChannelState.CONNECTING) {
      dropped++;
    } else {
      channel.onAck();
      channel.onMessage(message);
    }
  }

  private void onDcep(SctpEvent.Message message, long now) {
    int type = message.data()[0];
    if (type == AckMessage.TYPE && message.length() == 1) {
      with(message.stream(), DataChannel::onAck);
      return;
    }
    OpenMessage open =
        type == OpenMessage.TYPE ? OpenMessage.parse(message.data(), message.length()) : null;
    if (open == null) {
      dropped++;
      return;
    }
    onOpen(message.stream(), open, now);
  }

  /** The other side opens a channel (RFC 8832 section 6). */
  private void onOpen(StreamId id, OpenMessage open, long now) {
    DataChannel old = byId.get(id);
    boolean isOurs = id.value() % 2 == parity;
    if (old != null || isOurs || retired.contains(id) || id.value() >= ids) {
      dropped++;
      if (old != null) {
        old.fail("the other side opens a channel with an id in use");
      } else {
        association.resetStreams(Set.of(id));
      }
      return;
    }
    DataChannel channel = new DataChannel(this, open.label(), open.init(), true);
    channel.assign(id);
    byId.put(id, channel);
    byte[] ack = AckMessage.toBytes();
    association.send(id, Ppid.DCEP, ack, 0, ack.length, SendOptions.RELIABLE, now);
    onDataChannel.accept(channel);
    channel.open(false, now);
  }

  private void onResetRefused(DataChannel channel) {
    retired.add(channel.streamId());
    forget(channel);
    channel.endWith(null);
  }

  private void onClosed(CloseReason reason) {
    boolean inOrder =
        reason instanceof CloseReason.ShutDown || reason instanceof CloseReason.Aborted;
    endAll(inOrder ? null : operationError("the association has ended: " + reason));
  }

  private void endAll(DataChannelException error) {
    ended = true;
    connected = false;
    List<DataChannel> all = new ArrayList<>(byId.values());
    waiting.stream().filter(channel -> channel.streamId() == null).forEach(all::add);
    byId.clear();
    waiting.clear();
    all.forEach(channel -> channel.endWith(error));
  }

  /** The lowest free id of ours, or null. */
  private StreamId freeId() {
    for (int tries = 0; tries < ids; tries += 2) {
      if (nextId >= ids) {
        nextId = parity;
      }
      if (nextId < ids) {
        StreamId id = new StreamId(nextId);
        nextId += 2;
        if (!byId.containsKey(id) && !retired.contains(id)) {
          return id;
        }
      }
    }
    return null;
  }

  void forget(DataChannel channel) {
    waiting.remove(channel);
    if (channel.streamId() != null) {
      byId.remove(channel.streamId(), channel);
    }
  }

  void reset(DataChannel channel) {
    association.resetStreams(Set.of(channel.streamId()));
  }

  void countDropped() {
    dropped++;
  }

  /** The longest message that we take. */
  int maxReceivedSize() {
    return maxReceivedSize;
  }

  static DataChannelException operationError(String message) {
    return new DataChannelException(DataChannelErrorName.OPERATION_ERROR, message);
  }
}

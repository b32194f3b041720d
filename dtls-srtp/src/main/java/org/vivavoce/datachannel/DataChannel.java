package org.vivavoce.datachannel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalInt;
import org.vivavoce.sctp.Association;
import org.vivavoce.sctp.Ppid;
import org.vivavoce.sctp.SctpEvent;
import org.vivavoce.sctp.SendOptions;
import org.vivavoce.sctp.SendResult;
import org.vivavoce.sctp.StreamId;

/**
 * One data channel: the W3C's {@code RTCDataChannel}, with its names.
 *
 * <p>Owned by the thread that drives its {@link DataChannels}; no method may be called on another.
 */
public final class DataChannel {
  private static final byte[] PLACEHOLDER = new byte[1];

  private final DataChannels channels;
  private final String label;
  private final DataChannelInit init;
  private final SendOptions options;
  private DataChannelListener listener = new DataChannelListener() {};
  private DataChannelState state = DataChannelState.CONNECTING;
  private StreamId id;
  private long bufferedAmountLowThreshold;

  /** Whether the other side is known to know of the channel: until then all is sent in order. */
  private boolean acknowledged;

  private boolean outgoingReset;
  private boolean incomingReset;

  /** Parts of a message in the deprecated form, or null. */
  private ByteArrayOutputStream parts;

  private long messagesSent;
  private long bytesSent;
  private long messagesReceived;
  private long bytesReceived;

  DataChannel(DataChannels channels, String label, DataChannelInit init, boolean acknowledged) {
    this.channels = channels;
    this.label = label;
    this.init = init;
    this.acknowledged = acknowledged;
    this.options =
        new SendOptions(
            init.ordered(),
            init.maxRetransmits().orElse(SendOptions.UNLIMITED),
            init.maxPacketLifeTime().isPresent()
                ? init.maxPacketLifeTime().getAsInt() * 1_000_000L
                : SendOptions.UNLIMITED);
  }

  /** Sets who hears what happens; before the next packet is received, to hear all of it. */
  public void setListener(DataChannelListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
  }

  /** The name that it was given. */
  public String label() {
    return label;
  }

  /** How it was made. The id in it is the one that was asked for; see {@link #id}. */
  public DataChannelInit init() {
    return init;
  }

  /** Its number, as soon as it has one. */
  public OptionalInt id() {
    return id == null ? OptionalInt.empty() : OptionalInt.of(id.value());
  }

  /** Where it stands. */
  public DataChannelState readyState() {
    return state;
  }

  /** How many bytes of messages wait to be put into packets. */
  public long bufferedAmount() {
    return id == null || channels.association() == null
        ? 0
        : channels.association().bufferedAmount(id);
  }

  /** When {@link DataChannelListener#onBufferedAmountLow} is called; 0 at first. */
  public long bufferedAmountLowThreshold() {
    return bufferedAmountLowThreshold;
  }

  /**
   * Sets the threshold, in bytes.
   *
   * @throws DataChannelException TypeError if it is negative
   */
  public void setBufferedAmountLowThreshold(long bytes) {
    if (bytes < 0) {
      throw typeError("a threshold is not negative: " + bytes);
    }
    bufferedAmountLowThreshold = bytes;
    applyToStream();
  }

  /** Figures, as they are now. */
  public DataChannelStats stats() {
    return new DataChannelStats(messagesSent, bytesSent, messagesReceived, bytesReceived);
  }

  /**
   * Sends a text.
   *
   * @throws DataChannelException InvalidStateError if the channel is not open; TypeError if the
   *     text is longer in UTF-8 than the other side takes; OperationError if there is no room: wait
   *     for {@link DataChannelListener#onBufferedAmountLow}
   */
  public void send(String text, long now) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    send(bytes.length == 0 ? Ppid.STRING_EMPTY : Ppid.STRING, bytes, 0, bytes.length, now);
  }

  /**
   * Sends bytes. They are not copied: the array must stay as it is until the message has been
   * delivered; who cannot tell gives a copy.
   *
   * @throws DataChannelException as {@link #send(String, long)}
   */
  public void send(byte[] data, long now) {
    send(data, 0, data.length, now);
  }

  /**
   * Sends a part of an array, as {@link #send(byte[], long)}.
   *
   * @throws DataChannelException as {@link #send(String, long)}
   * @throws IndexOutOfBoundsException if the part does not lie in the array
   */
  public void send(byte[] data, int off, int length, long now) {
    Objects.checkFromIndexSize(off, length, data.length);
    send(length == 0 ? Ppid.BINARY_EMPTY : Ppid.BINARY, data, off, length, now);
  }

  private void send(Ppid ppid, byte[] data, int off, int length, long now) {
    if (state != DataChannelState.OPEN) {
      throw new DataChannelException(
          DataChannelErrorName.INVALID_STATE_ERROR, "the channel is " + state + ", not open");
    }
    if (length > channels.maxMessageSize()) {
      throw typeError(
          length + " bytes are more than the other side takes: " + channels.maxMessageSize());
    }
    SendResult result =
        length == 0
            ? sendNow(ppid, PLACEHOLDER, 0, PLACEHOLDER.length, now)
            : sendNow(ppid, data, off, length, now);
    if (result == SendResult.BUFFER_FULL) {
      throw new DataChannelException(
          DataChannelErrorName.OPERATION_ERROR,
          "the send buffer is full: " + bufferedAmount() + " bytes wait on this channel");
    }
    if (result != SendResult.QUEUED) {
      throw new DataChannelException(DataChannelErrorName.INVALID_STATE_ERROR, result.toString());
    }
    messagesSent++;
    bytesSent += length;
  }

  private SendResult sendNow(Ppid ppid, byte[] data, int off, int length, long now) {
    // What overtook DATA_CHANNEL_OPEN would come to a channel that is not there (RFC 8832 section
    // 6).
    SendOptions how =
        acknowledged || options.ordered()
            ? options
            : new SendOptions(true, options.maxRetransmits(), options.lifetimeNanos());
    return channels.association().send(id, ppid, data, off, length, how, now);
  }

  /**
   * Closes the channel; what was sent before is still delivered. Does nothing if it is closing or
   * closed.
   */
  public void close() {
    if (state == DataChannelState.CONNECTING) {
      channels.forget(this);
      end();
    } else if (state == DataChannelState.OPEN) {
      state = DataChannelState.CLOSING;
      channels.reset(this);
    }
  }

  StreamId streamId() {
    return id;
  }

  void assign(StreamId assigned) {
    id = assigned;
    applyToStream();
  }

  /** Tells the association what it has to know of the channel, if both are there. */
  void applyToStream() {
    Association association = channels.association();
    if (id != null && association != null) {
      association.setBufferedAmountLowThreshold(id, bufferedAmountLowThreshold);
      association.setPriority(id, init.priority().weight());
    }
  }

  /** Opens it; sends DATA_CHANNEL_OPEN first, if it is ours and not negotiated. */
  void open(boolean announces, long now) {
    if (announces) {
      byte[] open = new OpenMessage(label, init).toBytes();
      SendResult result =
          channels
              .association()
              .send(id, Ppid.DCEP, open, 0, open.length, SendOptions.RELIABLE, now);
      if (result != SendResult.QUEUED) {
        fail("the channel cannot be announced: " + result);
        return;
      }
    }
    state = DataChannelState.OPEN;
    listener.onOpen();
  }

  void onAck() {
    acknowledged = true;
  }

  void onMessage(SctpEvent.Message message) {
    int ppid = message.ppid().value();
    boolean isPart = ppid == Ppid.BINARY_PARTIAL.value() || ppid == Ppid.STRING_PARTIAL.value();
    if (isPart || parts != null) {
      if (parts == null) {
        parts = new ByteArrayOutputStream();
      }
      if (parts.size() + (long) message.length() > channels.maxReceivedSize()) {
        parts = null;
        fail("a message is longer than " + channels.maxReceivedSize() + " bytes");
        return;
      }
      parts.write(message.data(), 0, message.length());
      if (isPart) {
        return;
      }
      byte[] whole = parts.toByteArray();
      parts = null;
      deliver(ppid, whole, whole.length);
    } else {
      deliver(ppid, message.data(), message.length());
    }
  }

  private void deliver(int ppid, byte[] data, int length) {
    boolean isEmpty = ppid == Ppid.STRING_EMPTY.value() || ppid == Ppid.BINARY_EMPTY.value();
    int size = isEmpty ? 0 : length;
    if (ppid == Ppid.STRING.value() || ppid == Ppid.STRING_EMPTY.value()) {
      count(size);
      listener.onMessage(new String(data, 0, size, StandardCharsets.UTF_8));
    } else if (ppid == Ppid.BINARY.value() || ppid == Ppid.BINARY_EMPTY.value()) {
      count(size);
      listener.onMessage(size == data.length ? data : Arrays.copyOf(data, size));
    } else {
      channels.countDropped();
    }
  }

  private void count(int size) {
    messagesReceived++;
    bytesReceived += size;
  }

  void onBufferedAmountLow() {
    if (state == DataChannelState.OPEN || state == DataChannelState.CLOSING) {
      listener.onBufferedAmountLow();
    }
  }

  /** The other side has reset its stream: it closes the channel, or goes along. */
  void onIncomingReset() {
    incomingReset = true;
    if (state == DataChannelState.OPEN) {
      state = DataChannelState.CLOSING;
      channels.reset(this);
      listener.onClosing();
    }
    endIfReset();
  }

  void onOutgoingReset() {
    outgoingReset = true;
    if (state == DataChannelState.OPEN) {
      // The other side asked for it (RFC 6525 section 4.2).
      state = DataChannelState.CLOSING;
      listener.onClosing();
    }
    endIfReset();
  }

  private void endIfReset() {
    if (outgoingReset && incomingReset) {
      channels.forget(this);
      end();
    }
  }

  /** Closes it at once because something went wrong with it; its stream is reset. */
  void fail(String why) {
    if (state == DataChannelState.OPEN) {
      state = DataChannelState.CLOSING;
      channels.reset(this);
      listener.onError(new DataChannelException(DataChannelErrorName.OPERATION_ERROR, why));
    } else if (state == DataChannelState.CONNECTING) {
      channels.forget(this);
      endWith(new DataChannelException(DataChannelErrorName.OPERATION_ERROR, why));
    }
  }

  /** The transport is gone. */
  void endWith(DataChannelException error) {
    if (state == DataChannelState.CLOSED) {
      return;
    }
    state = DataChannelState.CLOSED;
    parts = null;
    if (error != null) {
      listener.onError(error);
    }
    listener.onClose();
  }

  private void end() {
    endWith(null);
  }

  static DataChannelException typeError(String message) {
    return new DataChannelException(DataChannelErrorName.TYPE_ERROR, message);
  }

  @Override
  public String toString() {
    return "DataChannel[" + label + ", id " + id + ", " + state + "]";
  }
}

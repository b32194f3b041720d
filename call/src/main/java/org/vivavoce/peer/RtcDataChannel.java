package org.vivavoce.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vivavoce.datachannel.DataChannel;
import org.vivavoce.datachannel.DataChannelException;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.datachannel.DataChannelListener;
import org.vivavoce.datachannel.DataChannelState;
import org.vivavoce.datachannel.DataChannelStats;

/**
 * A channel for messages beside, or without, media (WebRTC 1.0 section 6.2, RTCDataChannel). Made
 * by {@link PeerConnection#createDataChannel}, or by the other side and then told by {@link
 * PeerObserver#onDataChannel}.
 *
 * <pre>{@code
 * RtcDataChannel channel = pc.createDataChannel("chat", DataChannelInit.defaults());
 * channel.setListener(new DataChannelListener() {
 *   public void onOpen() {
 *     channel.send("hello");
 *   }
 *   public void onMessage(String text) {
 *     System.out.println(text);
 *   }
 * });
 * }</pre>
 *
 * <p><b>Threads.</b> Every method is safe from any thread. The listener is called on the
 * connection's {@link EventLoop}, where the channel changes its state, too; it must not block: as
 * long as it does, nothing is received, here and perhaps on other connections, whose datagrams come
 * on the same thread.
 *
 * <p><b>Back-pressure.</b> {@code send} takes what it can and never waits. Whoever sends much looks
 * at {@link #bufferedAmount()}, stops at some hundred kilobytes, and goes on with {@link
 * DataChannelListener#onBufferedAmountLow}. At 16 MiB, of all channels of a connection together,
 * {@code send} refuses.
 */
public final class RtcDataChannel {
  private static final Logger LOG = LoggerFactory.getLogger(RtcDataChannel.class);
  private static final DataChannelListener NOBODY = new DataChannelListener() {};
  private static final long MAX_EARLY_BYTES = 1 << 20;

  /** What an event costs besides its bytes. */
  private static final int EVENT_COST = 64;

  private final DataTransport transport;
  private final long number;
  private final String label;
  private final DataChannelInit init;

  /** Bytes of messages that SCTP has not been given yet. */
  private final AtomicLong queued = new AtomicLong();

  /** Bytes of messages that SCTP has not put into packets yet; written on the loop. */
  private volatile long inSctp;

  private volatile DataChannelListener listener = NOBODY;
  private volatile DataChannelState state = DataChannelState.CONNECTING;
  private volatile OptionalInt id;
  private volatile long lowThreshold;
  private volatile DataChannelStats stats = new DataChannelStats(0, 0, 0, 0);

  /** The loop's own; null before it is made, and for one that could not be made. */
  private DataChannel channel;

  /** What there was to tell before there was a listener; the loop's own. */
  private final Deque<Event> early = new ArrayDeque<>();

  private long earlyBytes;
  private boolean wasOpen;

  /** It was closed before it was made; the loop's own. */
  private boolean closeAtOnce;

  RtcDataChannel(DataTransport transport, long number, String label, DataChannelInit init) {
    this.transport = transport;
    this.number = number;
    this.label = label;
    this.init = init;
    this.id = init.negotiated() ? init.id() : OptionalInt.empty();
  }

  // --- what it is

  /** The name that whoever made it gave it. */
  public String label() {
    return label;
  }

  /** Whether messages arrive in the order in which they were sent. */
  public boolean ordered() {
    return init.ordered();
  }

  /** For how many milliseconds a message is sent and sent again; empty: without limit. */
  public OptionalInt maxPacketLifeTime() {
    return init.maxPacketLifeTime();
  }

  /** How often a message is sent again; empty: without limit. */
  public OptionalInt maxRetransmits() {
    return init.maxRetransmits();
  }

  /** The name of a subprotocol, or the empty string. */
  public String protocol() {
    return init.protocol();
  }

  /** Whether both sides made it themselves, with an id that they agreed on. */
  public boolean negotiated() {
    return init.negotiated();
  }

  /** Its number; empty before the connection knows its role in DTLS. */
  public OptionalInt id() {
    return id;
  }

  /** All that it was made with. */
  public DataChannelInit init() {
    return init;
  }

  /** Where it stands. */
  public DataChannelState readyState() {
    return state;
  }

  /** Messages and bytes so far; a few events old, perhaps. */
  public DataChannelStats stats() {
    return stats;
  }

  /**
   * Sets who hears of it. What happened before there was any listener is told to the first one, but
   * of messages no more than a mebibyte.
   */
  public void setListener(DataChannelListener to) {
    listener = Objects.requireNonNull(to, "listener");
    transport.onLoop(this::tellEarly);
  }

  private void tellEarly() {
    earlyBytes = 0;
    for (Event event = early.poll(); event != null; event = early.poll()) {
      deliver(event);
    }
  }

  // --- sending

  /** How many bytes of messages have not been put into packets yet. */
  public long bufferedAmount() {
    return queued.get() + inSctp;
  }

  /** See {@link #setBufferedAmountLowThreshold}; 0 at first. */
  public long bufferedAmountLowThreshold() {
    return lowThreshold;
  }

  /**
   * Sets at which {@link #bufferedAmount()} {@link DataChannelListener#onBufferedAmountLow} is
   * called, when it falls from above.
   *
   * @param bytes zero or more
   * @throws PeerConnectionException TypeError if it is negative
   */
  public void setBufferedAmountLowThreshold(long bytes) {
    if (bytes < 0) {
      throw new PeerConnectionException(
          RtcErrorName.TYPE_ERROR, "a threshold is zero bytes or more, not " + bytes);
    }
    lowThreshold = bytes;
    transport.command(
        new DataTransport.Command(this) {
          @Override
          void run(long now) {
            if (channel != null) {
              channel.setBufferedAmountLowThreshold(bytes);
            }
          }
        });
  }

  /**
   * Sends a text, which may be empty.
   *
   * @throws PeerConnectionException InvalidStateError if it is not open; TypeError if the text, in
   *     UTF-8, is longer than the other side takes; OperationError if too much is buffered already
   */
  public void send(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    admit(length);
    transport.command(
        new DataTransport.Command(this, length) {
          @Override
          void run(long now) {
            if (isOpenInside()) {
              channel.send(text, now);
            }
          }
        });
  }

  /**
   * Sends a copy of the bytes, which may be none.
   *
   * @throws PeerConnectionException as {@link #send(String)}
   */
  public void send(byte[] data) {
    admit(data.length);
    sendOwn(data.clone());
  }

  /**
   * Sends a copy of the bytes from position to limit, which may be none; the position goes to the
   * limit.
   *
   * @throws PeerConnectionException as {@link #send(String)}; then the buffer is untouched
   */
  public void send(ByteBuffer data) {
    admit(data.remaining());
    byte[] copy = new byte[data.remaining()];
    data.get(copy);
    sendOwn(copy);
  }

  private void sendOwn(byte[] data) {
    transport.command(
        new DataTransport.Command(this, data.length) {
          @Override
          void run(long now) {
            if (isOpenInside()) {
              channel.send(data, now);
            }
          }
        });
  }

  private void admit(int length) {
    if (state != DataChannelState.OPEN) {
      throw new PeerConnectionException(
          RtcErrorName.INVALID_STATE_ERROR,
          "the data channel " + label + " is " + state + "; send when it is open");
    }
    long most = transport.maxMessageSize();
    if (length > most) {
      throw new PeerConnectionException(
          RtcErrorName.TYPE_ERROR,
          "a message of " + length + " bytes is more than the other side takes, " + most);
    }
    if (!transport.admit(length)) {
      throw new PeerConnectionException(
          RtcErrorName.OPERATION_ERROR,
          "too much is buffered, "
              + bufferedAmount()
              + " bytes on this channel; wait for"
              + " onBufferedAmountLow");
    }
    queued.addAndGet(length);
  }

  /**
   * Closes it, when all that was sent before has been delivered. Does nothing if it is closing or
   * closed.
   */
  public void close() {
    synchronized (this) {
      if (state == DataChannelState.CLOSING || state == DataChannelState.CLOSED) {
        return;
      }
      state = DataChannelState.CLOSING;
    }
    transport.command(
        new DataTransport.Command(this) {
          @Override
          void run(long now) {
            if (channel == null) {
              closeAtOnce = true;
            } else {
              channel.close();
            }
          }
        });
  }

  /** Tells it from the others of its connection. */
  long number() {
    return number;
  }

  // --- on the loop

  /** It is there, and is heard from now on. */
  void attach(DataChannel made) {
    channel = made;
    know(made.id());
    made.setListener(new Inside());
    made.setBufferedAmountLowThreshold(lowThreshold);
    if (closeAtOnce) {
      made.close();
    }
  }

  private void know(OptionalInt number) {
    id = number;
    number.ifPresent(transport::named);
  }

  /** It could not be made. */
  void refused(DataChannelException error) {
    state = DataChannelState.CLOSED;
    call(0, it -> it.onError(error));
    call(0, DataChannelListener::onClose);
  }

  /** A message of this length has gone from our queue into that of SCTP, or nowhere. */
  void handedOver(int length) {
    inSctp = channel.bufferedAmount();
    queued.addAndGet(-length);
  }

  /** Makes what is known on the loop known to all; returns whether there is more to come. */
  boolean publish() {
    if (channel == null) {
      return false;
    }
    stats = channel.stats();
    long left = channel.bufferedAmount();
    inSctp = left;
    return left > 0;
  }

  /** What was queued before the channel ended goes nowhere. */
  private boolean isOpenInside() {
    return channel != null && channel.readyState() == DataChannelState.OPEN;
  }

  /** Unless it was closed meanwhile. */
  private synchronized boolean opens() {
    if (state == DataChannelState.CONNECTING) {
      state = DataChannelState.OPEN;
      return true;
    }
    return false;
  }

  private interface Event {
    void tell(DataChannelListener to);
  }

  private void call(int bytes, Event event) {
    if (listener == NOBODY) {
      earlyBytes += bytes + EVENT_COST;
      if (earlyBytes <= MAX_EARLY_BYTES) {
        early.add(event);
      }
    } else {
      tellEarly();
      deliver(event);
    }
  }

  private void deliver(Event event) {
    try {
      event.tell(listener);
    } catch (RuntimeException e) {
      LOG.error("The listener of data channel {} threw; the channel goes on", label, e);
    }
  }

  /** What the channel says, on the loop. */
  private final class Inside implements DataChannelListener {
    @Override
    public void onOpen() {
      know(channel.id());
      transport.hasOpened();
      wasOpen = true;
      if (opens()) {
        call(0, DataChannelListener::onOpen);
      }
    }

    @Override
    public void onMessage(String text) {
      transport.touched(RtcDataChannel.this);
      call(2 * text.length(), it -> it.onMessage(text));
    }

    @Override
    public void onMessage(byte[] data) {
      transport.touched(RtcDataChannel.this);
      call(data.length, it -> it.onMessage(data));
    }

    @Override
    public void onBufferedAmountLow() {
      publish();
      call(0, DataChannelListener::onBufferedAmountLow);
    }

    @Override
    public void onClosing() {
      state = DataChannelState.CLOSING;
      call(0, DataChannelListener::onClosing);
    }

    @Override
    public void onError(DataChannelException error) {
      call(0, it -> it.onError(error));
    }

    @Override
    public void onClose() {
      state = DataChannelState.CLOSED;
      stats = channel.stats();
      inSctp = 0;
      transport.forget(RtcDataChannel.this);
      if (wasOpen) {
        transport.hasClosed();
      }
      call(0, DataChannelListener::onClose);
    }
  }

  @Override
  public String toString() {
    return "RtcDataChannel[" + label + ", " + state + "]";
  }
}

package org.vivavoce.cli.peer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import java.util.zip.CRC32;
import org.vivavoce.datachannel.DataChannelException;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.datachannel.DataChannelListener;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerConnectionException;
import org.vivavoce.peer.RtcDataChannel;

/**
 * What {@code --data send:BYTES} and {@code --data sink} do: one side sends so many bytes in
 * messages of 64 KiB at most on a channel of its own, {@code load}, and closes it; the other counts
 * them. Both tell bytes, milliseconds, {@code MBps} (of a million bytes) and the CRC-32 of all of
 * it. On the connection's loop.
 */
final class DataLoad implements DataPart {
  private static final String LABEL = "load";

  /** An offer needs a channel to have an m-line for them. */
  private static final String UNUSED = "unused";

  private static final int MESSAGE_BYTES = 65_536;
  private static final long HIGH = 4 << 20;
  private static final long LOW = 1 << 20;

  private final JsonLines lines;
  private final DataUse use;
  private final LongSupplier millis;
  private final Runnable done;
  private final CRC32 crc = new CRC32();
  private final byte[] pattern = new byte[MESSAGE_BYTES];
  private long count;
  private long begunNanos;
  private long lastNanos;

  /**
   * @param millis how long ago negotiation began
   * @param done called when all of it was sent or received, or the channel has failed
   */
  DataLoad(JsonLines lines, DataUse use, LongSupplier millis, Runnable done) {
    this.lines = lines;
    this.use = use;
    this.millis = millis;
    this.done = done;
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] = (byte) (i * 31 + (i >> 8));
    }
  }

  @Override
  public void open(PeerConnection connection) {
    boolean sends = use.kind() == DataUse.Kind.SEND;
    RtcDataChannel channel =
        connection.createDataChannel(sends ? LABEL : UNUSED, DataChannelInit.defaults());
    if (sends) {
      channel.setBufferedAmountLowThreshold(LOW);
      channel.setListener(new Sender(connection, channel));
    }
  }

  @Override
  public void answer(RtcDataChannel channel) {
    if (use.kind() == DataUse.Kind.SINK && channel.label().equals(LABEL)) {
      channel.setListener(new Sink());
    }
  }

  private ObjectNode report(String event) {
    double seconds = Math.max(1, lastNanos - begunNanos) / 1e9;
    return lines
        .event(event)
        .put("bytes", count)
        .put("ms", Math.round(seconds * 1e3))
        .put("MBps", Math.round(count / seconds / 1e4) / 100.0)
        .put("crc32", String.format("%08x", crc.getValue()));
  }

  private abstract class Told implements DataChannelListener {
    @Override
    public void onOpen() {
      begunNanos = System.nanoTime();
      lastNanos = begunNanos;
      lines.print(lines.event("open").put("ms", millis.getAsLong()));
    }

    @Override
    public void onError(DataChannelException error) {
      lines.error("a data channel failed: " + error.getMessage());
    }
  }

  private final class Sender extends Told {
    private final PeerConnection connection;
    private final RtcDataChannel channel;

    Sender(PeerConnection connection, RtcDataChannel channel) {
      this.connection = connection;
      this.channel = channel;
    }

    @Override
    public void onOpen() {
      super.onOpen();
      fill();
    }

    @Override
    public void onBufferedAmountLow() {
      fill();
    }

    private void fill() {
      long most = connection.sctp().orElseThrow().maxMessageSize();
      try {
        while (count < use.bytes() && channel.bufferedAmount() < HIGH) {
          int length = (int) Math.min(Math.min(MESSAGE_BYTES, most), use.bytes() - count);
          channel.send(ByteBuffer.wrap(pattern, 0, length));
          crc.update(pattern, 0, length);
          count += length;
        }
      } catch (PeerConnectionException e) {
        lines.error("a message could not be sent: " + e.getMessage());
        channel.close();
        return;
      }
      if (count == use.bytes()) {
        channel.close();
      }
    }

    @Override
    public void onClose() {
      lastNanos = System.nanoTime();
      lines.print(report("sent"));
      done.run();
    }
  }

  private final class Sink extends Told {
    @Override
    public void onMessage(byte[] data) {
      if (count == 0) {
        begunNanos = System.nanoTime();
      }
      count += data.length;
      crc.update(data);
      lastNanos = System.nanoTime();
    }

    @Override
    public void onClose() {
      lines.print(report("received"));
      done.run();
    }
  }
}

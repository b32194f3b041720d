package org.vivavoce.cli.peer;

import java.util.function.LongSupplier;
import org.vivavoce.datachannel.DataChannelException;
import org.vivavoce.datachannel.DataChannelInit;
import org.vivavoce.datachannel.DataChannelListener;
import org.vivavoce.peer.PeerConnection;
import org.vivavoce.peer.PeerConnectionException;
import org.vivavoce.peer.RtcDataChannel;

/**
 * What {@code --data echo} does: sends back what comes on the other side's channels, and has a
 * channel of ours on which it says {@code ping} and tells what comes back. On the connection's
 * loop.
 */
final class DataEcho implements DataPart {
  private static final String LABEL = "fromlib";
  private static final String PING = "ping";

  private final JsonLines lines;
  private final LongSupplier millis;

  /**
   * @param millis how long ago negotiation began
   */
  DataEcho(JsonLines lines, LongSupplier millis) {
    this.lines = lines;
    this.millis = millis;
  }

  @Override
  public void open(PeerConnection connection) {
    RtcDataChannel channel = connection.createDataChannel(LABEL, DataChannelInit.defaults());
    channel.setListener(
        new Told() {
          @Override
          public void onOpen() {
            super.onOpen();
            send(() -> channel.send(PING));
          }

          @Override
          public void onMessage(String text) {
            lines.print(lines.event("echo").put("data", text));
          }
        });
  }

  @Override
  public void answer(RtcDataChannel channel) {
    channel.setListener(
        new Told() {
          @Override
          public void onMessage(String text) {
            send(() -> channel.send(text));
          }

          @Override
          public void onMessage(byte[] data) {
            send(() -> channel.send(data));
          }
        });
  }

  private void send(Runnable sending) {
    try {
      sending.run();
    } catch (PeerConnectionException e) {
      lines.error("a message could not be sent: " + e.getMessage());
    }
  }

  /** Tells when a channel opens, and what is wrong with it. */
  private abstract class Told implements DataChannelListener {
    @Override
    public void onOpen() {
      lines.print(lines.event("open").put("ms", millis.getAsLong()));
    }

    @Override
    public void onError(DataChannelException error) {
      lines.error("a data channel failed: " + error.getMessage());
    }
  }
}

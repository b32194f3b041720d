package org.vivavoce.peer;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.vivavoce.datachannel.DataChannelException;
import org.vivavoce.datachannel.DataChannelListener;

/** One end of a data channel in a test, and what it was told. */
final class ChannelEnd implements DataChannelListener {
  final RtcDataChannel channel;
  final List<String> events = new CopyOnWriteArrayList<>();

  /** Texts, and byte arrays. */
  final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();

  ChannelEnd(RtcDataChannel channel) {
    this.channel = channel;
    channel.setListener(this);
  }

  Object next() throws InterruptedException {
    Object message = messages.poll(20, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message came on " + channel + ", but " + events);
    }
    return message;
  }

  void await(String event) {
    Peer.await(event + " of " + channel, () -> events.contains(event));
  }

  @Override
  public void onOpen() {
    events.add("open");
  }

  @Override
  public void onMessage(String text) {
    messages.add(text);
  }

  @Override
  public void onMessage(byte[] data) {
    messages.add(data);
  }

  @Override
  public void onBufferedAmountLow() {
    events.add("low");
  }

  @Override
  public void onClosing() {
    events.add("closing");
  }

  @Override
  public void onError(DataChannelException error) {
    events.add("error");
  }

  @Override
  public void onClose() {
    events.add("close");
  }
}

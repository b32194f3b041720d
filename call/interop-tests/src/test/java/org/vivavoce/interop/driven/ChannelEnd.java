package org.vivavoce.interop.driven;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.vivavoce.datachannel.DataChannelException;
import org.vivavoce.datachannel.DataChannelListener;
import org.vivavoce.peer.RtcDataChannel;

/** Our end of a data channel: what comes is kept until it is asked for. */
final class ChannelEnd implements DataChannelListener {
  /** For whatever is waited for; many times what a path that loses needs to repeat a packet. */
  private static final long PATIENCE_SECONDS = 60;

  private final RtcDataChannel channel;
  private final Consumer<String> onError;
  private final CountDownLatch open = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();

  ChannelEnd(RtcDataChannel channel, Consumer<String> onError) {
    this.channel = channel;
    this.onError = onError;
    channel.setListener(this);
  }

  RtcDataChannel channel() {
    return channel;
  }

  void awaitOpen() throws InterruptedException {
    await(open, "does not open");
  }

  void awaitClosed(String otherwise) throws InterruptedException {
    await(closed, otherwise);
  }

  private void await(CountDownLatch latch, String otherwise) throws InterruptedException {
    if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError(channel.label() + ": " + otherwise + "; " + channel.stats());
    }
  }

  /** Waits for a message: a string, or an array of bytes. */
  Object next() throws InterruptedException {
    Object message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError(channel.label() + ": nothing comes back; " + channel.stats());
    }
    return message;
  }

  @Override
  public void onOpen() {
    open.countDown();
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
  public void onError(DataChannelException error) {
    onError.accept(channel.label() + ": " + error.getMessage());
  }

  @Override
  public void onClose() {
    closed.countDown();
  }
}

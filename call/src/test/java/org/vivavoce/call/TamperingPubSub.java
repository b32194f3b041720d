package org.vivavoce.call;

import java.util.function.UnaryOperator;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.SignalMessage;

/**
 * A network between somebody and the others that can be cut, and that makes them say something
 * else, properly sealed; what is changed to null gets lost.
 */
final class TamperingPubSub implements PubSub {
  private final PubSub network;
  private final UnaryOperator<SignalMessage> change;
  private volatile boolean cut;

  TamperingPubSub(PubSub network, UnaryOperator<SignalMessage> change) {
    this.network = network;
    this.change = change;
  }

  /** Nothing goes through any more, in either direction. */
  void cut() {
    cut = true;
  }

  @Override
  public Subscription subscribe(String topic, Handler handler) {
    return network.subscribe(
        topic,
        m -> {
          if (!cut) {
            handler.onMessage(m);
          }
        });
  }

  @Override
  public void publish(String topic, byte[] message) {
    if (cut) {
      return;
    }
    SignalMessage changed = change.apply(Wiretap.read(topic, message));
    if (changed != null) {
      network.publish(topic, Wiretap.seal(topic, changed));
    }
  }

  @Override
  public void close() {
    network.close();
  }
}

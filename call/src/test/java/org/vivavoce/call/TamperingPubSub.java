package org.vivavoce.call;

import java.util.function.UnaryOperator;
import org.vivavoce.signaling.MalformedSignalException;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.SignalCodec;
import org.vivavoce.signaling.SignalMessage;

/**
 * A network between somebody and the others that can be cut, and that changes what they say; what
 * is changed to null gets lost.
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
    try {
      SignalMessage changed = change.apply(SignalCodec.decode(message));
      if (changed != null) {
        network.publish(topic, SignalCodec.encode(changed));
      }
    } catch (MalformedSignalException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    network.close();
  }
}

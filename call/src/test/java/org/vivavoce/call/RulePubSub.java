package org.vivavoce.call;

import java.util.function.Consumer;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.SignalMessage;

/**
 * A network that repeats or delays what is said, each time sealed anew: a rule decides what goes
 * on, and when.
 */
final class RulePubSub implements PubSub {
  private final PubSub network;
  private final Rule rule;

  /** Gets every message that is published, and the way on, which may be used later too. */
  interface Rule {
    void publish(SignalMessage message, Consumer<SignalMessage> on);
  }

  RulePubSub(PubSub network, Rule rule) {
    this.network = network;
    this.rule = rule;
  }

  @Override
  public Subscription subscribe(String topic, Handler handler) {
    return network.subscribe(topic, handler);
  }

  @Override
  public void publish(String topic, byte[] message) {
    rule.publish(Wiretap.read(topic, message), m -> network.publish(topic, Wiretap.seal(topic, m)));
  }

  @Override
  public void close() {
    network.close();
  }
}

package org.vivavoce.call;

import java.util.function.UnaryOperator;
import org.vivavoce.ice.IceConfig;
import org.vivavoce.ice.UdpHub;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.PubSub;

/** Somebody whose sockets can be taken away without a word to anybody. */
record VanishingPerson(Person person, UdpHub hub) implements AutoCloseable {
  static VanishingPerson create(PubSub network, UnaryOperator<ControllerConfig> change) {
    UdpHub hub = UdpHub.create(IceConfig.builder().loopbackOnly().build());
    Person person =
        new Person(
            Identity.generate(),
            network,
            c -> change.apply(c).withPeer(p -> p.ice(i -> i.hub(hub))));
    return new VanishingPerson(person, hub);
  }

  void vanish() {
    hub.close();
  }

  @Override
  public void close() {
    person.close();
    hub.close();
  }
}

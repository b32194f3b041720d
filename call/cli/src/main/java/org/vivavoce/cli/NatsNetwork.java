package org.vivavoce.cli;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;
import org.vivavoce.signaling.nats.NatsPubSub;

/** A NATS server's network. It does not tell who listens: whoever is called may be there. */
final class NatsNetwork implements Network {
  private final NatsPubSub pubSub;

  private NatsNetwork(NatsPubSub pubSub) {
    this.pubSub = pubSub;
  }

  static NatsNetwork open(String url) throws IOException {
    try {
      return new NatsNetwork(NatsPubSub.connect(url));
    } catch (IOException e) {
      throw new IOException("no way into the network: " + url + ": " + e.getMessage(), e);
    }
  }

  @Override
  public PubSub pubSub() {
    return pubSub;
  }

  @Override
  public List<Multiaddr> addresses() {
    return List.of();
  }

  @Override
  public Found look(Did did, long untilNanos, BooleanSupplier stopped) {
    return stopped.getAsBoolean() ? Found.STOPPED : Found.THERE;
  }

  @Override
  public String troubles() {
    return "";
  }

  @Override
  public void close() {
    pubSub.close();
  }
}

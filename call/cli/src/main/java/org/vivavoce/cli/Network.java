package org.vivavoce.cli;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.libp2p.multiformats.Multiaddr;

/** This process's place in the network that carries signals. */
sealed interface Network extends AutoCloseable permits Libp2pNetwork, NatsNetwork {
  /** How long somebody is looked for at most. */
  long LOOK_NANOS = 10_000_000_000L;

  /** What looking for somebody gave. */
  enum Found {
    /** Somebody near listens to calls for them, or knows a way to whoever does. */
    THERE,
    /** There are neighbours, and none knows them. */
    UNKNOWN,
    /** There is nobody to ask. */
    NO_NEIGHBOUR,
    /** Told to stop. */
    STOPPED
  }

  /**
   * Enters it.
   *
   * @param identity whose key this process has in a network where it has one
   * @throws IOException if it cannot be entered, saying why
   */
  static Network open(Identity identity, NetworkSettings settings) throws IOException {
    return settings.nats() != null
        ? NatsNetwork.open(settings.nats())
        : Libp2pNetwork.open(identity, settings);
  }

  /** What carries the signals. */
  PubSub pubSub();

  /** Every address at which others can dial this process. */
  List<Multiaddr> addresses();

  /**
   * Waits until somebody can be called.
   *
   * @param untilNanos when to give up
   * @param stopped whether to give up at once
   */
  Found look(Did did, long untilNanos, BooleanSupplier stopped);

  /** Why the ways in did not work at first, in words. */
  String troubles();

  @Override
  void close();
}

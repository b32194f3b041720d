package org.vivavoce.ice;

/**
 * One agent of a {@link DefaultIceTransport}, from a restart to the next, and what is known of it.
 * Fields are guarded by the transport's lock.
 */
final class IceGeneration {
  final DefaultIceAgent agent;
  IceParameters remote;
  IceState state = IceState.NEW;

  /** Why it failed, until that has been told. */
  IceFailure failure;

  IceGeneration(IceConfig config, IceListener listener) {
    agent = new DefaultIceAgent(config, listener);
  }

  boolean started() {
    return remote != null;
  }

  /** Known the moment it is selected, before the state tells. */
  boolean hasPair() {
    return agent.selectedPair().isPresent();
  }

  boolean isUp() {
    return state == IceState.CONNECTED
        || state == IceState.COMPLETED
        || state == IceState.DISCONNECTED;
  }

  /** Whether it may still get a pair. */
  boolean isLooking() {
    return state == IceState.CHECKING || (started() && state == IceState.NEW);
  }
}

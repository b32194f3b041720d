package org.vivavoce.signaling.libp2p.connection;

/** Hears of one connection, within its calls. */
public interface ConnectionListener {
  /** Both ends know each other and streams can be opened. */
  void onEstablished(Connection connection);

  /** It is over; nothing follows. */
  void onClosed(Connection connection, CloseReason reason);
}

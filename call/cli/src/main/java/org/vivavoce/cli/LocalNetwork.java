package org.vivavoce.cli;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;

/** What this machine is connected to. */
final class LocalNetwork {
  private LocalNetwork() {}

  /** Whether there is no network but loopback, so that only this machine can be called. */
  static boolean isLoopbackOnly() {
    try {
      for (NetworkInterface it : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (it.isUp() && !it.isLoopback() && it.getInetAddresses().hasMoreElements()) {
          return false;
        }
      }
      return true;
    } catch (SocketException e) {
      // Whoever cannot be told their interfaces has none that ICE could use.
      return true;
    }
  }
}

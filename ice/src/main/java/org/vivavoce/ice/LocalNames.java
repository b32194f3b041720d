package org.vivavoce.ice;

import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Names that only the link knows (draft-ietf-mmusic-mdns-ice-candidates): those of others looked
 * up, ours told to who asks. On the loop; nothing waits.
 */
interface LocalNames {
  /**
   * Looks a name up.
   *
   * @param name one label and {@code .local}
   * @param then gets an address, at most once, on the loop; nothing if there is none
   */
  void resolve(String name, Consumer<InetAddress> then);

  /**
   * A name for an address of ours, the same each time; from now on we answer for it.
   *
   * @return empty where nobody could ask for it, because its interface knows no multicast
   */
  Optional<String> nameOf(InetAddress address);

  /** Takes our names back. */
  void close();
}

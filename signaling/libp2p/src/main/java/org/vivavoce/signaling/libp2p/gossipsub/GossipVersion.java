package org.vivavoce.signaling.libp2p.gossipsub;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a peer speaks, the most able first. */
public enum GossipVersion {
  /** Gossipsub 1.1. */
  MESHSUB_1_1("/meshsub/1.1.0"),
  /** Gossipsub 1.0: no backoff and no peers in PRUNE. */
  MESHSUB_1_0("/meshsub/1.0.0"),
  /** Floodsub: no mesh; it gets every message of its topics. */
  FLOODSUB("/floodsub/1.0.0");

  private final String protocol;

  GossipVersion(String protocol) {
    this.protocol = protocol;
  }

  /** Its name as a protocol. */
  public String protocol() {
    return protocol;
  }

  /** The protocols, the most wanted first. */
  public static List<String> protocols() {
    return Arrays.stream(values()).map(GossipVersion::protocol).toList();
  }

  /** The version that a protocol is. */
  public static Optional<GossipVersion> of(String protocol) {
    return Arrays.stream(values()).filter(each -> each.protocol.equals(protocol)).findFirst();
  }
}

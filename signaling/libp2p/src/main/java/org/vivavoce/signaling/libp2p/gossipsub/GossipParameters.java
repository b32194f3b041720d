package org.vivavoce.signaling.libp2p.gossipsub;

/**
 * The numbers of gossipsub, named as its specification names them.
 *
 * @param degree D: members of a topic's mesh that are aimed at
 * @param degreeLow D_low: fewer make us graft
 * @param degreeHigh D_high: more make us prune
 * @param degreeScore D_score: of those kept when pruning, the best by score
 * @param degreeOut D_out: of those kept, at least so many that we dialed
 * @param degreeLazy D_lazy: peers outside the mesh that are told of messages
 * @param heartbeatNanos how often the mesh is looked after
 * @param historyLength heartbeats for which messages are kept
 * @param historyGossip heartbeats for which they are told of
 * @param seenNanos how long a message's id is remembered
 * @param maxMessageBytes the most data of a message
 * @param maxTopicsPerPeer the most topics that a peer may announce
 * @param relay whether neighbours' topics under these prefixes are relayed; none does not relay
 * @param relayTopicsPerPeer how many topics are relayed for one neighbour
 * @param rate how much one peer may send
 */
public record GossipParameters(
    int degree,
    int degreeLow,
    int degreeHigh,
    int degreeScore,
    int degreeOut,
    int degreeLazy,
    long heartbeatNanos,
    int historyLength,
    int historyGossip,
    long seenNanos,
    int maxMessageBytes,
    int maxTopicsPerPeer,
    java.util.List<String> relay,
    int relayTopicsPerPeer,
    Rate rate) {

  /**
   * How much one peer may send, of its own and of others, before it is dropped and held against it.
   *
   * @param messagesPerSecond in the long run
   * @param burstMessages at once
   * @param bytesPerSecond of data, in the long run
   * @param burstBytes at once
   */
  public record Rate(
      long messagesPerSecond, long burstMessages, long bytesPerSecond, long burstBytes) {}

  private static final long SECOND = 1_000_000_000L;

  /** The most bytes of an RPC. */
  public static final int MAX_RPC_LENGTH = 4 * 1024 * 1024;

  /** Copies the list. */
  public GossipParameters {
    relay = java.util.List.copyOf(relay);
  }

  /**
   * The specification's defaults; messages of 256 KiB, 1,024 topics a peer, no relaying, 500
   * messages and 4 MiB a second from one peer.
   */
  public static GossipParameters defaults() {
    return new GossipParameters(
        6,
        4,
        12,
        4,
        2,
        6,
        SECOND,
        5,
        3,
        120 * SECOND,
        256 * 1024,
        1024,
        java.util.List.of(),
        64,
        new Rate(500, 4096, 4 << 20, 32 << 20));
  }

  /** Relaying neighbours' topics that begin like this. */
  public GossipParameters relaying(String... prefixes) {
    return new GossipParameters(
        degree,
        degreeLow,
        degreeHigh,
        degreeScore,
        degreeOut,
        degreeLazy,
        heartbeatNanos,
        historyLength,
        historyGossip,
        seenNanos,
        maxMessageBytes,
        maxTopicsPerPeer,
        java.util.List.of(prefixes),
        relayTopicsPerPeer,
        rate);
  }

  /** With this rate from each peer. */
  public GossipParameters withRate(Rate other) {
    return new GossipParameters(
        degree,
        degreeLow,
        degreeHigh,
        degreeScore,
        degreeOut,
        degreeLazy,
        heartbeatNanos,
        historyLength,
        historyGossip,
        seenNanos,
        maxMessageBytes,
        maxTopicsPerPeer,
        relay,
        relayTopicsPerPeer,
        other);
  }
}

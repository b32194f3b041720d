/**
 * Publish and subscribe: gossipsub 1.1 and 1.0 ({@code /meshsub/1.1.0}, {@code /meshsub/1.0.0}),
 * and floodsub for those who know nothing else, as a protocol core.
 *
 * <p><b>Standards.</b> libp2p's pubsub interface (strict signing), gossipsub v1.0 and v1.1: mesh,
 * gossip, PRUNE backoff and peer exchange, flood publishing, peer scoring (time in mesh, first
 * deliveries, invalid messages, behaviour), opportunistic grafting.
 *
 * <p><b>What may enter.</b> RPCs from authenticated but not trusted peers, at most 4 MiB each. What
 * is wrong is dropped, counted and held against its sender; every collection here has a bound.
 *
 * <p><b>Who calls.</b> The host's edge, {@code Libp2pPubSub}; tests, which run whole networks in
 * virtual time.
 *
 * <p><b>Message ids.</b> They are made of author and sequence number, but go writes the author as a
 * peer id and js as a public key's protobuf: both are understood, and each peer is spoken to in its
 * own way, or IHAVE and IWANT would be about nothing it knows.
 *
 * <p><b>Relaying.</b> A gossipsub node forwards only topics that it is subscribed to, and a topic
 * of one person has one subscriber. So a relay subscribes to what its neighbours announce; see
 * {@link org.vivavoce.signaling.libp2p.gossipsub.RelayTable}.
 *
 * <p><b>Left out.</b> Scores of mesh delivery rates (P3) and of addresses (P6), IDONTWANT (v1.2),
 * fanout: everything of our own is flooded.
 */
package org.vivavoce.signaling.libp2p.gossipsub;

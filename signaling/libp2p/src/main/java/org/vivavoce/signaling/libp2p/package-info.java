/**
 * A libp2p host, and signaling's {@link org.vivavoce.signaling.PubSub} over its gossipsub.
 *
 * <p>The packages below this one are protocol cores: no clock, no randomness, no thread, no socket.
 * This package is their edge.
 */
package org.vivavoce.signaling.libp2p;

/**
 * A PeerConnection of ours in a process of its own, driven by lines: what a test needs that {@code
 * vivavoce peer} does not do, such as restarting ICE or adding media.
 *
 * <p>Runs on {@code vivavoce.jar}; see {@link org.vivavoce.interop.driven.DrivenPeer} for the
 * lines.
 */
package org.vivavoce.interop.driven;

/**
 * {@code vivavoce peer}: one PeerConnection driven over standard input and output, one JSON object
 * a line, so that any script can pair us with any other stack. There is no RFC for these lines;
 * {@link org.vivavoce.cli.peer.PeerCommand} tells them.
 *
 * <p>What enters: options, descriptions and candidates (the W3C's JSON shapes) on standard input.
 * Who calls: {@code vivavoce}'s main class, and tests. Left out: signaling, and reconnecting; the
 * script is the signaling.
 */
package org.vivavoce.cli.peer;

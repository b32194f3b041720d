/**
 * Joins PCM tracks, the Opus codec and a {@link org.vivavoce.peer.PeerConnection}'s encoded tracks:
 * {@link org.vivavoce.audio.AudioPublisher} on the way out, {@link org.vivavoce.audio.AudioPlayer}
 * on the way in.
 *
 * <p>Who enters: the Controller, and whoever drives a PeerConnection with sound of their own. It
 * knows neither calls nor signaling.
 */
package org.vivavoce.audio;

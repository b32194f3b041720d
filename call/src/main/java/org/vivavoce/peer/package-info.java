/**
 * {@link org.vivavoce.peer.PeerConnection}: one encrypted media path between two peers, with the
 * W3C's names (WebRTC 1.0) and JSEP's offer/answer (RFC 9429).
 *
 * <p>It composes the leaves: ICE finds the path, DTLS keys it, SRTP protects what the RTP session
 * numbers, and SCTP carries data channels inside DTLS. Tracks carry encoded frames only: {@link
 * org.vivavoce.peer.LocalTrack} in, {@link org.vivavoce.peer.RemoteTrack} out. PCM, codecs and
 * jitter buffers are joined in {@code org.vivavoce.audio}; calls between people are made in {@code
 * org.vivavoce.call}. This package knows neither.
 */
package org.vivavoce.peer;

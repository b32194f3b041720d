/**
 * What a connection's getStats tells: the objects of <a
 * href="https://www.w3.org/TR/webrtc-stats/">webrtc-stats</a> as records, with the W3C's names and
 * units, those that exist here. {@link org.vivavoce.peer.stats.RtcStatsReport} holds them by id.
 *
 * <p>Data only: who measures is {@code ice}, {@code dtls}, {@code srtp} and {@code rtp}, who puts
 * it together is {@code org.vivavoce.peer}. Nothing enters from the network. Left out: what only
 * codecs, devices and jitter buffers know, since tracks are encoded; data channels; what the W3C
 * marks as obsolete.
 */
package org.vivavoce.peer.stats;

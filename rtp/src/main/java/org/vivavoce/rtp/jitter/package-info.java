/**
 * The jitter buffer: puts received frames in order, decides when each is due, and says what to do
 * when one is missing (RFC 3550 section 6.4.1 and appendix A.1 for sequence numbers and transit
 * times; the shape of the delay adaptation is our own).
 *
 * <p>What may enter: sequence numbers, timestamps, payload bytes and nanoseconds; PCM into {@link
 * org.vivavoce.rtp.jitter.TimeStretch}. It knows no codec: what it must know about a payload it
 * asks through {@link org.vivavoce.rtp.jitter.FrameInspector}. {@code org.vivavoce.rtp.opus} is the
 * caller. Left out: video frames (several packets for one timestamp), redundancy (RFC 2198), and
 * lip sync.
 */
package org.vivavoce.rtp.jitter;

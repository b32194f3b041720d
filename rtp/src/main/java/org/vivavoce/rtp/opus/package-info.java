/**
 * The Opus payload and codec: packets (RFC 6716 section 3), their RTP format parameters (RFC 7587),
 * encoder and decoder on Concentus (pure Java), Ogg Opus files (RFC 7845), and {@link
 * org.vivavoce.rtp.opus.OpusPlayout}, which joins the jitter buffer to the decoder.
 *
 * <p>What may enter: payload bytes, PCM and time in nanoseconds. Nothing here opens a socket,
 * starts a thread or reads a clock; Ogg files enter and leave by the caller's streams. The room
 * {@code call} is the caller. Left out: multistream (surround) Opus, and sample rates other than 48
 * kHz, which is the RTP clock of every Opus stream (RFC 7587 section 4.1).
 */
package org.vivavoce.rtp.opus;

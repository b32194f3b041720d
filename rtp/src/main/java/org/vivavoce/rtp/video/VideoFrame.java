package org.vivavoce.rtp.video;

/**
 * One picture, encoded.
 *
 * @param data its bytes: a VP8 frame, a VP9 frame or superframe, an H.264 access unit in Annex-B
 *     form
 * @param key whether it can be decoded without those before it
 * @param timestamp of RTP, 0 to 4,294,967,295
 * @param width in pixels, of a key frame of VP8 or VP9; 0: not known
 * @param height in pixels, likewise
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not kept or compared
public record VideoFrame(byte[] data, boolean key, long timestamp, int width, int height) {}

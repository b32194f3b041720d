package org.vivavoce.signaling.libp2p.yamux;

/**
 * The bounds of a session.
 *
 * @param maxInbound streams that the peer may have open at once; further ones are reset
 * @param maxOutbound streams that we may have open at once
 * @param maxPendingBytes what may wait in one stream to be sent
 * @param maxControlFrames answers that may wait for a peer that does not read; one more ends the
 *     session
 */
public record YamuxLimits(
    int maxInbound, int maxOutbound, int maxPendingBytes, int maxControlFrames) {

  /** 256 streams each way, 4 MiB waiting in each, 4,096 frames (48 KiB) of answers. */
  public static YamuxLimits defaults() {
    return new YamuxLimits(256, 256, 4 * 1024 * 1024, 4096);
  }
}

package org.vivavoce.audio;

import java.util.Objects;
import org.vivavoce.rtp.jitter.JitterConfig;

/**
 * How received audio is played.
 *
 * @param channels of the PCM, 1 or 2
 * @param pullMillis how much the sink takes at a time: 10 or 20; less is less delay and more work
 * @param jitter bounds of the jitter buffer
 */
public record AudioPlayerConfig(int channels, int pullMillis, JitterConfig jitter) {
  /** Checks ranges. */
  public AudioPlayerConfig {
    Objects.requireNonNull(jitter, "jitter");
    if (channels != 1 && channels != 2) {
      throw new IllegalArgumentException(channels + " channels; 1 or 2 are allowed");
    }
    if (pullMillis != 10 && pullMillis != 20) {
      throw new IllegalArgumentException(pullMillis + " ms at a time; 10 or 20 are allowed");
    }
  }

  /** Mono, 10 ms at a time, the jitter buffer for voice. */
  public static AudioPlayerConfig defaults() {
    return new AudioPlayerConfig(1, 10, JitterConfig.voice());
  }
}

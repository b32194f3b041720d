package org.vivavoce.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.LoggerFactory;
import org.vivavoce.dtls.DtlsTransport;
import org.vivavoce.ice.IceAgent;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusEncoder;
import org.vivavoce.rtp.opus.OpusPlayout;

/**
 * Loads and runs everything once, so that the call need not wait for class loading and the first
 * compilation.
 */
final class WarmUp {
  private static final int CODEC_SECONDS = 3;

  private WarmUp() {}

  /** Blocks for a second or so. What goes wrong here is left for the call itself to report. */
  static void run() throws InterruptedException {
    List<FutureTask<Void>> tasks = new ArrayList<>();
    for (Runnable part :
        List.<Runnable>of(IceAgent::warmUp, DtlsTransport::warmUp, WarmUp::codec)) {
      FutureTask<Void> task = new FutureTask<>(part, null);
      tasks.add(task);
      Thread thread = new Thread(task, "vivavoce-warm-up-" + tasks.size());
      thread.setDaemon(true);
      thread.start();
    }
    for (FutureTask<Void> task : tasks) {
      try {
        task.get();
      } catch (ExecutionException e) {
        LoggerFactory.getLogger(WarmUp.class).warn("Warming up failed; going on", e.getCause());
      }
    }
  }

  /** Both recordings are decoded, and the beginning of one is encoded and played to nobody. */
  private static void codec() {
    short[] pcm = Speech.ALICE.pcm();
    Speech.BOB.pcm();
    OpusConfig config = OpusConfig.voice();
    OpusEncoder encoder = OpusEncoder.create(config);
    OpusPlayout playout = OpusPlayout.create(config.channels());
    int frame = config.frameSamples();
    long frameNanos = config.frameMillis() * 1_000_000L;
    byte[] packet = new byte[OpusEncoder.MAX_PACKET_BYTES];
    short[] heard = new short[frame];
    int frames = CODEC_SECONDS * 1_000 / config.frameMillis();
    for (int i = 0; i < frames; i++) {
      int bytes = encoder.encode(pcm, i * frame, frame, packet, 0, packet.length);
      playout.put(i, (long) i * frame, packet, 0, bytes, i * frameNanos);
      playout.pull(heard, 0, frame, i * frameNanos);
    }
  }
}

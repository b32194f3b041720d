package org.vivavoce.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;
import org.vivavoce.dtls.DtlsTransport;
import org.vivavoce.ice.IceAgent;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.peer.PacketFilter;
import org.vivavoce.rtp.opus.OpusConfig;
import org.vivavoce.rtp.opus.OpusEncoder;
import org.vivavoce.rtp.opus.OpusPlayout;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;

/**
 * Loads and runs everything once, so that the call need not wait for class loading and the first
 * compilation: the slow parts each for itself, at the same time, and then a whole call.
 */
final class WarmUp {
  private static final int CODEC_SECONDS = 3;
  private static final long REHEARSAL_NANOS = 5_000_000_000L;
  private static final long LOOK_NANOS = 10_000_000;

  private WarmUp() {}

  /** Blocks for a second or so. What goes wrong here is left for the call itself to report. */
  static void run() throws InterruptedException {
    parts();
    try {
      rehearse();
    } catch (IOException e) {
      goOn(e);
    }
  }

  private static void parts() throws InterruptedException {
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
        goOn(e.getCause());
      }
    }
  }

  private static void goOn(Throwable e) {
    LoggerFactory.getLogger(WarmUp.class).warn("Warming up failed; going on", e);
  }

  /** Two others call each other, until both hear something. */
  private static void rehearse() throws IOException {
    AtomicBoolean failed = new AtomicBoolean();
    try (PubSub network = InProcessPubSub.create();
        Person one = stranger("one", network, failed);
        Person two = stranger("two", network, failed)) {
      one.call(List.of(two.did()));
      long end = System.nanoTime() + REHEARSAL_NANOS;
      while (!failed.get() && System.nanoTime() - end < 0) {
        one.look(System.nanoTime());
        two.look(System.nanoTime());
        if (one.firstFrameNanos().isPresent() && two.firstFrameNanos().isPresent()) {
          return;
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private static Person stranger(String name, PubSub network, AtomicBoolean failed)
      throws IOException {
    return DemoRun.inThisJvm(
        name,
        network,
        PersonSound.Devices.files(Speech.ALICE.device()),
        (person, from) -> OutputDevices.discard(),
        PacketFilter.NONE,
        why -> failed.set(true),
        what -> failed.set(true));
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

package org.vivavoce.cli;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.vivavoce.media.InputDevice;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;

/** One demo: two people, a call, and what came of it. */
final class DemoRun {
  private static final long CONNECT_NANOS = 20_000_000_000L;
  private static final long LOOK_NANOS = 200_000_000;
  private static final long CLOSE_LOOK_NANOS = 20_000_000;

  private final DemoSettings settings;
  private final Progress progress;
  private final AtomicReference<String> failure = new AtomicReference<>();
  private volatile boolean stopped;
  private volatile Thread runner;
  private long offeredNanos;

  DemoRun(DemoSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Makes {@link #run} end soon, from any thread. */
  void stop() {
    stopped = true;
    LockSupport.unpark(runner);
  }

  /**
   * Runs it to its end; what fails within the call is in the report.
   *
   * @throws IOException if a source cannot be opened, naming it
   */
  DemoReport run() throws IOException, InterruptedException {
    runner = Thread.currentThread();
    progress.say("warming up: ICE, DTLS and Opus, and a call that nobody hears");
    WarmUp.run();
    try (PubSub network = InProcessPubSub.create();
        DemoPerson alice = person("alice", network, settings.sources().alice(), 0);
        DemoPerson bob = person("bob", network, settings.sources().bob(), 1)) {
      List<DemoPerson> both = List.of(alice, bob);
      if (!stopped) {
        offeredNanos = System.nanoTime();
        alice.call(bob);
        talk(both);
      }
      look(both);
      both.forEach(DemoPerson::expectTheEnd);
      alice.leave();
      DemoReport report = DemoReport.of(offeredNanos, verdict(both), both);
      progress.done();
      return report;
    }
  }

  private DemoPerson person(String name, PubSub network, InputDevice device, int index)
      throws IOException {
    return new DemoPerson(
        name,
        network,
        device,
        OutputDevices.wav(settings.folder().recording(name)),
        new RandomLoss(settings.lossPercent(), settings.seed() + index),
        this::failed);
  }

  private void failed(String why) {
    failure.compareAndSet(null, why);
    LockSupport.unpark(runner);
  }

  private void talk(List<DemoPerson> both) {
    long nextLine = offeredNanos;
    while (failure.get() == null && !stopped) {
      long now = System.nanoTime();
      look(both);
      OptionalLong connected = connectedNanos(both);
      long end =
          connected.isPresent()
              ? connected.getAsLong() + settings.nanos()
              : offeredNanos + CONNECT_NANOS;
      if (now - end >= 0) {
        return;
      }
      if (now - nextLine >= 0) {
        progress.show(now - offeredNanos, both);
        nextLine += LOOK_NANOS;
      }
      LockSupport.parkNanos(this, Math.max(1, waitNanos(now, Math.min(end, nextLine), both)));
    }
  }

  /** Often until everybody hears something, and exactly when a start ends. */
  private static long waitNanos(long now, long until, List<DemoPerson> both) {
    long wait = until - now;
    for (DemoPerson person : both) {
      OptionalLong startEnds = person.startEndsNanos();
      if (startEnds.isPresent()) {
        wait = Math.min(wait, startEnds.getAsLong() - now);
      } else if (person.firstFrameNanos().isEmpty()) {
        wait = Math.min(wait, CLOSE_LOOK_NANOS);
      }
    }
    return wait;
  }

  private static void look(List<DemoPerson> both) {
    for (DemoPerson person : both) {
      person.look(System.nanoTime());
    }
  }

  /** When the last one was; empty before. */
  private static OptionalLong connectedNanos(List<DemoPerson> both) {
    return last(both.stream().map(DemoPerson::connectedNanos).toList());
  }

  /** The latest, if all are there. */
  static OptionalLong last(List<OptionalLong> times) {
    if (times.stream().anyMatch(OptionalLong::isEmpty)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        times.stream()
            .mapToLong(OptionalLong::getAsLong)
            .reduce((a, b) -> a - b > 0 ? a : b)
            .getAsLong());
  }

  /** Null: all went well. */
  private String verdict(List<DemoPerson> both) {
    String why = failure.get();
    if (why != null) {
      return why;
    }
    if (connectedNanos(both).isEmpty()) {
      return stopped
          ? "interrupted before the two were connected"
          : "the two were not connected within " + CONNECT_NANOS / 1_000_000_000L + " s";
    }
    for (DemoPerson person : both) {
      if (person.firstFrameNanos().isEmpty()) {
        return person.name() + " heard nothing";
      }
    }
    return null;
  }
}

package org.vivavoce.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.vivavoce.call.Call;
import org.vivavoce.call.CallEvent;
import org.vivavoce.call.CallListener;
import org.vivavoce.call.Controller;
import org.vivavoce.call.ControllerConfig;
import org.vivavoce.call.Subscriptions;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.OutputDevices;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.InProcessPubSub;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamId;

/**
 * The time from offering a call until both sides are connected: offer and answer, Hello, ICE over
 * UDP sockets on loopback, DTLS. Both people and their signalling are in one process, and each
 * publishes one stream that the other subscribes to.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class CallSetupBenchmark {
  private static final long PATIENCE_SECONDS = 30;

  private PubSub network;
  private Controller alice;
  private Controller bob;
  private final Semaphore connected = new Semaphore(0);
  private final Semaphore left = new Semaphore(0);
  private Call call;

  /** Makes two people, one of whom answers every call. */
  @Setup
  public void setUp() throws IOException {
    network = InProcessPubSub.create();
    alice = person(440);
    bob = person(660);
    bob.addListener(CallListener.answering(Subscriptions.allAudio()));
    bob.addListener(
        event -> {
          if (event instanceof CallEvent.ParticipantLeft) {
            left.release();
          }
        });
  }

  private Controller person(double hertz) throws IOException {
    Controller person =
        Controller.create(
            Identity.generate(),
            network,
            ControllerConfig.defaults().withPeer(peer -> peer.loopbackOnly()),
            (peer, stream) -> SinkTrack.create(OutputDevices.discard()));
    person.addMediaSource(new StreamId("tone"), SourceTrack.create(InputDevices.tone(hertz, -20)));
    person.addListener(
        event -> {
          if (event instanceof CallEvent.ConnectionStateChanged changed
              && changed.state() == PeerConnectionState.CONNECTED) {
            connected.release();
          }
        });
    return person;
  }

  /** One call, from the offer until both sides say that they are connected. */
  @Benchmark
  public Call call() throws InterruptedException {
    call = alice.call(List.of(bob.did()), Subscriptions.allAudio());
    await(connected, 2);
    return call;
  }

  /** Ends the call, which is not measured. */
  @TearDown(Level.Invocation)
  public void leave() throws InterruptedException {
    call.leave("");
    await(left, 1);
  }

  /** Closes all. */
  @TearDown
  public void tearDown() {
    alice.close();
    bob.close();
    network.close();
  }

  private static void await(Semaphore semaphore, int permits) throws InterruptedException {
    if (!semaphore.tryAcquire(permits, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          "Not within %d s: %d of %d happened."
              .formatted(PATIENCE_SECONDS, semaphore.availablePermits(), permits));
    }
  }
}

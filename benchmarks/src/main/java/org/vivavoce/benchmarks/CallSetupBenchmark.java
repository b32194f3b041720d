package org.vivavoce.benchmarks;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
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
import org.vivavoce.ice.IceNomination;
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
 * From the offer of a call to "connected" on both sides: two Controllers in one JVM, in-process
 * signaling, ICE over loopback sockets, a DTLS handshake, sound both ways.
 *
 * <p>One operation is one call. Each is hung up before the next, which is not measured. Look at the
 * percentiles: p0.50 is the median.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class CallSetupBenchmark {
  /** How the dialer nominates: as RFC 8445 wants it, or before the checks are done. */
  @Param({"REGULAR", "EARLY"})
  public IceNomination nomination;

  private PubSub network;
  private Controller alice;
  private Controller bob;
  private volatile CountDownLatch connected;
  private volatile CountDownLatch ended;
  private Call call;

  /** Makes the two people. */
  @Setup
  public void meet() throws Exception {
    network = InProcessPubSub.create();
    alice = person(440);
    bob = person(1_000);
    bob.addListener(CallListener.answering(Subscriptions.allAudio()));
  }

  private Controller person(double hertz) throws Exception {
    ControllerConfig config =
        ControllerConfig.defaults()
            .withPeer(p -> p.loopbackOnly().ice(i -> i.nomination(nomination)));
    Controller person =
        Controller.create(
            Identity.generate(),
            network,
            config,
            (peer, stream) -> SinkTrack.create(OutputDevices.discard()));
    person.addMediaSource(new StreamId("tone"), SourceTrack.create(InputDevices.tone(hertz, -20)));
    person.addListener(this::onEvent);
    return person;
  }

  private void onEvent(CallEvent event) {
    if (event instanceof CallEvent.ConnectionStateChanged c
        && c.state() == PeerConnectionState.CONNECTED) {
      connected.countDown();
    } else if (event instanceof CallEvent.CallTerminated) {
      ended.countDown();
    }
  }

  /** Arms the latches. */
  @Setup(Level.Invocation)
  public void begin() {
    connected = new CountDownLatch(2);
    ended = new CountDownLatch(2);
  }

  /** Hangs up, and waits until both have. */
  @TearDown(Level.Invocation)
  public void hangUp() throws InterruptedException {
    call.leave("");
    await(ended, "ended");
  }

  /** Ends the two people. */
  @TearDown
  public void part() {
    alice.close();
    bob.close();
    network.close();
  }

  /** One call. */
  @Benchmark
  public Call offerToConnected() throws InterruptedException {
    call = alice.call(List.of(bob.did()), Subscriptions.allAudio());
    await(connected, "connected");
    return call;
  }

  private static void await(CountDownLatch latch, String what) throws InterruptedException {
    if (!latch.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("not " + what + " within 30 s");
    }
  }
}

package org.vivavoce.call;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.vivavoce.media.InputDevices;
import org.vivavoce.media.OutputDevice;
import org.vivavoce.media.PcmFormat;
import org.vivavoce.media.PcmOutput;
import org.vivavoce.media.SinkTrack;
import org.vivavoce.media.SourceTrack;
import org.vivavoce.media.TrackListener;
import org.vivavoce.peer.PeerConnectionState;
import org.vivavoce.signaling.CallId;
import org.vivavoce.signaling.Did;
import org.vivavoce.signaling.Identity;
import org.vivavoce.signaling.PubSub;
import org.vivavoce.signaling.StreamId;

/** Somebody in a test: a Controller, all events it told, and what it heard. */
final class Person implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final Controller controller;
  private final List<CallEvent> events = new ArrayList<>();
  private final List<Waiter> waiters = new ArrayList<>();
  final Ear ear = new Ear();

  private record Waiter(Predicate<CallEvent> wanted, CompletableFuture<CallEvent> found) {}

  Person(Identity identity, PubSub network, UnaryOperator<ControllerConfig> change) {
    this(identity, network, change, null);
  }

  /** Hears the others elsewhere than with the one ear. */
  Person(
      Identity identity,
      PubSub network,
      UnaryOperator<ControllerConfig> change,
      SinkFactory elsewhere) {
    ControllerConfig config =
        change.apply(ControllerConfig.defaults().withPeer(p -> p.loopbackOnly()));
    controller =
        Controller.create(
            Wiretap.know(identity),
            network,
            config,
            elsewhere != null
                ? elsewhere
                : (peer, stream) -> SinkTrack.create(ear, TrackListener.NONE));
    controller.addListener(this::heard);
  }

  static Person named(Identity identity, PubSub network) {
    return new Person(identity, network, c -> c);
  }

  Did did() {
    return controller.did();
  }

  Person speaks(String stream, double hertz) throws IOException {
    controller.addMediaSource(
        new StreamId(stream),
        SourceTrack.create(InputDevices.tone(hertz, -20), TrackListener.NONE));
    return this;
  }

  /** Answers the first call that comes. */
  Person answering(Subscriptions wanted) {
    controller.addListener(CallListener.answering(wanted));
    return this;
  }

  private synchronized void heard(CallEvent event) {
    events.add(event);
    waiters.removeIf(w -> w.wanted().test(event) && w.found().complete(event));
  }

  synchronized List<CallEvent> events() {
    return List.copyOf(events);
  }

  <E extends CallEvent> List<E> events(Class<E> type) {
    return events().stream().filter(type::isInstance).map(type::cast).toList();
  }

  <E extends CallEvent> E await(Class<E> type) {
    return await(type, e -> true);
  }

  <E extends CallEvent> E await(Class<E> type, Predicate<E> wanted) {
    Predicate<CallEvent> test = e -> type.isInstance(e) && wanted.test(type.cast(e));
    CompletableFuture<CallEvent> found = new CompletableFuture<>();
    synchronized (this) {
      events.stream()
          .filter(test)
          .findFirst()
          .ifPresentOrElse(found::complete, () -> waiters.add(new Waiter(test, found)));
    }
    try {
      return type.cast(found.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new AssertionError(
          "No " + type.getSimpleName() + " within " + PATIENCE + "; heard " + events(), e);
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  void awaitConnected() {
    await(CallEvent.ConnectionStateChanged.class, e -> e.state() == PeerConnectionState.CONNECTED);
  }

  void awaitConnected(CallId call) {
    await(
        CallEvent.ConnectionStateChanged.class,
        e -> e.callId().equals(call) && e.state() == PeerConnectionState.CONNECTED);
  }

  @Override
  public void close() {
    controller.close();
  }

  /** Keeps the last second of what was played. */
  static final class Ear implements OutputDevice {
    private final short[] last = new short[48_000];
    private long frames;

    @Override
    public String id() {
      return "ear";
    }

    @Override
    public String name() {
      return "ear";
    }

    @Override
    public PcmOutput open(PcmFormat format, int framesPerBuffer) {
      return new PcmOutput() {
        @Override
        public boolean selfPaced() {
          return false;
        }

        @Override
        public void write(short[] pcm, int offset, int count) {
          synchronized (Ear.this) {
            for (int i = 0; i < count; i++) {
              last[(int) ((frames + i) % last.length)] = pcm[offset + i * format.channels()];
            }
            frames += count;
            Ear.this.notifyAll();
          }
        }

        @Override
        public void close() {}
      };
    }

    /** Waits until so many frames were played in all. */
    synchronized void awaitFrames(long wanted) throws InterruptedException {
      long until = System.nanoTime() + PATIENCE.toNanos();
      while (frames < wanted) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("only " + frames + " frames played, wanted " + wanted);
        }
        wait(left);
      }
    }

    synchronized long frames() {
      return frames;
    }

    /**
     * Whether the last second was this tone: nine tenths of its energy at least, so that nothing of
     * weight was concealed in it, or came from somebody else.
     */
    boolean hears(double hertz) {
      return toneShare(hertz) > 0.9;
    }

    /**
     * The share of the last second's energy that lies at this frequency: the mean over stretches of
     * 50 ms, so that the phase may move between them as it does when a delay is adapted.
     */
    synchronized double toneShare(double hertz) {
      int stretch = 2_400;
      double inTone = 0;
      double inAll = 0;
      for (int from = 0; from < last.length; from += stretch) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < stretch; i++) {
          double x = last[(int) ((frames + from + i) % last.length)];
          double w = 2 * Math.PI * hertz / 48_000 * i;
          re += x * Math.cos(w);
          im += x * Math.sin(w);
          inAll += x * x;
        }
        inTone += (re * re + im * im) * 2 / stretch;
      }
      return inAll == 0 ? 0 : inTone / inAll;
    }
  }

  /** Waits until a condition holds that nothing announces, such as a counter's value. */
  static void awaitTrue(String what, java.util.function.BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("never happened: " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }
}
